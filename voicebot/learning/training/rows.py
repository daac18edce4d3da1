"""Encoded rows in order of time, as candidates learn from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from voicebot.learning.arrays import Codes, Flags, Numbers
from voicebot.learning.tables.table import Table
from voicebot.learning.training.encoding import Encoder

_STRETCHES = 30
_TELLS_TIME = 0.6  # of a column's variance, explained by when the row happened
_MOST_ROWS = 40_000
_MOST_CELLS = 1_000_000
_LEAST_ROWS = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """n rows of the encoder's matrix, the oldest first.

    `sizes` gives the number of values of each category column; `clocks` are the columns that tell
    the time; `history` those that a history-only baseline may use (empty: all).
    """

    matrix: Numbers
    target: Flags
    weights: Numbers
    sizes: Mapping[int, int]
    clocks: frozenset[int]
    history: frozenset[int]

    @classmethod
    def of(cls, encoder: Encoder, table: Table) -> "Rows":
        """The rows of a table."""
        matrix = encoder.matrix(table.frame)
        first = len(encoder.numbers)
        sizes = {
            first + place: len(values) + 1
            for place, values in enumerate(encoder.categories.values())
        }
        history = {place for place, name in enumerate(encoder.columns) if name in table.history}
        clocks = _clocks(matrix, sizes)
        return cls(matrix, table.target, table.weights, sizes, clocks, frozenset(history))

    def columns(self, steady: bool, history: bool) -> tuple[int, ...]:
        """Which columns to learn from; never none."""
        every = range(self.matrix.shape[1])
        chosen = [c for c in every if not (steady and c in self.clocks)]
        if history and self.history:
            chosen = [c for c in chosen if c in self.history]
        return tuple(chosen or every)

    def part(self, start: int, stop: int) -> "Rows":
        """The rows from `start` until before `stop`."""
        rows = slice(start, stop)
        return replace(
            self, matrix=self.matrix[rows], target=self.target[rows], weights=self.weights[rows]
        )

    def thinned(self) -> "Rows":
        """Every k-th row, so that trying many candidates does not take long."""
        most = max(_LEAST_ROWS, min(_MOST_ROWS, _MOST_CELLS // self.matrix.shape[1]))
        step = -(-len(self.target) // most)
        if step == 1:
            return self
        rows = slice(None, None, step)
        return replace(
            self, matrix=self.matrix[rows], target=self.target[rows], weights=self.weights[rows]
        )


def _clocks(matrix: Numbers, sizes: Mapping[int, int]) -> frozenset[int]:
    """The columns of which most of the variance is between stretches of time, not within them."""
    step = -(-len(matrix) // _MOST_ROWS)
    thin = matrix[::step]
    stretch = np.arange(len(thin)) * _STRETCHES // max(1, len(thin))
    counts = np.bincount(stretch).astype(float)
    found = set()
    for column in range(thin.shape[1]):
        values = thin[:, column]
        parts = (
            [(values == code).astype(float) for code in range(sizes[column])]
            if column in sizes
            else [np.nan_to_num(values, nan=_middle(values))]
        )
        if _explained(parts, stretch, counts) >= _TELLS_TIME:
            found.add(column)
    return frozenset(found)


def _middle(values: Numbers) -> float:
    there = values[np.isfinite(values)]
    return float(np.median(there)) if there.size else 0.0


def _explained(parts: list[Numbers], stretch: Codes, counts: Numbers) -> float:
    between = total = 0.0
    for part in parts:
        means = np.bincount(stretch, part) / counts
        between += float((counts * (means - part.mean()) ** 2).sum())
        total += float(((part - part.mean()) ** 2).sum())
    return between / total if total else 0.0
