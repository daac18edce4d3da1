"""How far what comes in, and what comes true, has moved from what was learned."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from voicebot.learning.arrays import Flags, Numbers

STEADY, MOVED = 0.1, 0.25
"""Of the population stability index: below, nothing moved; above, much did (Siddiqi, 2006)."""

_BINS = 10
_FLOOR = 1e-4
_MOST_VALUES = 50
_MISSING = "(missing)"


@dataclass(frozen=True, slots=True)
class Profile:
    """How a column's values were spread: the edges of its ranges, or its values; and the shares.

    `edges` of numbers (k inner edges make k + 1 ranges), else empty; `values` of categories, else
    empty. The last share is that of missing values; of categories, the last but one that of others.
    """

    edges: tuple[float, ...]
    values: tuple[str, ...]
    shares: tuple[float, ...]


def profile_of(column: pl.Series) -> Profile:
    """The spread of a column, as it is learned from."""
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        numbers = column.cast(pl.Float64).drop_nulls().to_numpy()
        cuts = np.quantile(numbers, np.linspace(0, 1, _BINS + 1)[1:-1]) if numbers.size else []
        edges = tuple(float(edge) for edge in np.unique(cuts))
        return Profile(edges, (), tuple(_shares(column, edges, ())))
    seen = column.drop_nulls().cast(pl.String).value_counts(sort=True).head(_MOST_VALUES)
    values = tuple(seen[column.name])
    return Profile((), values, tuple(_shares(column, (), values)))


def psi(profile: Profile, column: pl.Series) -> float:
    """Population stability index of a column against what was learned from; 0 where none moved.

    Sum over ranges of (now - then) · ln(now / then), with shares of at least 0.0001.
    """
    then = np.maximum(profile.shares, _FLOOR)
    now = np.maximum(_shares(column, profile.edges, profile.values), _FLOOR)
    return float(np.sum((now - then) * np.log(now / then)))


def drifts(profiles: Mapping[str, Profile], frame: pl.DataFrame) -> dict[str, float]:
    """The index of every profiled column that the frame has, the most moved first."""
    found = {n: psi(one, frame[n]) for n, one in profiles.items() if n in frame.columns}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def calibration_drift(target: Flags, chances: Numbers) -> tuple[float, float]:
    """(shift, slope) of what came true against the chances, in log-odds; (0, 1) is calibrated.

    Cox, Two further applications of a model for binary regression, 1958.
    """
    from sklearn.linear_model import LogisticRegression

    odds = np.log(np.clip(chances, 1e-6, 1 - 1e-6) / (1 - np.clip(chances, 1e-6, 1 - 1e-6)))
    fit = LogisticRegression(C=1e4, max_iter=200).fit(odds[:, None], target)
    return float(fit.intercept_[0]), float(fit.coef_[0, 0])


def _shares(column: pl.Series, edges: tuple[float, ...], values: tuple[str, ...]) -> Numbers:
    if values or column.dtype == pl.String:
        return _value_shares(column.cast(pl.String), values)
    numbers = column.cast(pl.Float64, strict=False).to_numpy()
    there = np.isfinite(numbers)
    ranges = np.searchsorted(np.array(edges), numbers[there], side="left")
    counts = np.bincount(ranges, minlength=len(edges) + 1)
    return np.append(counts, (~there).sum()) / max(1, len(numbers))


def _value_shares(column: pl.Series, values: tuple[str, ...]) -> Numbers:
    counted = dict(column.fill_null(_MISSING).value_counts().iter_rows())
    counts = [counted.get(value, 0) for value in values]
    missing = counted.get(_MISSING, 0)
    rest = column.len() - sum(counts) - missing
    return np.array([*counts, rest, missing], dtype=float) / max(1, column.len())
