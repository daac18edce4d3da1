"""Call, leave alone, or move: what the policy makes of a call's chances.

The score can forbid a call that the rules allow; nothing here allows one that they forbid. It is
asked only about calls that every rule has let through.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.policy import VITAL
from voicebot.learning.policy.worth import Chances, WorthTable

Floats = NDArray[np.float64]


class Action(StrEnum):
    """CALL; LEAVE alone for a while; MOVE a vital notice to a quieter channel or another hour."""

    CALL = "CALL"
    LEAVE = "LEAVE"
    MOVE = "MOVE"


def judge(
    features: pl.DataFrame, chances: pl.DataFrame | None, worth: WorthTable, luck: Floats
) -> pl.DataFrame:
    """One row a question: `worth`, `action`, `reason`, `explored`, `propensity`, in order.

    `chances` are None where nothing was learned yet: then everything is called. `luck` has a
    number from 0 to 1 for each row, drawn anew each time; those below the explored share are
    called though the score says no, never a person who refused or complained before. `propensity`
    is the chance that the policy gave the call, whatever it did.
    """
    if chances is None:
        return _all_called(features.height)
    asked = pl.concat([features, chances], how="horizontal").with_columns(pl.Series("_luck", luck))
    judged = asked.with_columns(
        worth=worth.expected(),
        _refused=(col("refusals") > 0) | (col("harms") > 0) | (col("complaints_open") > 0),
        _vital=col("purpose").is_in([str(purpose) for purpose in VITAL]),
        _harm=worth.harm_cost(),
        _lost=worth.lost_time(),
    )
    return judged.with_columns(_propensity(worth)).select(
        "worth",
        _action().alias("action"),
        _reason().alias("reason"),
        explored=_explored(),
        propensity="_chance",
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """What `judge` says of one question."""

    worth: float
    action: Action
    reason: SuppressionReason | None
    explored: bool
    propensity: float


def judge_one(
    purpose: Purpose, refused: bool, chances: Chances, worth: WorthTable, luck: float
) -> Judged:
    """The same for one question; `refused`: the person refused, was annoyed, or complained."""
    weighed, vital = worth.of_one(purpose, chances), purpose in VITAL
    tried = 0.0 if refused or vital else worth.left_alone.explored
    propensity = 1.0 if weighed.worth >= 0 else tried
    if weighed.worth >= 0 or luck < propensity:
        return Judged(weighed.worth, Action.CALL, None, weighed.worth < 0, propensity)
    annoyed = weighed.harm_cost >= weighed.lost_time
    return Judged(
        weighed.worth,
        Action.MOVE if vital else Action.LEAVE,
        SuppressionReason.PREDICTED_ANNOYANCE
        if annoyed
        else SuppressionReason.PREDICTED_NON_RESPONSE,
        False,
        propensity,
    )


def _propensity(worth: WorthTable) -> pl.Expr:
    tried = pl.when(col("_refused") | col("_vital")).then(0.0).otherwise(worth.left_alone.explored)
    return pl.when(col("worth") >= 0).then(1.0).otherwise(tried).alias("_chance")


def _explored() -> pl.Expr:
    return (col("worth") < 0) & (col("_luck") < col("_chance"))


_placed = (col("worth") >= 0) | (col("_luck") < col("_chance"))


def _action() -> pl.Expr:
    return (
        pl.when(_placed)
        .then(pl.lit(str(Action.CALL)))
        .when("_vital")
        .then(pl.lit(str(Action.MOVE)))
        .otherwise(pl.lit(str(Action.LEAVE)))
    )


def _reason() -> pl.Expr:
    """What weighs more: the harm, or the calls that nobody takes; null where the call is placed."""
    annoyed = pl.lit(str(SuppressionReason.PREDICTED_ANNOYANCE))
    unanswered = pl.lit(str(SuppressionReason.PREDICTED_NON_RESPONSE))
    why = pl.when(col("_harm") >= col("_lost")).then(annoyed).otherwise(unanswered)
    return pl.when(~_placed).then(why)


def _all_called(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "worth": pl.repeat(None, count, dtype=pl.Float64, eager=True),
            "action": pl.repeat(str(Action.CALL), count, eager=True),
            "reason": pl.repeat(None, count, dtype=pl.String, eager=True),
            "explored": pl.repeat(False, count, eager=True),
            "propensity": pl.repeat(1.0, count, eager=True),
        }
    )
