"""Whether one model is better than another by more than noise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voicebot.learning.arrays import Codes, Flags, Numbers
from voicebot.learning.measures.calibration import log_losses
from voicebot.learning.measures.ranking import auc

DRAWS = 300
MOST_ROWS = 20_000
_SEED = 20


@dataclass(frozen=True, slots=True)
class Gain:
    """By how much a new model is better: the estimate and its 95% interval."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether the whole interval is above zero."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Gains on the same rows, in nats per row of log loss and in AUC; positive: the new is better.

    `better` asks for a sure gain in log loss, which measures chances and not only their order, and
    for an AUC that is not surely worse.
    """

    log_loss: Gain
    auc: Gain

    @property
    def better(self) -> bool:
        """Whether the new one may replace the old."""
        return self.log_loss.sure and self.auc.high >= 0


def compare(target: Flags, new: Numbers, old: Numbers) -> Comparison:
    """Chances of two models on the same rows, by the paired bootstrap.

    Efron and Tibshirani, An introduction to the bootstrap, 1993. Of more than 20,000 rows every
    k-th is used, so the interval is wider than it need be.
    """
    step = -(-len(target) // MOST_ROWS)
    target, new, old = target[::step], new[::step], old[::step]
    losses = log_losses(target, old) - log_losses(target, new)

    def ranked(rows: Codes) -> float:
        return auc(target[rows], new[rows]) - auc(target[rows], old[rows])

    return Comparison(
        _gain(len(target), lambda rows: float(losses[rows].mean())), _gain(len(target), ranked)
    )


def compare_together(
    targets: Sequence[Flags], new: Sequence[Numbers], old: Sequence[Numbers]
) -> Comparison:
    """The same for several targets of the same rows: the sum of log losses, the mean of AUCs."""
    step = -(-len(targets[0]) // MOST_ROWS)
    parts = [
        (target[::step], one[::step], other[::step])
        for target, one, other in zip(targets, new, old, strict=True)
    ]
    losses = np.sum(
        [log_losses(target, other) - log_losses(target, one) for target, one, other in parts],
        axis=0,
    )

    def ranked(rows: Codes) -> float:
        gains = [auc(t[rows], one[rows]) - auc(t[rows], other[rows]) for t, one, other in parts]
        return float(np.mean(gains))

    return Comparison(
        _gain(len(losses), lambda rows: float(losses[rows].mean())), _gain(len(losses), ranked)
    )


def interval_of_auc(target: Flags, chances: Numbers) -> tuple[float, float]:
    """The 95% interval of an AUC, by the variance of Hanley and McNeil, 1982."""
    area = auc(target, chances)
    yes = float(target.sum())
    no = len(target) - yes
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (yes - 1) * (q1 - area**2) + (no - 1) * (q2 - area**2)
    error = float(np.sqrt(max(0.0, spread) / max(1.0, yes * no)))
    return max(0.0, area - 1.96 * error), min(1.0, area + 1.96 * error)


def _gain(rows: int, measure: Callable[[Codes], float]) -> Gain:
    """A draw without a yes or without a no says nothing and is left out."""
    random = np.random.default_rng(_SEED)
    draws = np.array([measure(random.integers(0, rows, rows)) for _ in range(DRAWS)])
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return Gain(measure(np.arange(rows)), float(low), float(high))
