"""Boosted trees as plain arrays: what the shelf holds. Reading them needs numpy alone."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from voicebot.learning.arrays import Codes, Flags, Numbers
from voicebot.learning.training.trees import Trees

WORDS = 8
"""A set of categories is so many words of 32 bits."""

_BITS = 32

Bits = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Forest:
    """n trees of m nodes in all, on k columns of the matrix, c of them categories.

    `columns` (k) are those of the matrix, the categories first; `codes` (c) the matrix's codes that
    each category was taught, whose places are its values here, and `known` (c by WORDS) the places
    that occurred. `first` (n + 1) is where each tree begins and the last one ends. Of each node
    (m): the feature and the threshold, whether a missing value goes left, the children counted
    from the tree's beginning, the value if it is a leaf, and for a question about a category the
    row of `sets` (any by WORDS) that holds the places which go left.
    """

    columns: Codes
    codes: tuple[Numbers, ...]
    known: Bits
    first: Codes
    feature: Codes
    threshold: Numbers
    missing_left: Flags
    left: Codes
    right: Codes
    value: Numbers
    leaf: Flags
    by_category: Flags
    set_of: Codes
    sets: Bits
    baseline: float

    def odds(self, matrix: Numbers) -> Numbers:
        """Log-odds of each row of the matrix."""
        return self.trees.odds_of_many(matrix)

    def few(self, rows: Numbers) -> Numbers:
        """The same of a few rows, which are not worth the setting up for many."""
        return self.trees.odds(rows)

    @cached_property
    def trees(self) -> Trees:
        """Laid out to be walked."""
        sizes = np.diff(self.first)
        start, here = np.repeat(self.first[:-1], sizes), np.arange(len(self.feature))
        return Trees(
            first=self.first[:-1],
            column=np.where(self.leaf, self.columns[0], self.columns[self.feature]),
            threshold=self.threshold,
            missing_left=self.missing_left,
            left=np.where(self.leaf, here, self.left + start),
            right=np.where(self.leaf, here, self.right + start),
            value=self.value,
            by_category=self.by_category,
            codes_left=self._codes_left(),
            baseline=self.baseline,
        )

    def as_parts(self) -> dict[str, Any]:
        """Plain values and arrays that `from_parts` takes."""
        parts = {one.name: getattr(self, one.name) for one in fields(self)}
        return {"kind": "boosted", **parts, "codes": list(self.codes)}

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> "Forest":
        """What `as_parts` gave. Raises ValueError where the arrays are no trees."""
        chosen = {one.name: parts[one.name] for one in fields(cls)}
        found = cls(
            **chosen | {"codes": tuple(parts["codes"]), "baseline": float(parts["baseline"])}
        )
        if not found._whole():
            raise ValueError("the arrays are no trees")
        return found

    def _whole(self) -> bool:
        """Whether every walk stays within its tree and ends: children come after their parents."""
        if self.first[0] != 0 or (np.diff(self.first) < 1).any():
            return False
        sizes = np.diff(self.first)
        here = np.concatenate([np.arange(size) for size in sizes])
        inner, ends = ~self.leaf, np.repeat(sizes, sizes)
        nodes = (self.feature, self.threshold, self.missing_left, self.left, self.right)
        same = all(len(one) == len(here) for one in (*nodes, self.value, self.leaf, self.set_of))
        return same and all(
            (
                len(self.by_category) == len(here),
                bool(((self.left > here) & (self.left < ends))[inner].all()),
                bool(((self.right > here) & (self.right < ends))[inner].all()),
                bool(((self.feature >= 0) & (self.feature < len(self.columns)))[inner].all()),
                bool((self.feature < len(self.codes))[self.by_category].all()),
                bool(((self.set_of >= 0) & (self.set_of < len(self.sets)))[self.by_category].all()),
                self.sets.shape[1:] == self.known.shape[1:] == (WORDS,),
                len(self.known) == len(self.codes),
                not (self.leaf & self.by_category).any(),
            )
        )

    def _codes_left(self) -> Flags:
        """Node by code: which of the matrix's codes go left; those never taught go where missing
        ones go, and one code more than any node knows stands for all of them."""
        width = max((int(codes.max(initial=0)) + 2 for codes in self.codes), default=1)
        found = np.zeros((len(self.feature), width), dtype=bool)
        for feature, codes in enumerate(self.codes):
            asked = np.flatnonzero(self.by_category & (self.feature == feature))
            found[asked] = self.missing_left[asked, None]
            places = _flags(self.sets[self.set_of[asked]])
            known = _flags(self.known[feature][None])[0][: len(codes)]
            found[np.ix_(asked, codes[known].astype(np.intp))] = places[:, : len(codes)][:, known]
        return found


def _flags(sets: Bits) -> Flags:
    """Each set as flags, place by place."""
    each = sets[:, :, None] >> np.arange(_BITS, dtype=np.uint32) & np.uint32(1)
    return np.asarray(each.reshape(len(sets), WORDS * _BITS), dtype=bool)
