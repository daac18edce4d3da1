"""Models that add up one weight for each value: logistic regression, and shrunk rates."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from voicebot.learning.arrays import Codes, Flags, Numbers
from voicebot.learning.training.design import Design

MOST_ROWS = 400_000
"""More rows than this teach a linear model nothing; every k-th is taken then."""

_AT_ONCE = 2_000
"""Rows whose columns stay near the processor."""

_SHRINK_ROWS = 50.0
_MOST_STEPS = 300


@dataclass(frozen=True, slots=True)
class Linear:
    """Log-odds = bias + sum of the scaled numbers' and the switches' weights."""

    design: Design
    number_weights: Numbers
    switch_weights: Numbers
    bias: float
    _for_few: "_ForFew" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_for_few", _ForFew.of(self.design))

    def few(self, rows: Numbers) -> Numbers:
        """The same of a few rows, which are not worth the setting up for many."""
        numbers = self.design.scaled(rows) @ self.number_weights
        switches: Numbers = self.switch_weights[self._for_few.switches(rows)].sum(axis=1)
        return numbers + switches + self.bias

    def odds(self, matrix: Numbers) -> Numbers:
        """Log-odds of each row."""
        parts = [self._odds(matrix[k : k + _AT_ONCE]) for k in range(0, len(matrix), _AT_ONCE)]
        return np.concatenate(parts) if parts else np.empty(0)

    def _odds(self, matrix: Numbers) -> Numbers:
        odds: Numbers = self.design.scaled(matrix) @ self.number_weights + self.bias
        whole: list[tuple[int, float, float]] = []  # columns without ranges: there, or missing
        for column, edges, weights in self._by_column():
            if edges is not None and not len(edges):
                whole.append((column, weights[0], weights[1]))
                continue
            values = matrix[:, column]
            if edges is None:
                codes = np.where(np.isnan(values), len(weights) - 1, np.nan_to_num(values))
                odds += weights.take(codes.astype(np.intp))
            else:
                codes = np.searchsorted(edges, values, side="right")
                odds += np.where(np.isnan(values), weights[-1], weights.take(codes))
        if whole:
            columns, there, missing = map(list, zip(*whole, strict=True))
            odds += np.isnan(matrix[:, columns]) @ (np.array(missing) - there) + sum(there)
        return odds

    def _by_column(self) -> Iterator[tuple[int, Numbers | None, Numbers]]:
        """Each column that has switches, the edges of its ranges (None: a category), the switches'
        weights, that of a missing value last."""
        design = self.design
        columns = (*design.ranged, *design.category_columns)
        edges = (*design.edges, *(None for _ in design.category_columns))
        return zip(columns, edges, np.split(self.switch_weights, design.offsets[1:-1]), strict=True)

    def as_parts(self) -> dict[str, Any]:
        """Plain values and arrays that `from_parts` takes."""
        design = {one.name: getattr(self.design, one.name) for one in fields(Design)}
        return {
            "kind": "linear",
            "design": design,
            "numbers": self.number_weights,
            "switches": self.switch_weights,
            "bias": self.bias,
        }

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> "Linear":
        """What `as_parts` gave."""
        design = Design(**parts["design"])
        return cls(design, parts["numbers"], parts["switches"], float(parts["bias"]))


def logistic(
    design: Design, matrix: Numbers, target: Flags, weights: Numbers, strength: float
) -> Linear:
    """Logistic regression; `strength` is the inverse of the regularisation."""
    from sklearn.linear_model import LogisticRegression

    step = -(-len(matrix) // MOST_ROWS)
    rows = slice(None, None, step)
    model = LogisticRegression(C=strength, max_iter=_MOST_STEPS, tol=1e-3)
    model.fit(design.sparse(matrix[rows]), target[rows], sample_weight=weights[rows])
    numbers = len(design.number_columns)
    all_weights = model.coef_[0]
    return Linear(design, all_weights[:numbers], all_weights[numbers:], float(model.intercept_[0]))


def shrunk_rates(design: Design, matrix: Numbers, target: Flags, weights: Numbers) -> Linear:
    """For each value the log-odds of its share of yes, shrunk to that of all, all of them averaged.

    Shrinking as by 50 rows with the share of all (empirical Bayes with a fixed weight).
    """
    switches = design.switches(matrix)
    size = int(design.offsets[-1])
    base = float(np.average(target, weights=weights))
    rows, yes = np.zeros(size), np.zeros(size)
    for column in switches.T:
        rows += np.bincount(column, weights, minlength=size)
        yes += np.bincount(column, weights * target, minlength=size)
    rates = (yes + _SHRINK_ROWS * base) / (rows + _SHRINK_ROWS)
    evidence = (_logit(rates) - _logit(base)) / np.sqrt(max(1, switches.shape[1]))
    numbers = np.zeros(len(design.number_columns))
    return Linear(design, numbers, evidence, float(_logit(base)))


def _logit(share: Any) -> Any:
    return np.log(share / (1 - share))


@dataclass(frozen=True, slots=True)
class _ForFew:
    """A design's switches laid out for a few rows: `edges` is (range columns, most edges), filled
    up with infinity; `missing` is each column's code where the value is missing.
    """

    ranged: Codes
    edges: Numbers
    categories: Codes
    missing: Codes
    offsets: Codes

    @classmethod
    def of(cls, design: Design) -> "_ForFew":
        """Worked out once."""
        most = max((len(edges) for edges in design.edges), default=0)
        edges = np.full((len(design.edges), most), np.inf)
        for place, own in enumerate(design.edges):
            edges[place, : len(own)] = own
        missing = [len(own) + 1 for own in design.edges] + list(design.category_sizes)
        ranged, categories = (
            np.array(columns, dtype=np.intp) for columns in (design.ranged, design.category_columns)
        )
        codes = np.array(missing, dtype=np.intp)
        return cls(ranged, edges, categories, codes, np.asarray(design.offsets[:-1]))

    def switches(self, rows: Numbers) -> Codes:
        """Which are on, as `Design.switches` says it of many."""
        values, names = rows[:, self.ranged], rows[:, self.categories]
        ranges = (self.edges <= values[:, :, None]).sum(axis=2)
        codes = np.hstack([ranges, names])
        absent = np.isnan(np.hstack([values, names]))
        on: Codes = np.where(absent, self.missing, codes).astype(np.intp) + self.offsets
        return on
