"""How a linear model sees the matrix: numbers on one scale, ranges and categories as on or off."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from voicebot.learning.arrays import Codes, Numbers

_RANGES = 8
_FEW_VALUES = 3  # a number with no more values than this is not cut into ranges


@dataclass(frozen=True, slots=True)
class Design:
    """k numbers and m switches out of the chosen columns of the matrix.

    A number counts by asinh((value - centre) / width) / spread: straight near the centre, like a
    logarithm far from it, so that a value beyond all that was learned from moves the odds on, but
    not without limit. Each switch stands for one range of a number, or one category; each of those
    has a last one for "missing".
    """

    number_columns: tuple[int, ...]
    centre: Numbers
    width: Numbers
    spread: Numbers
    ranged: tuple[int, ...]
    edges: tuple[Numbers, ...]
    category_columns: tuple[int, ...]
    category_sizes: tuple[int, ...]

    @classmethod
    def of(
        cls, matrix: Numbers, columns: tuple[int, ...], sizes: Mapping[int, int], cut: bool
    ) -> "Design":
        """The design of some columns; `sizes` gives the number of values of each category column.

        With `cut`, numbers are also cut into ranges of equally many rows.
        """
        numbers = tuple(c for c in columns if c not in sizes)
        categories = tuple(c for c in columns if c in sizes)
        scales = [_scale(matrix[:, c]) for c in numbers]
        edges = [_edges(matrix[:, c], cut) for c in numbers]
        centre, width, spread = (np.array([s[k] for s in scales]) for k in range(3))
        return cls(
            numbers, centre, width, spread, numbers, tuple(edges), categories,
            tuple(sizes[c] for c in categories),
        )  # fmt: skip

    @property
    def offsets(self) -> Codes:
        """Where the switches of each range column and category begin, and where all end."""
        sizes = [len(edges) + 2 for edges in self.edges] + [s + 1 for s in self.category_sizes]
        return np.cumsum([0, *sizes])

    @property
    def width_of_all(self) -> int:
        """Numbers and switches."""
        return len(self.number_columns) + int(self.offsets[-1])

    def scaled(self, matrix: Numbers) -> Numbers:
        """The numbers; 0 where missing. Rows by k."""
        values = (matrix[:, self.number_columns] - self.centre) / self.width
        scaled: Numbers = np.arcsinh(values) / self.spread
        return np.where(np.isnan(scaled), 0.0, scaled)

    def switches(self, matrix: Numbers) -> Codes:
        """Which switch is on, rows by range columns and categories."""
        offsets = self.offsets
        on = np.empty((len(matrix), len(offsets) - 1), dtype=np.intp)
        for place, (column, edges) in enumerate(zip(self.ranged, self.edges, strict=True)):
            values = matrix[:, column]
            codes = np.searchsorted(edges, values, side="right")
            on[:, place] = np.where(np.isnan(values), len(edges) + 1, codes)
        for place, (column, size) in enumerate(
            zip(self.category_columns, self.category_sizes, strict=True), len(self.ranged)
        ):
            values = matrix[:, column]
            on[:, place] = np.where(np.isnan(values), size, np.nan_to_num(values))
        on += offsets[:-1]
        return on

    def sparse(self, matrix: Numbers) -> Any:
        """Numbers and switches, rows by all, as a `scipy.sparse.csr_array`."""
        from scipy.sparse import csr_array

        scaled, switches = self.scaled(matrix), self.switches(matrix)
        k, m = scaled.shape[1], switches.shape[1]
        values = np.hstack([scaled, np.ones(switches.shape)])
        places = np.hstack([np.broadcast_to(np.arange(k), scaled.shape), switches + k])
        ends = np.arange(len(matrix) + 1) * (k + m)
        shape = (len(matrix), self.width_of_all)
        return csr_array((values.ravel(), places.ravel(), ends), shape=shape)


def _scale(values: Numbers) -> tuple[float, float, float]:
    there = values[np.isfinite(values)]
    if not there.size:
        return 0.0, 1.0, 1.0
    low, middle, high = np.quantile(there, [0.1, 0.5, 0.9])
    width = float(high - low) or float(there.std()) or 1.0
    spread = float(np.arcsinh((there - middle) / width).std()) or 1.0
    return float(middle), width, spread


def _edges(values: Numbers, cut: bool) -> Numbers:
    there = values[np.isfinite(values)]
    if not cut or not there.size:
        return np.empty(0)
    distinct = np.unique(there)
    if distinct.size <= _FEW_VALUES:
        return (distinct[1:] + distinct[:-1]) / 2
    return np.unique(np.quantile(there, np.linspace(0, 1, _RANGES + 1)[1:-1]))
