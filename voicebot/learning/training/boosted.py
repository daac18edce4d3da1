"""Gradient-boosted trees, fitted."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from voicebot.learning.arrays import Codes, Flags, Numbers
from voicebot.learning.training.forest import WORDS, Bits, Forest

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


def forest_of(estimator: Any, columns: tuple[int, ...]) -> Forest:
    """The trees of a fitted HistGradientBoostingClassifier on some columns of the matrix.

    scikit-learn puts the categorical columns first and numbers their values anew.
    """
    order, codes, known = _preprocessed(estimator, len(columns))
    trees = [tree for (tree,) in estimator._predictors]
    nodes = np.concatenate([tree.nodes for tree in trees])
    sizes = [len(tree.nodes) for tree in trees]
    begins = np.cumsum([0, *(len(tree.raw_left_cat_bitsets) for tree in trees)])[:-1]
    leaf, by_category = nodes["is_leaf"].astype(bool), nodes["is_categorical"].astype(bool)
    by_category &= ~leaf
    sets = [tree.raw_left_cat_bitsets.reshape(-1, WORDS) for tree in trees]
    return Forest(
        columns=np.array(columns, dtype=np.intp)[order],
        codes=codes,
        known=known,
        first=np.cumsum([0, *sizes]).astype(np.intp),
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.intp),
        threshold=nodes["num_threshold"].astype(float),
        missing_left=nodes["missing_go_to_left"].astype(bool),
        left=nodes["left"].astype(np.intp),
        right=nodes["right"].astype(np.intp),
        value=np.where(leaf, nodes["value"], 0.0),
        leaf=leaf,
        by_category=by_category,
        set_of=np.where(by_category, nodes["bitset_idx"] + np.repeat(begins, sizes), 0),
        sets=np.concatenate(sets).astype(np.uint32),
        baseline=float(np.ravel(estimator._baseline_prediction)[0]),
    )


def _preprocessed(estimator: Any, count: int) -> tuple[Codes, tuple[Numbers, ...], Bits]:
    """The order of the columns, the codes of each category, and which of their places are known."""
    categorical = estimator.is_categorical_
    if categorical is None:
        return np.arange(count), (), np.zeros((0, WORDS), dtype=np.uint32)
    order = np.concatenate([np.flatnonzero(categorical), np.flatnonzero(~categorical)])
    fitted = estimator._preprocessor.named_transformers_["encoder"].categories_
    known, _ = estimator._bin_mapper.make_known_categories_bitsets()
    codes = tuple(np.asarray(one[np.isfinite(one)], dtype=float) for one in fitted)
    return order, codes, np.asarray(known, dtype=np.uint32)
