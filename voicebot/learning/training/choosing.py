"""Which candidates, and how much of each: what did best on later rows, again and again."""

from dataclasses import dataclass

import numpy as np

from voicebot.learning.training.candidates import (
    BASELINE,
    FIRST_ROUND,
    Candidate,
    Family,
    drift_variants,
)
from voicebot.learning.training.rows import Rows
from voicebot.learning.training.validation import Tried, Validation

MEMBERS_OF = {Family.LOGISTIC: 2, Family.TREES: 2}
"""So many of the best of each family are blended: lines and trees err in different ways."""

_WORTH = 0.02  # in validated AUC; a member worse by this counts e times less
_LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Shares by candidate (they sum to 1), every candidate as tried, and the blend on each fold."""

    shares: dict[Candidate, float]
    tried: tuple[Tried, ...]
    blend: Tried | None
    validation: Validation


def choose(rows: Rows) -> Choice:
    """Try the candidates, then the promising ones with other views of the past, and blend.

    Where no fold has both yes and no, logistic regression is taken unmeasured.
    """
    validation = Validation(rows)
    if not validation.folds:
        return Choice({FIRST_ROUND[1]: 1.0}, (), None, validation)
    tried = validation.tried(FIRST_ROUND)
    views = [
        view
        for one in _worth_another_view(tried)
        for view in drift_variants(one, bool(rows.clocks))
    ]
    tried += validation.tried(views)
    shares, blend = _blended(tried, validation)
    return Choice(shares, tuple(sorted(tried, key=lambda t: -t.score)), blend, validation)


def _worth_another_view(tried: list[Tried]) -> list[Candidate]:
    """The best two logistic regressions, since they learn fast, and the best trees."""
    ranked = sorted(tried, key=lambda t: -t.score)
    lines = [t.candidate for t in ranked if t.candidate.family is Family.LOGISTIC]
    trees = [t.candidate for t in ranked if t.candidate.family is Family.TREES]
    return [*lines[:2], trees[0]]


def _blended(tried: list[Tried], validation: Validation) -> tuple[dict[Candidate, float], Tried]:
    """Nearly equal shares of the best of each family, by how well each foretold later rows.

    Equal shares are hard to beat by fitted ones, which learn the noise of the folds (Bates and
    Granger, The combination of forecasts, 1969); what is plainly worse fades out.
    """
    ranked = sorted(tried, key=lambda t: -t.score)
    taken = [
        one
        for family, count in MEMBERS_OF.items()
        for one in [t for t in ranked if t.candidate.family is family][:count]
    ]
    if ranked[0] not in taken:
        taken = [ranked[0], *taken]
    worth = np.exp((np.array([one.score for one in taken]) - ranked[0].score) / _WORTH)
    worth[worth < _LEAST_SHARE * worth.sum()] = 0.0
    shares = worth / worth.sum()
    named = {one.candidate: float(s) for one, s in zip(taken, shares, strict=True) if s}
    odds = tuple(
        np.average([one.odds[fold] for one in taken], axis=0, weights=shares)
        for fold in range(len(validation.folds))
    )
    aucs = validation.aucs(odds)
    return named, Tried(BASELINE, odds, aucs, validation.score(aucs))
