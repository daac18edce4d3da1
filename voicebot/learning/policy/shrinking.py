"""Rates of few trials, drawn towards the rate of the many (empirical Bayes)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST, MOST = 1.0, 10_000.0
"""Bounds of the strength: a prior worth one trial, and one that lets nobody differ."""

NO_RATE = 0.5
"""The rate where nothing at all was tried."""


def pooled(hits: Floats, trials: Floats) -> float:
    """The rate of all together."""
    tried = float(np.sum(trials))
    return float(np.sum(hits)) / tried if tried > 0 else NO_RATE


def strength(hits: Floats, trials: Floats) -> float:
    """How many trials the common rate is worth: few where the groups differ much.

    The beta-binomial's moments: the spread of the groups' rates, less what chance alone gives
    (J. C. Kleinman, Proportions with extraneous variance, 1973). `hits` and `trials` have one
    entry a group; groups without a trial tell nothing.
    """
    tried = trials > 0
    k, n = hits[tried], trials[tried]
    rate, total, groups = pooled(k, n), float(np.sum(n)), len(n)
    by_chance = rate * (1 - rate)
    room = total - float(np.sum(n**2)) / max(total, 1.0) - (groups - 1)
    if groups < 2 or room <= 0 or by_chance <= 0:
        return MOST
    spread = float(np.sum(n * (k / n - rate) ** 2)) - (groups - 1) * by_chance
    between = spread / room
    if between <= 0:
        return MOST
    return float(np.clip(by_chance / between - 1, LEAST, MOST))


def shrunk(hits: Floats, trials: Floats, towards: Floats | float, weight: float) -> Floats:
    """The rates, each as if `weight` trials of the common rate had been seen before."""
    return np.asarray((hits + weight * np.asarray(towards)) / (trials + weight), dtype=np.float64)
