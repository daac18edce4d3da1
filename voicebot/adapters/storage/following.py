"""What follows from a call, written down: suppressions, retries, callbacks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import EntryRow, SuppressionRow
from voicebot.outcomes.consequences import CallBack, Consequence, Retry, Suppress
from voicebot.outcomes.record import CallRecord


def apply(
    session: Session,
    record: CallRecord,
    consequences: Sequence[Consequence],
    now: datetime,
    seq: int,
) -> list[dict[str, object]]:
    """Apply each; returns them as JSON for the journal. `seq` is the journal record's number."""
    for consequence in consequences:
        if isinstance(consequence, Suppress) and record.number is not None:
            _suppress(session, record, consequence, now, seq)
    _move_entry(session, record, consequences)
    return [_journalled(consequence) for consequence in consequences]


def _suppress(
    session: Session, record: CallRecord, consequence: Suppress, now: datetime, seq: int
) -> None:
    session.execute(
        insert(SuppressionRow).values(
            number=record.number,
            reason=str(consequence.reason),
            since=now,
            until=consequence.until,
            why=consequence.why,
            attempt_id=record.attempt_id,
            journal_seq=seq,
        )
    )


def _move_entry(session: Session, record: CallRecord, consequences: Sequence[Consequence]) -> None:
    """The entry waits for its callback, else for its retry, else it is done."""
    entry = _entry(session, record)
    if entry is None:
        return
    callback = next((c for c in consequences if isinstance(c, CallBack)), None)
    retry = next((c for c in consequences if isinstance(c, Retry)), None)
    entry.taken_by, entry.attempt_id = None, record.attempt_id
    if callback is not None:
        entry.state, entry.callback = "WAITING", True
        entry.not_before, entry.why = callback.when, "the person asked to be called"
    elif retry is not None:
        entry.state, entry.callback = "WAITING", False
        entry.not_before, entry.why = retry.not_before, retry.why
    else:
        entry.state = "DONE"


def _entry(session: Session, record: CallRecord) -> EntryRow | None:
    if record.campaign_id is None or record.number is None or record.direction != "outbound":
        return None
    query = select(EntryRow).where(
        EntryRow.campaign_id == record.campaign_id, EntryRow.number == record.number
    )
    return session.scalars(query).first()


def _journalled(consequence: Consequence) -> dict[str, object]:
    match consequence:
        case Suppress():
            until = consequence.until.isoformat() if consequence.until else None
            return {"suppress": str(consequence.reason), "until": until, "why": consequence.why}
        case Retry():
            return {"retry": consequence.not_before.isoformat(), "why": consequence.why}
        case CallBack():
            return {"call_back": consequence.when.isoformat()}
