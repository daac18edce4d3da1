"""What follows from another dialler's calls: the suppressions that our own would have had."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from voicebot.contacts.suppression import SuppressionReason
from voicebot.conversation.network import Cause
from voicebot.outcomes.consequences import Suppress, follow
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.history import PastCall
from voicebot.outcomes.history_mapping import OutcomeOf
from voicebot.outcomes.record import OptOutHeard, Outcome, Timings
from voicebot.understanding.intents import RefusalKind

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # any moment: what follows is as long after each

COMPLAINED = Suppress(SuppressionReason.OPEN_COMPLAINT, "a complaint, and no word of its answer")
"""Its words are not known, so it is no complaint that somebody here could answer."""


def ended_at(call: PastCall) -> datetime:
    """When the call was over, as far as its history says."""
    return call.at + timedelta(seconds=call.duration_s or 0.0)


def suppressions(call: PastCall, silent_before: int = 0) -> list[Suppress]:
    """Each dated from the call's own end; `silent_before` counts earlier hang-ups without a word.

    An opt-out is one of its own and not repeated here.
    """
    ended = ended_at(call)
    return [
        replace(one, until=one.until and ended + (one.until - EPOCH))
        for one in _following(call.outcome, silent_before)
    ]


@lru_cache(maxsize=4096)
def _following(outcome: OutcomeOf, silent_before: int) -> tuple[Suppress, ...]:
    """The suppressions of a call that ended at EPOCH."""
    opt_out = None
    if outcome.opt_out is not None:
        opt_out = OptOutHeard("", str(outcome.opt_out), "", "", True, "database")
    settled = Outcome(
        cause=Cause(outcome.network),
        answered_by=outcome.answered_by,
        disposition=outcome.disposition,
        refusal_kind=outcome.refusal_kind,
        opt_out=opt_out,
        callback_at=None,
        goal=None,
        transcript=(),
        timings=Timings(),
    )
    followed = follow(settled, at=EPOCH, direction="outbound", silent_refusals_so_far=silent_before)
    complained = (COMPLAINED,) if outcome.disposition is Disposition.COMPLAINT else ()
    return (*complained, *(one for one in followed if isinstance(one, Suppress)))


def is_silent(call: PastCall) -> bool:
    """A hang-up without a word, of which a second one is a refusal."""
    return call.outcome.refusal_kind is RefusalKind.SILENT_REFUSAL
