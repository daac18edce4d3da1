"""What calls would have brought under each policy, told from the calls that were placed.

A call that was placed against the score, by a chance of 2%, stands for the fifty like it that were
not: each call weighs by the inverse of the chance that its policy gave it, and the weights are made
to sum to one (self-normalised importance sampling; A. Owen, Monte Carlo theory, methods and
examples, 2013, ch. 9). Calls that no policy chose weigh one.
"""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

from voicebot.learning.policy.examples import UNANSWERED, Examples
from voicebot.learning.policy.worth import WorthTable
from voicebot.learning.targets import TARGETS
from voicebot.learning.wilson import SIGMAS_95

Floats = NDArray[np.float64]

_FEWEST = 20
_DIGITS = 4
_LEAST_CHANCE = 1e-3


def worths_by_policy(
    examples: Examples, chances: pl.DataFrame, worth: WorthTable
) -> dict[str, Any]:
    """The mean worth of a decision, in calls, under three policies: in all, and by purpose.

    With the share that is called and a 95% interval. `chances` (harm, reach, success) are foretold
    by a model that has not seen these calls.
    """
    purposes = examples.features["purpose"]
    came = examples.targets.select(col(*TARGETS).cast(pl.Float64))
    expected, reward = (_worths(purposes, figures, worth) for figures in (chances, came))
    tired = (examples.features["unanswered_in_a_row"] >= UNANSWERED).to_numpy()
    called = {
        "always call": np.ones(len(examples)),
        "two unanswered, then stop": np.where(tired, 0.0, 1.0),
        "this model": np.where(expected >= 0, 1.0, 0.0),
    }
    weight = 1 / examples.calls["propensity"].fill_null(1.0).clip(_LEAST_CHANCE, 1).to_numpy()
    found: dict[str, Any] = {"policies": _told(called, reward, weight, ...)}
    found["by_purpose"] = {
        purpose: _told(called, reward, weight, here)
        for purpose in purposes.unique().sort()
        if (here := (purposes == purpose).to_numpy()).sum() >= _FEWEST
    }
    return found


def _worths(purposes: pl.Series, figures: pl.DataFrame, worth: WorthTable) -> Floats:
    rows = figures.with_columns(purposes.alias("purpose"))
    found: Floats = rows.select(worth.expected().alias("worth"))["worth"].to_numpy()
    return found


def _told(called: dict[str, Floats], reward: Floats, weight: Floats, here: Any) -> dict[str, Any]:
    share = weight[here] / weight[here].sum()
    return {
        name: _value(chosen[here] * reward[here], share, float(share @ chosen[here]))
        for name, chosen in called.items()
    }


def _value(worths: Floats, share: Floats, called: float) -> dict[str, float]:
    mean = float(share @ worths)
    error = SIGMAS_95 * float(np.sqrt(np.sum((share * (worths - mean)) ** 2)))
    figures = {"called": called, "worth": mean, "low": mean - error, "high": mean + error}
    return {name: round(one, _DIGITS) for name, one in figures.items()}
