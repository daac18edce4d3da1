"""Gradient-boosted trees, fitted."""

from dataclasses import dataclass

import numpy as np

from voicebot.learning.arrays import Flags, Numbers
from voicebot.learning.training.forest import Forest, forest_of

_MOST_BINS = 255
_WEIGHTED_BINS = 63  # with weights each bin's border costs a sort of all rows


@dataclass(frozen=True, slots=True)
class Size:
    """The capacity of an ensemble of trees."""

    leaves: int
    rounds: int
    rate: float
    least_share: float  # of the rows, in a leaf
    columns_share: float = 1.0


def boosted(
    size: Size,
    matrix: Numbers,
    target: Flags,
    weights: Numbers,
    columns: tuple[int, ...],
    categories: frozenset[int],
) -> Forest:
    """Fit; the seed is fixed, so the same rows give the same trees.

    Columns without a value among these rows are left out: later ones may have some.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    columns = _with_values(matrix, columns)
    even = bool((weights == weights[0]).all())
    estimator = HistGradientBoostingClassifier(
        max_bins=_MOST_BINS if even else _weighted_bins(matrix[:, sorted(categories)]),
        max_leaf_nodes=size.leaves,
        max_iter=size.rounds,
        learning_rate=size.rate,
        min_samples_leaf=max(20, int(size.least_share * len(matrix))),
        l2_regularization=1.0,
        max_features=size.columns_share,
        categorical_features=[column in categories for column in columns],
        early_stopping=False,
        random_state=0,
    )
    estimator.fit(matrix[:, columns], target, sample_weight=None if even else weights)
    return forest_of(estimator, columns)


def _with_values(matrix: Numbers, columns: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(c for c in columns if np.isfinite(matrix[:, c]).any()) or columns[:1]


def _weighted_bins(categories: Numbers) -> int:
    """A category has a bin for each of its values."""
    highest = int(np.nanmax(categories, initial=0.0))
    return min(_MOST_BINS, max(_WEIGHTED_BINS, highest + 1))
