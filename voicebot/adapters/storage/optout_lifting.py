"""Ending opt-outs: for a new consent of the person, or as the correction of a mistaken entry."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.consent_endings import has_new_consent
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import OptOutRow
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOutScope, OptOutSource, SuppressionReason
from voicebot.errors import NotAllowed, NotFound

OURS = frozenset({OptOutSource.SUPERVISOR, OptOutSource.IMPORT})
"""Entries that we made and the person did not: only they can have been a mistake of ours."""


def lift(
    session: Session,
    number: PhoneNumber,
    reason: str,
    by: str,
    now: datetime,
    optout_id: str | None = None,
    mistaken: bool = False,
) -> int:
    """End the number's opt-outs in force, or one of them, and journal it; returns how many.

    Each needs a consent that the person gave after it and that still stands. With `mistaken` those
    that we entered ourselves are ended without one, as a correction. Raises NotFound, NotAllowed.
    """
    chain = Chain(session)
    rows = _in_force(session, number, optout_id)
    if mistaken:
        rows = _our_own(rows)
    else:
        _require_consents(session, number, rows, now)
    ids = [row.optout_id for row in rows]
    session.execute(
        update(OptOutRow)
        .where(OptOutRow.optout_id.in_(ids))
        .values(lifted_at=now, lift_reason=reason, journal_seq=chain.next_seq)
    )
    kind, body = ("correction" if mistaken else "optout_lifted"), {"what": "optout", "by": by}
    said = {"number": number.e164, "reason": reason}
    chain.append(now, kind, body | {"optouts": ids}, personal=said, about=(number.e164,))
    return len(ids)


def _in_force(session: Session, number: PhoneNumber, optout_id: str | None) -> list[OptOutRow]:
    which: list[ColumnElement[bool]] = [
        OptOutRow.number == number.e164,
        OptOutRow.lifted_at.is_(None),
    ]
    if optout_id is not None:
        which.append(OptOutRow.optout_id == optout_id)
    rows = list(session.scalars(select(OptOutRow).where(*which).order_by(OptOutRow.at)))
    if not rows:
        raise NotFound("no such opt-out of this number is in force", "see `voicebot optout list`")
    return rows


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
        if not has_new_consent(session, number, row.at, purpose, now):
            raise NotAllowed(
                f"the opt-out of {row.at:%Y-%m-%d} can be lifted only for a consent that the "
                "person gave after it, and none is on record",
                (SuppressionReason.INTERNAL_DNC,),
                "record the consent first, or use --mistake if we entered it by mistake",
            )
