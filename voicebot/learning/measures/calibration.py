"""Whether chances come true."""

from dataclasses import dataclass

import numpy as np

from voicebot.learning.arrays import Flags, Numbers

BINS = 15
TINY = 1e-7


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows with much the same chance: the mean chance, the share of yes, how many."""

    chance: float
    share: float
    rows: int


def bins(target: Flags, chances: Numbers, count: int = BINS) -> list[Bin]:
    """Bins of equally many rows, from the lowest chances up (adaptive bins)."""
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, min(count, len(order))) if part.size]
    return [Bin(float(chances[p].mean()), float(target[p].mean()), len(p)) for p in parts]


def calibration_error(target: Flags, chances: Numbers) -> float:
    """Expected calibration error: mean distance of chance and share over adaptive bins.

    Nguyen and O'Connor, Posterior calibration and exploratory analysis, 2015.
    """
    found = bins(target, chances)
    rows = sum(one.rows for one in found)
    return sum(one.rows * abs(one.chance - one.share) for one in found) / rows


def brier(target: Flags, chances: Numbers) -> float:
    """Mean squared distance of chance and what came."""
    return float(np.mean((chances - target) ** 2))


def log_losses(target: Flags, chances: Numbers) -> Numbers:
    """Of each row, minus the logarithm of the chance that was given to what came."""
    given = np.clip(np.where(target, chances, 1 - chances), TINY, 1.0)
    losses: Numbers = -np.log(given)
    return losses
