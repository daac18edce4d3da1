"""Boosted trees laid out to be walked, in numpy alone: by a few rows at once, or by very many.

A few rows walk all trees side by side. Many rows put each question of a tree to a whole column,
from the leaves up: that takes a time per question and not per step, and the trees are small.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from voicebot.learning.arrays import Codes, Flags, Numbers

_DEEPEST = 255
_AT_ONCE = 20_000
"""Rows whose columns stay near the processor while all questions are put to them."""


@dataclass(frozen=True)
class Trees:
    """All trees of a forest in arrays.

    `first` is each tree's root; of each node the column, the threshold, whether a missing value
    goes left, the children (a leaf points to itself), the value, and for a question about a
    category which codes go left (node by code). Children come after their parents.
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
        """Log-odds of each of a few rows of the matrix."""
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

    def odds_of_many(self, matrix: Numbers) -> Numbers:
        """The same of any number of rows."""
        odds = np.full(len(matrix), self.baseline)
        for start in range(0, len(matrix), _AT_ONCE):
            rows = slice(start, start + _AT_ONCE)
            self._add(odds[rows], np.ascontiguousarray(matrix[rows].T))
        return odds

    def _add(self, odds: Numbers, columns: Numbers) -> None:
        """Tree after tree, so that sums are the same whatever rows are asked together."""
        codes = dict(self._codes_of(columns))
        for nodes in self._nodes:
            values: dict[int, Numbers | float] = {}
            for node in reversed(nodes):
                if self.left[node] == node:
                    values[node] = float(self.value[node])
                else:
                    goes_left = self._goes_left(node, columns, codes)
                    ways = (values.pop(self.left[node]), values.pop(self.right[node]))
                    values[node] = np.where(goes_left, *ways)
            odds += values[nodes[0]]

    def _goes_left(self, node: int, columns: Numbers, codes: dict[int, Codes]) -> Flags:
        column, missing_left = int(self.column[node]), self.missing_left[node]
        if self.by_category[node]:
            ways = np.append(self.codes_left[node], missing_left)
            return np.asarray(ways.take(codes[column]))
        if missing_left:  # nothing is greater than a missing value
            return np.asarray(~(columns[column] > self.threshold[node]))
        return np.asarray(columns[column] <= self.threshold[node])

    def _codes_of(self, columns: Numbers) -> Iterator[tuple[int, Codes]]:
        """The codes of each column that is a category; one more stands for a missing value."""
        for column in np.unique(self.column[self.by_category]):
            missing = np.isnan(columns[column])
            codes = self._codes(columns[column])
            codes[missing] = self.codes_left.shape[1]
            yield int(column), codes

    @cached_property
    def _nodes(self) -> list[range]:
        """Those of each tree."""
        ends = [*self.first[1:].tolist(), len(self.value)]
        return [range(start, end) for start, end in zip(self.first.tolist(), ends, strict=True)]

    def _codes(self, rows: Numbers) -> Codes:
        """Every value as if it were a category's; the last one stands for all unknown ones."""
        last = self.codes_left.shape[1] - 1
        return np.clip(np.where(np.isnan(rows), 0.0, rows), 0, last).astype(np.intp)
