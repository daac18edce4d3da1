"""What is to be foretold of a call, and how much each example weighs.

harm     the person was annoyed and showed it: an opt-out, a hostile or hard refusal, a complaint,
         a hang-up after the robot spoke
reach    a person answered and stayed
success  the flow's goal

Nobody reached is never a refusal: the call has no harm. A supervisor's correction takes the place
of what the robot concluded, and weighs more.
"""

import polars as pl
from polars import col

from voicebot.learning.results import called, is_harm, is_reach, is_success, said
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy

TARGETS = ("harm", "reach", "success")

CORRECTED_WEIGHT = 5.0
"""A supervisor listened: worth several calls that only the robot judged."""

UNSURE_WEIGHT = 0.5
"""Words that were hardly understood, an answerer that was not made out, a talk without an end."""

SURE = 0.6
"""Words understood with less certainty than this are doubtful."""

CORRECTED = "judged"

_unsure = (
    said("answered_by", str(AnsweredBy.NOT_SURE))
    | said(CORRECTED, str(Disposition.PARTIAL))
    | (col("certainty") < SURE).fill_null(False)
)


def with_targets(attempts: pl.DataFrame) -> pl.DataFrame:
    """`attempt_id`, harm, reach, success (Int8) and `weight`, in the order of the attempts.

    Only calls of ours teach: all three are null, and the weight 0, for questions, incoming calls,
    other channels, and calls that the network or we ourselves failed to place.
    """
    judged = attempts.with_columns(pl.coalesce("corrected", "disposition").alias(CORRECTED))
    teaches = called & ~said(CORRECTED, str(Disposition.TECHNICAL_FAILURE))
    found = {
        "harm": is_harm(CORRECTED),
        "reach": is_reach(CORRECTED),
        "success": is_success(CORRECTED),
    }
    weight = (
        pl.when(~teaches)
        .then(0.0)
        .when(col("corrected").is_not_null())
        .then(CORRECTED_WEIGHT)
        .when(_unsure)
        .then(UNSURE_WEIGHT)
        .otherwise(1.0)
    )
    return judged.select(
        "attempt_id",
        *(pl.when(teaches).then(one).cast(pl.Int8).alias(name) for name, one in found.items()),
        weight=weight,
    )
