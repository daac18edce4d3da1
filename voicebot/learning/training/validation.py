"""Rolling-origin validation: learn from all rows before a moment, foretell those after it.

Tashman, Out-of-sample tests of forecasting accuracy, 2000. Never random folds: people and calls
drift, and what wins on rows mixed from all times can lose on later ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from voicebot.learning.arrays import Flags, Numbers
from voicebot.learning.measures.ranking import auc
from voicebot.learning.training.candidates import Candidate, fit
from voicebot.learning.training.rows import Rows
from voicebot.learning.training.side_by_side import side_by_side

ORIGINS = (0.4, 0.5, 0.6, 0.7, 0.8)
HORIZON = 0.2  # of all rows; as far ahead as the model will be measured
LEAST_YES = 5  # and no, in each part of a fold

_FARTHEST = 8.0  # log-odds


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows before `origin` are learned from, those until before `end` are foretold."""

    origin: int
    end: int
    weight: float


def folds_of(target: Flags) -> list[Fold]:
    """The folds that have both yes and no; the later one counts more."""
    rows, found = len(target), []
    for place, origin in enumerate(ORIGINS):
        start, end = int(rows * origin), int(rows * (origin + HORIZON))
        if min(_rarer(target[:start]), _rarer(target[start:end])) >= LEAST_YES:
            found.append(Fold(start, end, 1.0 + place / 2))
    return found


def bounded(odds: Numbers) -> Numbers:
    """Log-odds as they go into a blend: one member's certainty cannot drown the others."""
    held: Numbers = _FARTHEST * np.tanh(odds / _FARTHEST)
    return held


def _rarer(target: Flags) -> int:
    yes = int(target.sum())
    return min(yes, len(target) - yes)


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """A candidate's bounded log-odds on each fold, foretold, and its AUC there."""

    candidate: Candidate
    odds: tuple[Numbers, ...]
    aucs: tuple[float, ...]
    score: float


class Validation:
    """The rows, cut into folds."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows.thinned()
        self.folds = folds_of(self._rows.target)

    def tried(self, candidates: Iterable[Candidate]) -> list[Tried]:
        """Each candidate on every fold."""
        return side_by_side(self._try, candidates)

    def aucs(self, odds: tuple[Numbers, ...]) -> tuple[float, ...]:
        """AUC of log-odds on each fold."""
        return tuple(
            auc(self.target(fold), one) for fold, one in zip(self.folds, odds, strict=True)
        )

    def score(self, aucs: tuple[float, ...]) -> float:
        """The mean over folds, by their weights; 0.5 where there is no fold."""
        if not self.folds:
            return 0.5
        return float(np.average(aucs, weights=[fold.weight for fold in self.folds]))

    def target(self, fold: Fold) -> Flags:
        """What came on a fold."""
        return self._rows.target[fold.origin : fold.end]

    def weights(self, fold: Fold) -> Numbers:
        """How much the rows of a fold count."""
        return self._rows.weights[fold.origin : fold.end]

    def _try(self, candidate: Candidate) -> Tried:
        odds = []
        for fold in self.folds:
            member = fit(candidate, self._rows.part(0, fold.origin))
            odds.append(bounded(member.odds(self._rows.part(fold.origin, fold.end).matrix)))
        aucs = self.aucs(tuple(odds))
        return Tried(candidate, tuple(odds), aucs, self.score(aucs))
