"""How two opinions on a demand become one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.label import LABELS
from voicebot.understanding.second_opinion import DEMANDS, Agreement, first_odds

CHANCES = st.lists(st.floats(0.001, 1.0), min_size=len(LABELS), max_size=len(LABELS)).map(
    lambda raw: np.array(raw) / sum(raw)
)
COUNTS = st.floats(0.0, 3.0)
ODDS = st.floats(-40.0, 40.0)


@given(chances=CHANCES, first=COUNTS, second=COUNTS, level=st.floats(-2, 2), odds=ODDS)
def test_chances_stay_chances(
    chances: np.ndarray, first: float, second: float, level: float, odds: float
) -> None:
    settled = Agreement(first, second, level).settled(chances, odds)
    assert settled.sum() == pytest.approx(1.0)
    assert (settled >= 0).all()


@given(chances=CHANCES, odds=ODDS)
def test_an_opinion_that_does_not_count_changes_nothing(chances: np.ndarray, odds: float) -> None:
    assert Agreement().settled(chances, odds) == pytest.approx(chances)


@given(chances=CHANCES, odds=st.floats(-10, 10))
def test_labels_keep_their_proportions_among_demands_and_among_all_else(
    chances: np.ndarray, odds: float
) -> None:
    settled = Agreement(0.5, 0.5).settled(chances, odds)
    for which in (DEMANDS, ~DEMANDS):
        before, after = chances[which], settled[which]
        assert after / after.sum() == pytest.approx(before / before.sum())


@given(chances=CHANCES, odds=st.floats(-10, 10), more=st.floats(0.1, 5))
def test_the_surer_the_second_the_likelier_a_demand(
    chances: np.ndarray, odds: float, more: float
) -> None:
    agreement = Agreement(0.5, 0.5)
    low, high = (agreement.settled(chances, second) for second in (odds, odds + more))
    assert high[DEMANDS].sum() > low[DEMANDS].sum()


@given(rows=st.lists(CHANCES, min_size=1, max_size=5), odds=st.floats(-10, 10))
def test_many_are_settled_as_each_alone(rows: list[np.ndarray], odds: float) -> None:
    agreement, second = Agreement(0.4, 0.6, -0.2), np.full(len(rows), odds)
    together = agreement.settled(np.array(rows), second)
    for row, settled in zip(rows, together, strict=True):
        assert settled == pytest.approx(agreement.settled(row, odds))
    assert first_odds(np.array(rows)).shape == (len(rows),)
