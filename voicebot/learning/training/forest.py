"""Boosted trees as plain arrays: what the shelf holds, and what many rows are asked of.

Reading them needs numpy alone. Many rows are asked by scikit-learn's own walk through its trees,
for which the arrays are laid out as it wants them; few are asked in `few_rows`.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from voicebot.learning.arrays import Codes, Flags, Numbers

WORDS = 8
"""A set of categories is so many words of 32 bits."""

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
        rows, numbering = self._placed(matrix), np.zeros(len(self.columns), dtype=np.uint32)
        numbering[: len(self.codes)] = np.arange(len(self.codes))
        odds = np.full(len(matrix), self.baseline)
        for tree in self._trees:
            odds += tree.predict(rows, self.known, numbering, n_threads=1)
        return odds

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

    def _placed(self, matrix: Numbers) -> Numbers:
        """The columns; categories by their places, missing where they were never taught."""
        rows = np.ascontiguousarray(matrix[:, self.columns], dtype=np.float64)
        for feature, codes in enumerate(self.codes):
            rows[:, feature] = places_of(codes, rows[:, feature])
        return rows

    @cached_property
    def _trees(self) -> list[Any]:
        """As scikit-learn has them."""
        from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE
        from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor

        nodes = np.zeros(len(self.feature), dtype=PREDICTOR_RECORD_DTYPE)
        for name, values in self._fields().items():
            nodes[name] = values
        parts = np.split(nodes, self.first[1:-1])
        return [TreePredictor(np.ascontiguousarray(part), self.sets, self.sets) for part in parts]

    def _fields(self) -> dict[str, Any]:
        return {
            "feature_idx": self.feature,
            "num_threshold": self.threshold,
            "missing_go_to_left": self.missing_left,
            "left": self.left,
            "right": self.right,
            "value": self.value,
            "is_leaf": self.leaf,
            "is_categorical": self.by_category,
            "bitset_idx": self.set_of,
        }


def places_of(codes: Numbers, values: Numbers) -> Numbers:
    """The place of each value among rising codes; NaN for those that are not among them."""
    if not len(codes):
        return np.full(len(values), np.nan)
    places = np.minimum(np.searchsorted(codes, values), len(codes) - 1)
    return np.where(codes[places] == values, places, np.nan)


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
