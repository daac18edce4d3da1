"""Which candidates, and how much of each: what did best on later rows, again and again."""

from collections import Counter
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

MOST_MEMBERS = 4
_STEPS = 8
_LEAST_GAIN = 0.0003  # in AUC, for another member


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Shares by candidate (they sum to 1), every candidate as tried, and the blend on each fold."""

    shares: dict[Candidate, float]
    tried: tuple[Tried, ...]
    blend: Tried | None
    validation: Validation


def choose(rows: Rows) -> Choice:
    """Try the candidates, then the best of each family with other views of the past, and blend.

    Where no fold has both yes and no, logistic regression is taken unmeasured.
    """
    validation = Validation(rows)
    if not validation.folds:
        return Choice({FIRST_ROUND[1]: 1.0}, (), None, validation)
    tried = validation.tried(FIRST_ROUND)
    for family in (Family.LOGISTIC, Family.TREES):
        best = max((t for t in tried if t.candidate.family is family), key=lambda t: t.score)
        tried += validation.tried(drift_variants(best.candidate, bool(rows.clocks)))
    shares, blend = _blended(tried, validation)
    return Choice(shares, tuple(sorted(tried, key=lambda t: -t.score)), blend, validation)


def _blended(tried: list[Tried], validation: Validation) -> tuple[dict[Candidate, float], Tried]:
    """Add candidates one by one, again if need be, while the mean of their log-odds gets better.

    Caruana et al., Ensemble selection from libraries of models, 2004.
    """
    ranked = sorted(tried, key=lambda t: -t.score)
    taken = [ranked[0]]
    best = ranked[0]
    for _ in range(_STEPS):
        offers = [_mean([*taken, one], validation) for one in _allowed(ranked, taken)]
        place = int(np.argmax([offer.score for offer in offers]))
        if offers[place].score < best.score + _LEAST_GAIN:
            break
        taken, best = [*taken, _allowed(ranked, taken)[place]], offers[place]
    counts = Counter(one.candidate for one in taken)
    shares = {candidate: count / len(taken) for candidate, count in counts.items()}
    return shares, _mean(taken, validation)


def _allowed(ranked: list[Tried], taken: list[Tried]) -> list[Tried]:
    distinct = {one.candidate for one in taken}
    return [t for t in ranked if len(distinct) < MOST_MEMBERS or t.candidate in distinct]


def _mean(taken: list[Tried], validation: Validation) -> Tried:
    odds = tuple(
        np.mean([one.odds[fold] for one in taken], axis=0) for fold in range(len(validation.folds))
    )
    aucs = validation.aucs(odds)
    return Tried(BASELINE, odds, aucs, validation.score(aucs))
