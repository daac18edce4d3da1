"""Gradient-boosted trees, with a quick way to ask them about one row."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from voicebot.learning.arrays import Codes, Flags, Numbers

_DEEPEST = 64
_BITS = 32
_MOST_BINS = 255
_WEIGHTED_BINS = 63  # with weights each bin's border costs a sort of all rows


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees of an estimator in arrays, for one row at a time.

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

    def odds(self, row: Numbers) -> float:
        """Log-odds of one row of the matrix."""
        at = self.first
        for _ in range(_DEEPEST):
            values = row[self.column[at]]
            empty = np.isnan(values)
            codes = np.where(empty, 0, values).astype(np.intp)
            codes = np.clip(codes, 0, self.codes_left.shape[1] - 1)
            inside = np.where(
                self.by_category[at], self.codes_left[at, codes], values <= self.threshold[at]
            )
            goes_left = np.where(empty, self.missing_left[at], inside)
            following = np.where(goes_left, self.left[at], self.right[at])
            if (following == at).all():
                break
            at = following
        return float(self.value[at].sum()) + self.baseline


@dataclass(frozen=True, slots=True, eq=False)
class Boosted:
    """A fitted HistGradientBoostingClassifier on some columns of the matrix."""

    columns: tuple[int, ...]
    estimator: Any

    def odds(self, matrix: Numbers) -> Numbers:
        """Log-odds of each row."""
        odds: Numbers = self.estimator.decision_function(matrix[:, self.columns])
        return odds

    def as_parts(self) -> dict[str, Any]:
        """What `from_parts` takes; the estimator is one of scikit-learn's."""
        return {"kind": "boosted", "columns": list(self.columns), "estimator": self.estimator}

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> "Boosted":
        """What `as_parts` gave."""
        return cls(tuple(parts["columns"]), parts["estimator"])


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
) -> Boosted:
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
    return Boosted(columns, estimator)


def _with_values(matrix: Numbers, columns: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(c for c in columns if np.isfinite(matrix[:, c]).any()) or columns[:1]


def _weighted_bins(categories: Numbers) -> int:
    """A category has a bin for each of its values."""
    highest = int(np.nanmax(categories, initial=0.0))
    return min(_MOST_BINS, max(_WEIGHTED_BINS, highest + 1))


def trees_of(model: Boosted) -> Trees:
    """The trees of a fitted model, laid out for one row.

    scikit-learn puts the categorical columns first and numbers their values anew; both are undone.
    """
    estimator = model.estimator
    places, codes = _preprocessed(model)
    nodes, bits, first, start = [], [], [], 0
    for (tree,) in estimator._predictors:
        first.append(start)
        shifted = tree.nodes.copy()
        here = np.arange(len(shifted))
        leaf = shifted["is_leaf"].astype(bool)
        shifted["left"] = np.where(leaf, here, shifted["left"]) + start
        shifted["right"] = np.where(leaf, here, shifted["right"]) + start
        bits += [_left_codes(tree, node, codes, leaf[k]) for k, node in enumerate(shifted)]
        nodes.append(shifted)
        start += len(shifted)
    every = np.concatenate(nodes)
    leaves = every["is_leaf"].astype(bool)
    return Trees(
        first=np.array(first, dtype=np.intp),
        column=np.where(leaves, places[0], places[every["feature_idx"]]),
        threshold=every["num_threshold"].astype(float),
        missing_left=every["missing_go_to_left"].astype(bool),
        left=every["left"].astype(np.intp),
        right=every["right"].astype(np.intp),
        value=np.where(leaves, every["value"], 0.0),
        by_category=every["is_categorical"].astype(bool) & ~leaves,
        codes_left=_stacked(bits),
        baseline=float(np.ravel(estimator._baseline_prediction)[0]),
    )


def _preprocessed(model: Boosted) -> tuple[Codes, dict[int, Numbers]]:
    """For each of the estimator's own columns ours; for the categorical ones their values."""
    estimator = model.estimator
    ours = np.array(model.columns, dtype=np.intp)
    if estimator.is_categorical_ is None:
        return ours, {}
    categorical = estimator.is_categorical_
    order = np.concatenate([np.flatnonzero(categorical), np.flatnonzero(~categorical)])
    fitted = estimator._preprocessor.named_transformers_["encoder"].categories_
    return ours[order], dict(enumerate(fitted))


def _left_codes(tree: Any, node: Any, codes: dict[int, Numbers], leaf: bool) -> tuple[Flags, bool]:
    """Which of our codes go left at a node; unknown ones go where missing ones go."""
    if leaf or not node["is_categorical"]:
        return np.zeros(1, dtype=bool), False
    values = codes[int(node["feature_idx"])]
    bitset = tree.raw_left_cat_bitsets[node["bitset_idx"]]
    known = values[np.isfinite(values)].astype(int)
    missing = bool(node["missing_go_to_left"])
    left = np.full(int(known.max(initial=0)) + 1, missing)
    for place, code in enumerate(known):
        left[code] = bool(bitset[place // _BITS] >> np.uint32(place % _BITS) & np.uint32(1))
    return left, missing


def _stacked(bits: list[tuple[Flags, bool]]) -> Flags:
    """One row a node, one more code than any node knows: that one stands for all unknown ones."""
    width = max(len(left) for left, _ in bits) + 1
    stacked = np.zeros((len(bits), width), dtype=bool)
    for row, (left, missing) in zip(stacked, bits, strict=True):
        row[: len(left)] = left
        row[len(left) :] = missing
    return stacked
