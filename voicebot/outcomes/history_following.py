"""What follows from another dialler's calls: the suppressions that our own would have had."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from voicebot.conversation.network import Cause
from voicebot.outcomes.consequences import Suppress, follow
from voicebot.outcomes.history import PastCall
from voicebot.outcomes.record import OptOutHeard, Outcome, Timings
from voicebot.understanding.intents import RefusalKind


def ended_at(call: PastCall) -> datetime:
    """When the call was over, as far as its history says."""
    return call.at + timedelta(seconds=call.duration_s or 0.0)


def suppressions(call: PastCall, silent_before: int = 0) -> Sequence[Suppress]:
    """Each dated from the call's own end; `silent_before` counts earlier hang-ups without a word.

    An opt-out is one of its own and not repeated here.
    """
    opt_out = None
    if call.outcome.opt_out is not None:
        opt_out = OptOutHeard(
            optout_id="",
            scope=str(call.outcome.opt_out),
            words="",
            number=call.number.e164,
            saved_before_acknowledged=True,
            where="database",
        )
    outcome = Outcome(
        cause=Cause(call.outcome.network),
        answered_by=call.outcome.answered_by,
        disposition=call.outcome.disposition,
        refusal_kind=call.outcome.refusal_kind,
        opt_out=opt_out,
        callback_at=None,
        goal=None,
        transcript=(),
        timings=Timings(),
    )
    followed = follow(
        outcome, at=ended_at(call), direction="outbound", silent_refusals_so_far=silent_before
    )
    return [one for one in followed if isinstance(one, Suppress)]


def is_silent(call: PastCall) -> bool:
    """A hang-up without a word, of which a second one is a refusal."""
    return call.outcome.refusal_kind is RefusalKind.SILENT_REFUSAL
