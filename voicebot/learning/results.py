"""What an attempt came to, as conditions on its row: the words that features and targets share."""

import polars as pl
from polars import col

from voicebot.contacts.consent import Channel
from voicebot.conversation.network import NetworkResult
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind

PERSONS = [str(AnsweredBy.HUMAN), str(AnsweredBy.NOT_SURE)]
"""Who counts as a person; whoever was not made out is treated as one."""

NOT_RUNG = [str(NetworkResult.CONGESTION), str(NetworkResult.FAILED)]
"""The network's or our own failures, which the person never noticed."""

SPOKE_S = 2.0
"""The robot's first words come within 2 s (16 CFR 310.4(b)(4)): who hung up later heard some."""

WENT_AWAY = [
    str(one)
    for one in (
        Disposition.EARLY_HANGUP,
        Disposition.SILENT,
        Disposition.ABANDONED,
        Disposition.NOT_REACHED,
        Disposition.VOICEMAIL_LEFT,
        Disposition.VOICEMAIL_NOT_LEFT,
        Disposition.TECHNICAL_FAILURE,
    )
]
HARMS = [str(one) for one in (Disposition.OPT_OUT, Disposition.HARD_REFUSAL, Disposition.COMPLAINT)]
GOALS = [str(Disposition.CONFIRMED), str(Disposition.COMPLETED)]
FIRM = [
    str(kind)
    for kind in (
        RefusalKind.HOSTILE_REFUSAL,
        RefusalKind.REASONED_REFUSAL,
        RefusalKind.EXPLICIT_OPT_OUT,
        RefusalKind.ERASURE_REQUEST,
        RefusalKind.THREAT_OF_COMPLAINT,
    )
]


def said(name: str, *values: str) -> pl.Expr:
    """True where a column holds one of these; a missing value is none of them."""
    return col(name).is_in(list(values)).fill_null(False)


settled = col("disposition").is_not_null()
voice = said("channel", str(Channel.VOICE))
called = settled & voice & said("direction", "outbound") & ~said("network_result", *NOT_RUNG)
"""A call of ours that reached the person's telephone, or could have."""

came_to_us = settled & said("direction", "inbound")
other_channel = settled & ~voice & said("direction", "outbound")
answered = said("network_result", str(NetworkResult.ANSWERED)) & said("answered_by", *PERSONS)
refused = col("refusal_kind").is_not_null()
hung_up_early = said("disposition", str(Disposition.EARLY_HANGUP))


def is_harm() -> pl.Expr:
    """They were annoyed, and showed it. Nobody reached is never a refusal."""
    heard = col("talk_s").fill_null(SPOKE_S) >= SPOKE_S
    early = said("disposition", str(Disposition.EARLY_HANGUP)) & heard
    firm = said("refusal_kind", *FIRM)
    return answered & (said("disposition", *HARMS) | early | firm)


def is_reach() -> pl.Expr:
    """A person answered and stayed."""
    return answered & ~said("disposition", *WENT_AWAY)


def is_success() -> pl.Expr:
    """The flow reached its goal."""
    return said("disposition", *GOALS)
