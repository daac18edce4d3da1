"""Attempts as table rows, and what the journal says of a decision."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import orders
from voicebot.adapters.storage.tables import AttemptRow, EntryRow
from voicebot.conversation.network import NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.outcomes.record import CallRecord, TranscriptLine
from voicebot.understanding.intents import AnsweredBy

NOBODY = frozenset({AnsweredBy.MACHINE, AnsweredBy.FAX, AnsweredBy.INTERCEPT})
"""Who picks up without a person having been reached: such a call is an unanswered one."""


def opened(order: CallOrder, decision_id: str, at: datetime) -> dict[str, Any]:
    """The row of an attempt that begins. A code that is to be spoken is not kept."""
    names = ("attempt_id", "number", "target", "direction", "campaign_id", "flow", "language")
    row = {name: getattr(order, name) for name in names}
    row |= {"purpose": str(order.purpose), "request_id": order.request_id}
    row["order"] = orders.as_json(replace(order, variables={}) if order.request_id else order)
    return row | {"state": "OPEN", "decision_id": decision_id, "at": at}


def entered(record: CallRecord) -> AttemptRow:
    return AttemptRow(
        attempt_id=record.attempt_id,
        decision_id=record.decision_id,
        number=record.number,
        target=record.target,
        direction=record.direction,
        campaign_id=record.campaign_id,
        flow=record.flow,
        language=record.language,
        purpose=record.purpose,
        at=record.at,
    )


def fill(attempt: AttemptRow, record: CallRecord, now: datetime, seq: int) -> None:
    outcome = record.outcome
    attempt.state, attempt.owner = "SETTLED", None
    attempt.settled_at, attempt.settled_seq = now, seq
    attempt.network_result = str(outcome.cause.result)
    attempt.sip_code = outcome.cause.sip_code
    attempt.answered = (
        outcome.cause.result is NetworkResult.ANSWERED and outcome.answered_by not in NOBODY
    )
    attempt.answered_by = str(outcome.answered_by)
    attempt.disposition = str(outcome.disposition)
    attempt.refusal_kind = str(outcome.refusal_kind) if outcome.refusal_kind else None
    attempt.record = record.as_json()
    attempt.ring_s, attempt.talk_s = outcome.timings.ring_s, outcome.timings.talk_s
    attempt.certainty = certainty(outcome.transcript)
    attempt.satisfaction = outcome.satisfaction


def certainty(transcript: Sequence[TranscriptLine]) -> float | None:
    """How sure the person's words were understood, 0 to 1: the mean of all they said."""
    said = [line.confidence for line in transcript if line.who == "callee"]
    sure = [confidence for confidence in said if confidence is not None]
    return sum(sure) / len(sure) if sure else None


def numbers_of(record: CallRecord) -> list[str]:
    """Whom the call is about: who was called, and whose number they asked to leave alone."""
    optout = record.outcome.opt_out
    return [number for number in (record.number, optout and optout.number) if number]


def link_entry(session: Session, order: CallOrder) -> None:
    if order.campaign_id is None or order.number is None:
        return
    entry = session.scalars(
        select(EntryRow).where(
            EntryRow.campaign_id == order.campaign_id, EntryRow.number == order.number
        )
    ).first()
    if entry is not None:
        entry.attempt_id = order.attempt_id


def journalled(order: CallOrder, decision_id: str, result: str) -> dict[str, object]:
    names = ("attempt_id", "direction", "campaign_id", "flow", "language")
    body: dict[str, object] = {name: getattr(order, name) for name in names}
    return body | {"purpose": str(order.purpose), "decision_id": decision_id, "result": result}
