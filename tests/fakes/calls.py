"""Ready-made orders, records and opt-outs."""

import uuid
from datetime import datetime

from tests.fakes.clock import NOON
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.eligibility.decision import Decision, RuleResult, Verdict
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import CallRecord, Outcome, Timings
from voicebot.understanding.intents import AnsweredBy

NUMBER = PhoneNumber("+12025550123")
OTHER = PhoneNumber("+12025550124")


def order(
    number: PhoneNumber = NUMBER, campaign_id: str | None = None, direction: str = "outbound"
) -> CallOrder:
    return CallOrder(
        attempt_id=str(uuid.uuid4()),
        direction=direction,
        target=number.e164,
        number=number.e164,
        flow="reminder",
        language="en",
        purpose=Purpose.APPOINTMENT_REMINDER,
        campaign_id=campaign_id,
    )


def decision(allowed: bool = True, at: datetime = NOON) -> Decision:
    verdict = Verdict.ALLOW if allowed else Verdict.REFUSE
    return Decision(at, (RuleResult("a_rule", verdict),), "test")


def record(
    of: CallOrder,
    result: NetworkResult = NetworkResult.ANSWERED,
    disposition: Disposition = Disposition.CONFIRMED,
    at: datetime = NOON,
    decision_id: str | None = None,
) -> CallRecord:
    outcome = Outcome(
        cause=Cause(result, 200, 16),
        answered_by=AnsweredBy.HUMAN,
        disposition=disposition,
        refusal_kind=None,
        opt_out=None,
        callback_at=None,
        goal=None,
        transcript=(),
        timings=Timings(),
    )
    return CallRecord(
        attempt_id=of.attempt_id,
        target=of.target,
        number=of.number,
        direction=of.direction,
        at=at,
        flow=of.flow,
        language=of.language,
        purpose=str(of.purpose),
        outcome=outcome,
        campaign_id=of.campaign_id,
        decision_id=decision_id,
    )


def optout(
    number: PhoneNumber = NUMBER,
    optout_id: str = "",
    scope: OptOutScope = OptOutScope.SELLER,
    campaign_id: str | None = None,
) -> OptOut:
    return OptOut(
        optout_id=optout_id or str(uuid.uuid4()),
        number=number,
        scope=scope,
        source=OptOutSource.SPOKEN,
        at=NOON,
        reason="said so",
        words="stop calling me — хватит звонить",
        confidence=0.93,
        refusal_kind="EXPLICIT_OPT_OUT",
        attempt_id="a-1",
        campaign_id=campaign_id,
        evidence="calls/2026-11-18/a-1/evidence.wav",
    )
