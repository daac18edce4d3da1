"""What is foretold is always later than what was learned from."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from voicebot.learning.arrays import Flags
from voicebot.learning.tables.table import Origin, Table
from voicebot.learning.training.candidates import FIRST_ROUND, Family, fit
from voicebot.learning.training.encoding import Encoder
from voicebot.learning.training.rows import Rows
from voicebot.learning.training.validation import Validation, folds_of


def _table(rows: int = 600, seed: int = 0) -> Table:
    random = np.random.default_rng(seed)
    x = random.normal(size=rows)
    clock = np.arange(rows) / rows + random.normal(0, 0.01, rows)
    target = random.random(rows) < 1 / (1 + np.exp(1 - x))
    return Table(
        frame=pl.DataFrame({"x": x, "clock": clock, "c": random.choice(list("abc"), rows)}),
        target=target,
        weights=np.ones(rows),
        periods=pl.Series(["all"] * rows),
        origin=Origin("made up", "", "row 1", f"row {rows}"),
    )


def _rows(table: Table) -> Rows:
    return Rows.of(Encoder.of(table.frame), table)


@given(st.lists(st.booleans(), min_size=50, max_size=400))
def test_folds_end_within_the_rows_and_hold_both_yes_and_no(outcome: list[bool]) -> None:
    target: Flags = np.array(outcome)
    for fold in folds_of(target):
        assert 0 < fold.origin < fold.end <= len(target)
        for part in (target[: fold.origin], target[fold.origin : fold.end]):
            assert part.any()
            assert not part.all()


def test_what_happens_after_a_fold_changes_nothing_that_was_foretold_in_it() -> None:
    table = _table()
    before = Validation(_rows(table))
    changed = table.frame.with_columns(x=pl.when(pl.int_range(600) < 360).then("x").otherwise(9.9))
    flipped = np.where(np.arange(600) < 360, table.target, ~table.target)
    after = Validation(_rows(Table(changed, flipped, table.weights, table.periods, table.origin)))
    first = before.folds[0]
    assert first.end == 360
    candidate = next(c for c in FIRST_ROUND if c.family is Family.LOGISTIC)
    one, other = before.tried([candidate])[0], after.tried([candidate])[0]
    assert np.array_equal(one.odds[0], other.odds[0])


def test_a_column_that_tells_the_time_is_found_and_can_be_left_out() -> None:
    rows = _rows(_table())
    assert rows.clocks == {1}
    assert 1 not in rows.columns(steady=True, history=False)


def test_a_history_only_baseline_uses_nothing_else() -> None:
    table = _table()
    mine = Table(table.frame, table.target, table.weights, table.periods, table.origin,
                 history=("c",))  # fmt: skip
    assert _rows(mine).columns(steady=False, history=True) == (2,)


def test_every_candidate_ranks_what_is_plain_to_see() -> None:
    table = _table(1500)
    rows = _rows(table)
    for tried in Validation(rows).tried(FIRST_ROUND):
        assert tried.score > 0.6, tried.candidate.name


def test_the_same_rows_give_the_same_model() -> None:
    rows = _rows(_table())
    for candidate in FIRST_ROUND:
        once, again = fit(candidate, rows).odds(rows.matrix), fit(candidate, rows).odds(rows.matrix)
        assert np.array_equal(once, again)
