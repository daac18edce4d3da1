"""A person's own wish for one call, as the books have it: without it a rule yields to nobody.

It holds for one call, to the number it was made for, and for a few minutes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.request_states import RequestState
from voicebot.adapters.storage.tables import VisitorCodeRow
from voicebot.contacts.suppression import OptOut
from voicebot.conversation.ports import CallOrder
from voicebot.eligibility.known import Question

CALL_WITHIN = timedelta(minutes=3)
"""A call later than this is not the one that the person waits for."""


def asked(session: Session, question: Question) -> dict[str, Any]:
    """`request_id` and `requested_at` of what is asked about; None where nobody asked for it."""
    row = _found(session, question.request_id, question.number.e164, question.at)
    if row is None:
        return {"request_id": None, "requested_at": None}
    return {"request_id": row.code_id, "requested_at": row.asked_at}


def claimed(session: Session, order: CallOrder, at: datetime) -> bool:
    """Use the wish up for this attempt; True where the order needs none."""
    if order.request_id is None:
        return True
    row = _found(session, order.request_id, order.number, at)
    if row is None:
        return False
    row.attempt_id = order.attempt_id
    return True


def said_since(session: Session, order: CallOrder, optouts: Sequence[OptOut]) -> list[OptOut]:
    """The opt-outs that bind this call: all of them, or those that came after it was asked for."""
    if order.request_id is None:
        return list(optouts)
    row = session.get_one(VisitorCodeRow, order.request_id)
    return [optout for optout in optouts if optout.at > row.asked_at]


def _found(
    session: Session, request_id: str | None, number: str | None, at: datetime
) -> VisitorCodeRow | None:
    if request_id is None:
        return None
    query = select(VisitorCodeRow).where(
        VisitorCodeRow.code_id == request_id,
        VisitorCodeRow.number == number,
        VisitorCodeRow.state == str(RequestState.TAKEN),
        VisitorCodeRow.attempt_id.is_(None),
        VisitorCodeRow.asked_at <= at,
        VisitorCodeRow.asked_at > at - CALL_WITHIN,
    )
    return session.scalars(query).first()
