"""How a simulated call can end, and what our records say of each."""

from enum import IntEnum

import polars as pl

from voicebot.conversation.network import NetworkResult
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind


class Ending(IntEnum):
    """In order: nobody, then somebody else, then the person."""

    NO_ANSWER = 0
    BUSY = 1
    REJECTED = 2
    MESSAGE_LEFT = 3
    NOT_LEFT = 4
    INVALID = 5
    WRONG_NUMBER = 6
    EARLY_HANGUP = 7
    SOFT_REFUSAL = 8
    DEFERRED = 9
    HOSTILE = 10
    OPT_OUT = 11
    REASONED = 12
    COMPLAINT = 13
    THREAT = 14
    CALLBACK = 15
    CONFIRMED = 16
    COMPLETED = 17
    PARTIAL = 18


_N, _A, _D, _R = NetworkResult, AnsweredBy, Disposition, RefusalKind

RECORDED: dict[Ending, tuple[NetworkResult, AnsweredBy, Disposition, RefusalKind | None]] = {
    Ending.NO_ANSWER: (_N.NO_ANSWER, _A.NONE, _D.NOT_REACHED, None),
    Ending.BUSY: (_N.BUSY, _A.NONE, _D.NOT_REACHED, None),
    Ending.REJECTED: (_N.REJECTED, _A.NONE, _D.NOT_REACHED, None),
    Ending.MESSAGE_LEFT: (_N.ANSWERED, _A.MACHINE, _D.VOICEMAIL_LEFT, None),
    Ending.NOT_LEFT: (_N.ANSWERED, _A.MACHINE, _D.VOICEMAIL_NOT_LEFT, None),
    Ending.INVALID: (_N.INVALID_NUMBER, _A.NONE, _D.NOT_REACHED, None),
    Ending.WRONG_NUMBER: (_N.ANSWERED, _A.HUMAN, _D.WRONG_NUMBER, None),
    Ending.EARLY_HANGUP: (_N.ANSWERED, _A.HUMAN, _D.EARLY_HANGUP, _R.SILENT_REFUSAL),
    Ending.SOFT_REFUSAL: (_N.ANSWERED, _A.HUMAN, _D.SOFT_REFUSAL, _R.SOFT_REFUSAL),
    Ending.DEFERRED: (_N.ANSWERED, _A.HUMAN, _D.SOFT_REFUSAL, _R.DEFERRED_REFUSAL),
    Ending.HOSTILE: (_N.ANSWERED, _A.HUMAN, _D.HARD_REFUSAL, _R.HOSTILE_REFUSAL),
    Ending.OPT_OUT: (_N.ANSWERED, _A.HUMAN, _D.OPT_OUT, _R.EXPLICIT_OPT_OUT),
    Ending.REASONED: (_N.ANSWERED, _A.HUMAN, _D.OPT_OUT, _R.REASONED_REFUSAL),
    Ending.COMPLAINT: (_N.ANSWERED, _A.HUMAN, _D.COMPLAINT, None),
    Ending.THREAT: (_N.ANSWERED, _A.HUMAN, _D.OPT_OUT, _R.THREAT_OF_COMPLAINT),
    Ending.CALLBACK: (_N.ANSWERED, _A.HUMAN, _D.CALLBACK_REQUESTED, None),
    Ending.CONFIRMED: (_N.ANSWERED, _A.HUMAN, _D.CONFIRMED, None),
    Ending.COMPLETED: (_N.ANSWERED, _A.HUMAN, _D.COMPLETED, None),
    Ending.PARTIAL: (_N.ANSWERED, _A.HUMAN, _D.PARTIAL, None),
}

_COLUMNS = ("network_result", "answered_by", "disposition", "refusal_kind")


def as_recorded(ending: pl.Series) -> list[pl.Series]:
    """The columns that our records have for each ending."""
    table = zip(*(RECORDED[one] for one in Ending), strict=True)
    return [
        pl.Series(name, [None if v is None else str(v) for v in values], pl.String).gather(ending)
        for name, values in zip(_COLUMNS, table, strict=True)
    ]
