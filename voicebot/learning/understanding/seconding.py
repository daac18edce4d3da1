"""The second opinion: learned from demands against all else, and how much it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression

from voicebot.learning.understanding.training import Example, matrix_of
from voicebot.understanding.features import FeatureSpace, Numbers
from voicebot.understanding.second_opinion import (
    DEMANDS,
    Agreement,
    SecondOpinion,
    first_odds,
)
from voicebot.understanding.word_order import KINDS, SIZE

INVERSE_REGULARISATION = 100.0
"""Weak: what tells a demand from a harmless sentence is often one rare pair of words."""

LEAST_SEEN = 2
"""A place in fewer utterances than this is left out."""

TOLERANCE = 0.02  # of the solver; a finer one changed no figure

Values = npt.NDArray[np.float64]
Known = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The weights of a second opinion, as in SecondOpinion."""

    weights: Numbers
    order: Numbers
    known: Known
    bias: float

    def odds(self, space: FeatureSpace, examples: Sequence[Example]) -> Values:
        """The log-odds of a demand for each example."""
        said = matrix_of(space, examples) @ self.weights
        ordered = order_matrix(self.known, examples) @ self.order.ravel()
        return np.asarray(said + ordered + self.bias, dtype=np.float64)

    def counting(self, agreement: Agreement) -> SecondOpinion:
        """The second opinion, once it is known how much it counts."""
        return SecondOpinion(self.weights, self.order, self.known, self.bias, agreement)


def seconded(space: FeatureSpace, examples: Sequence[Example]) -> Learned:
    """Learn it; of demands alone, or of none, nothing can be learned and it says nothing."""
    known = known_in(examples)
    weights = np.zeros(len(space.rarity), dtype=np.float32)
    order = np.zeros(known.shape, dtype=np.float32)
    demands = DEMANDS[[example.target for example in examples]]
    if demands.all() or not demands.any():
        return Learned(weights, order, known, 0.0)
    model = LogisticRegression(
        C=INVERSE_REGULARISATION, solver="liblinear", class_weight="balanced", tol=TOLERANCE
    )
    both = hstack((matrix_of(space, examples), order_matrix(known, examples)), format="csr")
    met = np.flatnonzero(np.bincount(both.indices, minlength=both.shape[1]))
    model.fit(_narrow(both[:, met]), demands)
    slopes = np.zeros(both.shape[1], dtype=np.float32)
    slopes[met] = model.coef_[0]
    weights, order = slopes[: len(weights)], slopes[len(weights) :].reshape(known.shape)
    return Learned(weights, order, known, float(model.intercept_[0]))


def _narrow(matrix: csr_array) -> csr_array:
    """With indices of 32 bits, which alone the solver takes."""
    matrix.indices = matrix.indices.astype(np.int32)
    matrix.indptr = matrix.indptr.astype(np.int32)
    return matrix


def known_in(examples: Sequence[Example]) -> Known:
    """Which places, by kind, enough of the examples have (KINDS by SIZE)."""
    seen = np.zeros(len(KINDS) * SIZE, dtype=np.int32)
    for example in examples:
        seen[example.order.places] += 1  # once for each example, also where it has a place twice
    return (seen >= LEAST_SEEN).reshape(len(KINDS), SIZE)


def order_matrix(known: Known, examples: Sequence[Example]) -> csr_array:
    """One row per example, one column per place, kind after kind.

    Of a kind with n places that are known each counts by the inverse of the root of n.
    """
    columns: list[npt.NDArray[np.intp]] = []
    values: list[Numbers] = []
    ends = [0]
    for example in examples:
        ends.append(ends[-1])
        for places in example.order.by_kind():
            met = places[known.ravel()[places]]
            columns.append(met)
            values.append(np.full(len(met), max(1, len(met)) ** -0.5, dtype=np.float32))
            ends[-1] += len(met)
    matrix = csr_array(
        (np.concatenate(values), np.concatenate(columns), ends), shape=(len(examples), known.size)
    )
    matrix.sum_duplicates()
    return matrix


def agreement_of(
    chances: Values,
    second: Values,
    targets: npt.NDArray[np.intp],
    third: Values | None = None,
) -> Agreement:
    """How much each opinion counts, by examples that were left out of all of them.

    `chances` are examples by labels, `second` and `third` the log-odds of the other opinions.
    """
    demands = DEMANDS[targets]
    if demands.all() or not demands.any() or not second.any():
        return Agreement()
    opinions = [first_odds(chances), second, *([] if third is None else [third])]
    model = LogisticRegression().fit(np.column_stack(opinions), demands)
    weights = [round(float(weight), 4) for weight in model.coef_[0]]
    level = round(float(model.intercept_[0]), 4)
    return Agreement(weights[0], weights[1], level, *weights[2:])
