"""A file becomes examples in order of time, or a sentence says why it cannot."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.campaign_table import campaign, written
from voicebot.errors import BadTable, Leak
from voicebot.learning.tables.opening import Opened, Wish, open_table
from voicebot.learning.tables.target import Target

YES = Target("y", "yes")


def _opened(frame: pl.DataFrame, folder: Path, wish: Wish = Wish(YES)) -> Opened:
    return open_table(written(frame, folder / "table.csv"), wish)


def _plain(rows: int = 400, seed: int = 1) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    yes = random.random(rows) < 0.3
    return pl.DataFrame(
        {"x": np.round(random.normal(size=rows) + yes, 4), "y": np.where(yes, "yes", "no")}
    )


def _days(rows: int) -> list[str]:
    return [str(date(2026, 1, 1) + timedelta(days=k // 4)) for k in range(rows)]


def test_the_length_of_the_call_is_refused_by_name_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Leak, match=r"duration .* --drop duration, or --keep duration") as refused:
        _opened(campaign(), tmp_path, Wish(YES, time_order="row"))
    assert refused.value.columns == ("duration",)


def test_without_the_length_of_the_call_the_rest_is_taken(tmp_path: Path) -> None:
    opened = _opened(campaign(), tmp_path, Wish(YES, drop=("duration",), time_order="row"))
    assert set(opened.table.frame.columns) == set(campaign(10).columns) - {"duration", "y"}
    assert opened.notices == ()


def test_a_column_that_is_kept_at_wish_is_mentioned(tmp_path: Path) -> None:
    opened = _opened(campaign(), tmp_path, Wish(YES, keep=("duration",)))
    assert [suspect.column for suspect in opened.kept] == ["duration"]
    assert any("duration" in str(notice) for notice in opened.notices)


def test_a_column_that_repeats_the_target_is_refused(tmp_path: Path) -> None:
    frame = _plain().with_columns(code=pl.col("y").replace({"yes": "7", "no": "3"}).cast(pl.Int64))
    with pytest.raises(Leak, match="code"):
        _opened(frame, tmp_path)


def test_a_column_that_is_filled_in_only_after_a_yes_is_refused(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    amount = pl.Series(random.integers(1, 9, 400).astype(float))
    frame = _plain().with_columns(amount=pl.when(pl.col("y") == "yes").then(amount))
    with pytest.raises(Leak, match="amount"):
        _opened(frame, tmp_path)


def test_a_column_that_only_follows_the_calendar_is_no_leak(tmp_path: Path) -> None:
    """In the first half nobody said yes, and the column tells the halves apart."""
    random = np.random.default_rng(3)
    half = np.arange(2000) >= 1000
    yes = half & (random.random(2000) < 0.5)
    frame = pl.DataFrame(
        {"era": half.astype(int), "x": random.normal(size=2000), "y": np.where(yes, "yes", "no")}
    )
    assert "era" in _opened(frame, tmp_path).table.frame.columns


def test_an_honest_strong_column_is_no_leak(tmp_path: Path) -> None:
    frame = _plain(2000).with_columns(strong=pl.col("x") * 2)
    assert "strong" in _opened(frame, tmp_path).table.frame.columns


def test_rows_are_put_in_the_order_of_the_column_that_is_named(tmp_path: Path) -> None:
    frame = _plain().with_columns(day=pl.Series(_days(400)))
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=5)
    opened = _opened(mixed, tmp_path, Wish(YES, time_order="day"))
    in_order = _opened(frame, tmp_path, Wish(YES, time_order="day"))
    assert opened.table.periods.to_list() == in_order.table.periods.to_list()
    assert opened.table.frame["day weekday"].equals(in_order.table.frame["day weekday"])
    assert opened.table.origin.first == "2026-01-01 00:00:00"
    assert any("put in its order" in str(notice) for notice in opened.notices)


def test_months_are_the_stretches_that_are_reported(tmp_path: Path) -> None:
    frame = _plain().with_columns(day=pl.Series(_days(400)))
    periods = _opened(frame, tmp_path).table.periods
    assert periods.unique(maintain_order=True).to_list() == [
        "2026-01", "2026-02", "2026-03", "2026-04",
    ]  # fmt: skip


@pytest.mark.parametrize("time_order", ["", "row"])
def test_dates_that_go_back_are_refused_naming_the_row(tmp_path: Path, time_order: str) -> None:
    days = _days(400)
    days[100], days[300] = days[300], days[100]
    frame = _plain().with_columns(day=pl.Series(days))
    with pytest.raises(BadTable, match=r"row 103 of the file .* --time-order day"):
        _opened(frame, tmp_path, Wish(YES, time_order=time_order))


def test_dates_of_birth_order_nothing(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    born = [str(date(1950, 1, 1) + timedelta(days=int(k))) for k in random.integers(0, 2e4, 400)]
    frame = _plain().with_columns(birth_date=pl.Series(born))
    opened = _opened(frame, tmp_path)
    assert "birth_date days since 1970" in opened.table.frame.columns


def test_a_column_that_holds_no_time_cannot_order_rows(tmp_path: Path) -> None:
    frame = _plain().with_columns(day=pl.Series(["soon"] * 400))
    with pytest.raises(BadTable, match="cannot order the rows"):
        _opened(frame, tmp_path, Wish(YES, time_order="day"))


def test_a_row_without_its_time_is_refused(tmp_path: Path) -> None:
    frame = _plain().with_columns(day=pl.Series([None, *_days(399)]))
    with pytest.raises(BadTable, match="day is empty in 1 rows"):
        _opened(frame, tmp_path, Wish(YES, time_order="day"))


def test_identifiers_constants_and_empty_columns_are_left_out_with_a_notice(
    tmp_path: Path,
) -> None:
    frame = _plain().with_columns(
        id=pl.int_range(400),
        phone=pl.Series([f"+1202555{k:04d}" for k in range(400)]),
        same=pl.lit("a"),
        empty=pl.lit(None, pl.String),
        remark=pl.Series([f"he said {k // 1.5}" for k in range(400)]),
    )
    opened = _opened(frame, tmp_path)
    assert opened.table.frame.columns == ["x"]
    assert {n.column for n in opened.notices} == {"id", "phone", "same", "empty", "remark"}


def test_one_huge_category_is_no_obstacle(tmp_path: Path) -> None:
    words = pl.Series(["x" * 100_000, *(["usual"] * 399)])
    assert "word" in _opened(_plain().with_columns(word=words), tmp_path).table.frame.columns


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.head(3), "3 rows are too few"),
        (lambda f: f.with_columns(y=pl.lit("yes")), "'yes' in every row"),
        (lambda f: f.filter(pl.col("y") == "no").head(3), "3 rows are too few"),
        (lambda f: f.with_columns(y=pl.lit("no")), "'no' in every row, so there is nothing"),
        (
            lambda f: f.with_columns(pl.col("y").replace("yes", "maybe")),
            "y is never 'yes'; it is 'no', 'maybe'",
        ),
        (lambda f: f.with_columns(y=pl.lit(None, pl.String)), "y is empty in every row"),
        (lambda f: f.with_columns(x=pl.lit(1)), "no column is left .* same value"),
        (lambda f: f.with_columns(x=pl.lit(None, pl.Float64)), "no column is left .* empty"),
        (lambda f: f.rename({"y": "z"}), "no column 'y': the columns are x, z"),
        (lambda f: f.sort("y"), "the earlier 80% .*|the last 20% .*"),
    ],
)
def test_a_table_that_teaches_nothing_is_refused_in_a_sentence(
    tmp_path: Path, change: Callable[[pl.DataFrame], pl.DataFrame], said: str
) -> None:
    with pytest.raises(BadTable, match=said) as refused:
        _opened(change(_plain()), tmp_path)
    assert refused.value.remedy


def test_columns_that_are_not_there_cannot_be_dropped_or_kept(tmp_path: Path) -> None:
    for wish in (Wish(YES, drop=("none",)), Wish(YES, keep=("none",))):
        with pytest.raises(BadTable, match="no column 'none'"):
            _opened(_plain(), tmp_path, wish)


@pytest.mark.parametrize("text", ["y", "=yes", "y=", ""])
def test_a_target_is_a_column_and_a_value(text: str) -> None:
    with pytest.raises(BadTable, match="COLUMN=VALUE"):
        Target.parse(text)


def test_a_number_as_target_is_found_however_it_is_written(tmp_path: Path) -> None:
    frame = _plain().with_columns(pl.col("y").replace({"yes": "1.0", "no": "0.0"}))
    opened = _opened(frame, tmp_path, Wish(Target("y", "1")))
    assert 0.2 < opened.table.target.mean() < 0.4


def test_rows_without_a_target_are_left_out_with_a_notice(tmp_path: Path) -> None:
    frame = _plain().with_columns(y=pl.when(pl.int_range(400) >= 7).then("y"))
    opened = _opened(frame, tmp_path)
    assert len(opened.table) == 393
    assert any("empty in 7 rows" in str(notice) for notice in opened.notices)
