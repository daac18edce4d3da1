"""Ranking figures are the standard ones."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import roc_auc_score

from voicebot.learning.arrays import Flags, Numbers
from voicebot.learning.measures.ranking import auc, average_precision, lift

SCORES = arrays(np.float64, 30, elements=st.integers(0, 8).map(float))
TARGETS = arrays(np.bool_, 30).filter(lambda t: t.any() and not t.all())


@given(TARGETS, SCORES)
def test_auc_is_that_of_the_library(target: Flags, scores: Numbers) -> None:
    assert auc(target, scores) == pytest.approx(roc_auc_score(target, scores))


@given(TARGETS, SCORES)
def test_auc_does_not_change_when_scores_are_stretched(target: Flags, scores: Numbers) -> None:
    assert auc(target, np.exp(scores)) == pytest.approx(auc(target, scores))


@given(TARGETS, SCORES)
def test_turned_round_scores_turn_auc_round(target: Flags, scores: Numbers) -> None:
    assert auc(target, -scores) == pytest.approx(1 - auc(target, scores))


def test_without_both_yes_and_no_there_is_no_ranking() -> None:
    every, scores = np.ones(5, dtype=np.bool_), np.arange(5.0)
    assert math.isnan(auc(every, scores))
    assert math.isnan(average_precision(~every, scores))
    assert math.isnan(lift(~every, scores))


def test_the_best_lift_at_a_tenth_is_ten() -> None:
    target = np.arange(100) >= 90
    assert lift(target, np.arange(100.0)) == pytest.approx(10.0)


def test_scores_that_all_tie_lift_nothing() -> None:
    assert lift(np.arange(100) >= 90, np.ones(100)) == pytest.approx(1.0)
