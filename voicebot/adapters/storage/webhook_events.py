"""What webhooks are told of, written in the transaction in which it happens.

So nothing that happened goes untold, and nothing is told that did not. Opt-outs of imported lists
are not told one by one.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import ApiTokenRow, WebhookDeliveryRow, WebhookRow
from voicebot.contacts.feedback import Feedback
from voicebot.contacts.suppression import OptOut
from voicebot.outcomes.record import CallRecord


class Event(StrEnum):
    """What a webhook can be told of."""

    CALL_ENDED = "call.ended"
    OPT_OUT_SAVED = "opt_out.saved"
    COMPLAINT_RECEIVED = "complaint.received"


TEST = "test"
"""An event that anybody may ask for, to try an address."""

Said = Mapping[str, object]


def call_ended(session: Session, record: CallRecord, now: datetime) -> None:
    """In the transaction that settles the call."""
    outcome = record.outcome
    said = {
        "call_id": record.attempt_id,
        "at": record.at.isoformat(),
        "campaign_id": record.campaign_id,
        "direction": record.direction,
        "purpose": str(record.purpose),
        "flow": record.flow,
        "language": record.language,
        "disposition": str(outcome.disposition),
        "refusal_kind": str(outcome.refusal_kind) if outcome.refusal_kind else None,
        "answered_by": str(outcome.answered_by),
        "network_result": str(outcome.cause.result),
        "talk_s": outcome.timings.talk_s,
    }
    _tell(session, Event.CALL_ENDED, said, record.number or "", now)


def opted_out(session: Session, optout: OptOut, now: datetime) -> None:
    """In the transaction that writes the opt-out."""
    said = {
        "opt_out_id": optout.optout_id,
        "at": optout.at.isoformat(),
        "scope": str(optout.scope),
        "source": str(optout.source),
        "campaign_id": optout.campaign_id,
        "purpose": optout.purpose,
        "call_id": optout.attempt_id,
    }
    _tell(session, Event.OPT_OUT_SAVED, said, optout.number.e164, now)


def complained(
    session: Session, feedback: Feedback, answer_due_at: datetime | None, now: datetime
) -> None:
    """In the transaction that keeps the complaint."""
    said = {
        "complaint_id": feedback.feedback_id,
        "at": feedback.at.isoformat(),
        "channel": str(feedback.channel),
        "answer_due_at": answer_due_at.isoformat() if answer_due_at else None,
    }
    _tell(session, Event.COMPLAINT_RECEIVED, said, feedback.number.e164, now)


def enter(
    session: Session, webhook: WebhookRow, event: str, said: Said, number: str, now: datetime
) -> str:
    """One delivery, due at once; returns its id. The number is told only where persons are."""
    data = dict(said) | ({"number": number or None} if webhook.personal and number else {})
    delivery_id = f"msg_{uuid.uuid4().hex}"
    session.add(
        WebhookDeliveryRow(
            delivery_id=delivery_id,
            webhook_id=webhook.webhook_id,
            event=event,
            number=number,
            body={"type": event, "timestamp": now.isoformat(), "data": data},
            made_at=now,
            due_at=now,
            tries=0,
        )
    )
    return delivery_id


def told(now: datetime) -> Select[WebhookRow]:
    """The webhooks that may be told of anything: one of a program while its token is valid."""
    return (
        select(WebhookRow)
        .join(ApiTokenRow, ApiTokenRow.token_id == WebhookRow.token_id, isouter=True)
        .where(WebhookRow.ended_at.is_(None), ApiTokenRow.revoked_at.is_(None))
        .where(or_(ApiTokenRow.expires_at.is_(None), ApiTokenRow.expires_at > now))
    )


def _tell(session: Session, event: Event, said: Said, number: str, now: datetime) -> None:
    for webhook in session.scalars(told(now)).all():
        if event in webhook.events:
            enter(session, webhook, event, said, number, now)
