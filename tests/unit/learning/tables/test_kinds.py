"""A column is a number or a date only where every value is one."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.learning.tables.kinds import Kind, reading_of


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "-2", "3.5", None], Kind.NUMBER),
        (["1,5", "2,25"], Kind.COMMA_NUMBER),
        (["1", "2", "three"], Kind.CATEGORY),
        (["007", "012"], Kind.CATEGORY),
        (["inf", "1"], Kind.CATEGORY),
        (["2026-01-31", "2026-02-01", None], Kind.DATE),
        (["31.01.2026 10:00", "01.02.2026 09:30"], Kind.DATE),
        (["2026-01-31T10:00:00+03:00", "2026-02-01T10:00:00Z"], Kind.DATE),
        (["2026-01-31", "soon"], Kind.CATEGORY),
        (["2026-02-30", "2026-02-28"], Kind.CATEGORY),
        ([None, None], Kind.CATEGORY),
    ],
)
def test_the_kind_of_a_column(texts: list[str | None], kind: Kind) -> None:
    assert reading_of(pl.Series("c", texts, dtype=pl.String)).kind is kind


def test_a_date_whose_day_and_month_could_be_either_is_read_as_the_rows_allow() -> None:
    american = pl.Series("c", ["03/04/2026", "03/25/2026"])
    read = american.to_frame().select(reading_of(american).expression("c")).to_series()
    assert [day.month for day in read] == [3, 3]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_are_read_back_as_they_were_written(numbers: list[float]) -> None:
    texts = pl.Series("c", [repr(number) for number in numbers])
    read = texts.to_frame().select(reading_of(texts).expression("c")).to_series()
    assert read.to_list() == numbers
