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

from voicebot.conversation.network import NetworkResult
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

_NOBODY = [
    str(one)
    for one in (
        Disposition.NOT_REACHED,
        Disposition.VOICEMAIL_LEFT,
        Disposition.VOICEMAIL_NOT_LEFT,
        Disposition.TECHNICAL_FAILURE,
    )
]
"""What a supervisor says of a call that no person took; every other word says that one did."""

_unsure = (
    said("answered_by", str(AnsweredBy.NOT_SURE))
    | said("disposition", str(Disposition.PARTIAL))
    | (col("certainty") < SURE).fill_null(False)
)


def with_targets(attempts: pl.DataFrame) -> pl.DataFrame:
    """`attempt_id`, harm, reach, success (Int8) and `weight`, in the order of the attempts.

    Only calls of ours teach: all three are null, and the weight 0, for questions, incoming calls,
    other channels, and calls that the network or we ourselves failed to place.
    """
    judged = attempts.with_columns(**_as_corrected(), _called=called)
    teaches = col("_called") & ~said("disposition", str(Disposition.TECHNICAL_FAILURE))
    found = {"harm": is_harm(), "reach": is_reach(), "success": is_success()}
    weight = (
        pl.when(~teaches)
        .then(0.0)
        .when(_corrected)
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


_corrected = col("corrected").is_not_null()


def _as_corrected() -> dict[str, pl.Expr]:
    """What the supervisor's word says of the whole call: how it ended, and whether anybody took it.

    A supervisor who leaves the outcome and names no kind of refusal leaves that too.
    """
    nobody = said("corrected", *_NOBODY)
    same = col("corrected") == col("disposition")
    kind = pl.coalesce("corrected_kind", pl.when(same).then("refusal_kind"))
    took = pl.when(_corrected & ~nobody)
    return {
        "disposition": pl.coalesce("corrected", "disposition"),
        "refusal_kind": pl.when(_corrected).then(kind).otherwise(col("refusal_kind")),
        "network_result": took.then(pl.lit(str(NetworkResult.ANSWERED))).otherwise(
            col("network_result")
        ),
        "answered_by": took.then(pl.lit(str(AnsweredBy.HUMAN))).otherwise(col("answered_by")),
    }
