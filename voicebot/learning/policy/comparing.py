"""How good another policy would have been, told from the calls that the present one placed.

What a call would have brought that was not placed is not known. Inverse propensity weighs each
call that was placed by how much likelier the other policy would have placed it; the doubly robust
estimate takes a model's word for all of them and corrects it by those that were placed
(M. Dudík, J. Langford, L. Li, Doubly robust policy evaluation and learning, 2011). Not calling
brings nothing and costs nothing: it is 0 in both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicebot.errors import BadInput
from voicebot.learning.wilson import SIGMAS_95

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry a decision: its chance of a call, whether it was placed, what came of it.

    `reward` counts only where `called`; `expected` is a model's word for it, called or not.
    """

    propensity: Floats
    called: Flags
    reward: Floats
    expected: Floats

    def __post_init__(self) -> None:
        """Raises BadInput where a call was placed that had no chance of it."""
        if bool(np.any(self.called & ~(self.propensity > 0))):
            raise BadInput(
                "a call was placed to which its policy gave no chance",
                "leave out calls that no policy decided",
            )


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean worth of a decision with its 95% interval; `effective`: so many calls speak for it.

    Few effective calls mean that the other policy does what was hardly ever tried.
    """

    value: float
    low: float
    high: float
    effective: float


def inverse_propensity(logged: Logged, other: Floats) -> Estimate:
    """`other` is the chance that the other policy gives each call."""
    weight = _weight(logged, other)
    return _estimate(weight * np.where(logged.called, logged.reward, 0.0), weight)


def doubly_robust(logged: Logged, other: Floats) -> Estimate:
    """The same, where a model's word stands in and is corrected by what happened."""
    weight = _weight(logged, other)
    surprise = np.where(logged.called, logged.reward - logged.expected, 0.0)
    return _estimate(other * logged.expected + weight * surprise, weight)


def _weight(logged: Logged, other: Floats) -> Floats:
    chance = np.where(logged.called, logged.propensity, 1.0)
    return np.where(logged.called, other / chance, 0.0)


def _estimate(worths: Floats, weight: Floats) -> Estimate:
    count = len(worths)
    if count < 2:
        raise BadInput("two decisions at least are needed to compare policies", "log more calls")
    value = float(np.mean(worths))
    error = SIGMAS_95 * float(np.std(worths, ddof=1)) / float(np.sqrt(count))
    squares = float(np.sum(weight**2))
    effective = float(np.sum(weight)) ** 2 / squares if squares > 0 else 0.0
    return Estimate(value, value - error, value + error, effective)
