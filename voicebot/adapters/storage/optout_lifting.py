"""Ending opt-outs: for a new consent of the person, or as the correction of a mistaken entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.consent_endings import has_new_consent
from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import OptOutRow
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOutScope, OptOutSource, SuppressionReason
from voicebot.errors import NotAllowed, NotFound, said

OURS = frozenset({OptOutSource.SUPERVISOR, OptOutSource.IMPORT})
"""Entries that we made and the person did not: only they can have been a mistake of ours."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose opt-outs are to be lifted (or one of them), why, and who asks (login or role)."""

    number: PhoneNumber
    reason: str
    by: str
    optout_id: str | None = None
    mistaken: bool = False


def lift(session: Session, asked: Asked, erased: ErasedNumbers, now: datetime) -> int:
    """End the number's opt-outs in force, or one of them, and journal it; returns how many.

    Each needs a consent to calls that the person gave after it and that still stands. With
    `mistaken` those that we entered ourselves are ended without one, as a correction. A number
    that is kept as a keyed hash alone is freed in the same way. Raises NotFound, NotAllowed.
    """
    chain, number = Chain(session), asked.number
    rows, forgotten_at = _in_force(session, asked, erased)
    if asked.mistaken:
        rows, forgotten_at = _our_own(rows), None
    else:
        _require_consents(session, number, rows, now)
    ids: list[str] = [row.optout_id for row in rows]
    session.execute(
        update(OptOutRow)
        .where(OptOutRow.optout_id.in_(ids))
        .values(lifted_at=now, lift_reason=asked.reason, journal_seq=chain.next_seq)
    )
    if forgotten_at is not None:
        _require_consent(session, number, forgotten_at, None, now)
        erased.forget(session, number.e164)
    kind = "correction" if asked.mistaken else "optout_lifted"
    body = {"what": "optout", "by": asked.by, "optouts": ids, "hash": forgotten_at is not None}
    said = {"number": number.e164, "reason": asked.reason}
    chain.append(now, kind, body, personal=said, about=(number.e164,))
    return len(ids) + (forgotten_at is not None)


def _in_force(
    session: Session, asked: Asked, erased: ErasedNumbers
) -> tuple[list[OptOutRow], datetime | None]:
    """The opt-outs, oldest first, and since when the number is kept as a hash."""
    which: list[ColumnElement[bool]] = [
        OptOutRow.number == asked.number.e164,
        OptOutRow.lifted_at.is_(None),
    ]
    if asked.optout_id is not None:
        which.append(OptOutRow.optout_id == asked.optout_id)
    rows = list(session.scalars(select(OptOutRow).where(*which).order_by(OptOutRow.at)))
    at = None if asked.optout_id else erased.erased_at(session, asked.number.e164)
    if not rows and at is None:
        raise NotFound("no such opt-out of this number is in force", "see `voicebot optout list`")
    return rows, at


def _our_own(rows: Sequence[OptOutRow]) -> list[OptOutRow]:
    ours = [row for row in rows if row.source in OURS]
    if not ours:
        raise NotAllowed(
            "the person demanded this themselves, so it was no mistaken entry",
            (SuppressionReason.INTERNAL_DNC,),
            "record a new consent of the person, then lift it for that reason",
        )
    return ours


def _require_consents(
    session: Session, number: PhoneNumber, rows: Sequence[OptOutRow], now: datetime
) -> None:
    for row in rows:
        purpose = row.purpose if row.scope == OptOutScope.PURPOSE else None
        _require_consent(session, number, row.at, purpose, now)


def _require_consent(
    session: Session, number: PhoneNumber, since: datetime, purpose: str | None, now: datetime
) -> None:
    if not has_new_consent(session, number, since, purpose, now):
        raise NotAllowed(
            said(
                "the opt-out of {since:%Y-%m-%d} can be lifted only for a consent that "
                "the person gave after it, and none is on record",
                since=since,
            ),
            (SuppressionReason.INTERNAL_DNC,),
            "record the consent first, or use --mistake if we entered it by mistake",
        )
