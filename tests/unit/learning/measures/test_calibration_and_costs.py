"""Chances that come true have no calibration error; thresholds follow costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from voicebot.learning.arrays import Flags, Numbers
from voicebot.learning.measures.calibration import bins, brier, calibration_error, log_losses
from voicebot.learning.measures.costs import Costs

CHANCES = arrays(np.float64, 40, elements=st.floats(0, 1))
TARGETS = arrays(np.bool_, 40)


def test_a_constant_chance_equal_to_the_share_has_little_error() -> None:
    target = np.arange(1500) % 10 == 0
    assert calibration_error(target, np.full(1500, 0.1)) == pytest.approx(0.0, abs=0.01)


def test_a_chance_that_is_off_by_a_tenth_has_an_error_of_a_tenth() -> None:
    target = np.arange(1500) % 10 == 0
    assert calibration_error(target, np.full(1500, 0.2)) == pytest.approx(0.1, abs=0.01)


@given(TARGETS, CHANCES)
def test_every_row_is_in_one_bin_and_errors_stay_within_bounds(
    target: Flags, chances: Numbers
) -> None:
    assert sum(one.rows for one in bins(target, chances)) == len(target)
    assert 0 <= calibration_error(target, chances) <= 1
    assert 0 <= brier(target, chances) <= 1
    assert np.isfinite(log_losses(target, chances)).all()


@given(TARGETS, CHANCES, st.floats(0.1, 50))
def test_no_threshold_costs_less_than_that_of_the_costs_where_chances_are_true(
    target: Flags, chances: Numbers, miss: float
) -> None:
    """In expectation over what comes: a row is chosen exactly where that costs less."""
    costs = Costs(miss, 1.0)
    chosen = chances >= costs.threshold
    expected = np.where(chosen, (1 - chances) * costs.alarm, chances * costs.miss)
    other = np.where(chosen, chances * costs.miss, (1 - chances) * costs.alarm)
    assert (expected <= other + 1e-9).all()


def test_balanced_costs_make_choosing_all_as_dear_as_choosing_none() -> None:
    target = np.arange(100) < 20
    costs = Costs.balanced(target)
    every = np.ones(100, dtype=np.bool_)
    assert costs.of(target, every) == pytest.approx(costs.of(target, ~every))
    assert costs.threshold == pytest.approx(0.2)
