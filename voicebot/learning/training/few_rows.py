"""Boosted trees asked of a few rows: all trees are walked at once, in numpy alone."""

from dataclasses import dataclass

import numpy as np

from voicebot.learning.arrays import Codes, Flags, Numbers
from voicebot.learning.training.forest import WORDS, Forest

_DEEPEST = 255
_BITS = 32


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees of forests in arrays.

    `first` is each tree's root; of each node the column, the threshold, whether a missing value
    goes left, the children (a leaf points to itself), the value, and for a question about a
    category which codes go left (node by code).
    """

    first: Codes
    column: Codes
    threshold: Numbers
    missing_left: Flags
    left: Codes
    right: Codes
    value: Numbers
    by_category: Flags
    codes_left: Flags
    baseline: float

    def odds(self, rows: Numbers) -> Numbers:
        """Log-odds of each row of the matrix."""
        empty, codes = np.isnan(rows), self._codes(rows)
        here = np.arange(len(rows))[:, None]
        at = np.broadcast_to(self.first, (len(rows), len(self.first)))
        for _ in range(_DEEPEST):
            column = self.column[at]
            inside = np.where(
                self.by_category[at],
                self.codes_left[at, codes[here, column]],
                rows[here, column] <= self.threshold[at],
            )
            goes_left = np.where(empty[here, column], self.missing_left[at], inside)
            following = np.where(goes_left, self.left[at], self.right[at])
            if (following == at).all():
                break
            at = following
        return np.asarray(self.value[at].sum(axis=1) + self.baseline)

    def _codes(self, rows: Numbers) -> Codes:
        """Every value as if it were a category's; the last one stands for all unknown ones."""
        last = self.codes_left.shape[1] - 1
        return np.clip(np.where(np.isnan(rows), 0.0, rows), 0, last).astype(np.intp)


def trees_of(forest: Forest) -> Trees:
    """The same trees, laid out for few rows."""
    sizes = np.diff(forest.first)
    start, here = np.repeat(forest.first[:-1], sizes), np.arange(len(forest.feature))
    return Trees(
        first=forest.first[:-1],
        column=np.where(forest.leaf, forest.columns[0], forest.columns[forest.feature]),
        threshold=forest.threshold,
        missing_left=forest.missing_left,
        left=np.where(forest.leaf, here, forest.left + start),
        right=np.where(forest.leaf, here, forest.right + start),
        value=forest.value,
        by_category=forest.by_category,
        codes_left=_codes_left(forest),
        baseline=forest.baseline,
    )


def _codes_left(forest: Forest) -> Flags:
    """Node by code: which of the matrix's codes go left; those never taught go where missing
    ones go, and one code more than any node knows stands for all of them."""
    width = max((int(codes.max(initial=0)) + 2 for codes in forest.codes), default=1)
    found = np.zeros((len(forest.feature), width), dtype=bool)
    for feature, codes in enumerate(forest.codes):
        asked = np.flatnonzero(forest.by_category & (forest.feature == feature))
        found[asked] = forest.missing_left[asked, None]
        places = _bits(forest.sets[forest.set_of[asked]])
        known = _bits(forest.known[feature][None])[0][: len(codes)]
        found[np.ix_(asked, codes[known].astype(np.intp))] = places[:, : len(codes)][:, known]
    return found


def _bits(sets: np.ndarray) -> Flags:
    """Each set as flags, place by place."""
    each = sets[:, :, None] >> np.arange(_BITS, dtype=np.uint32) & np.uint32(1)
    return np.asarray(each.reshape(len(sets), WORDS * _BITS), dtype=bool)
