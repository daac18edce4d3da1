"""What of the database is due: found, counted, and taken away in batches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.frozen import is_free
from voicebot.adapters.storage.journal_redaction import Removed, remove_parts
from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ConsentEventRow,
    ConsentRow,
    ConsentStateRow,
    ConsentUseRow,
    JournalPersonalRow,
    JournalRow,
    JournalSubjectRow,
    LeftAloneRow,
    OptOutRow,
    SuppressionRow,
    Table,
)
from voicebot.contacts.suppression import OptOutScope
from voicebot.evidence.erasure import PSEUDONYM, pseudonym
from voicebot.evidence.retention import Kept

Keys = Select[str] | Select[int]
FOR_ALL_CALLS = (str(OptOutScope.SELLER), str(OptOutScope.GLOBAL))
STANDING = ("consent", "optout", "optout_lifted", "correction")
"""Kinds whose personal data go with the row that they brought, not by their own age."""

_RUNNING_OUT: dict[Kept, tuple[Any, Any]] = {
    Kept.SUPPRESSIONS: (SuppressionRow, SuppressionRow.id),
    Kept.LEFT_ALONE: (LeftAloneRow, LeftAloneRow.left_alone_id),
}
"""What holds for a time: its table and key."""


def due(what: Kept, before: datetime, now: datetime) -> Keys:
    """The keys of the rows of one kind that are due."""
    match what:
        case Kept.OPTOUTS:
            return select(OptOutRow.optout_id).where(
                _optouts(before), is_free(OptOutRow.number, now)
            )
        case Kept.COMPLAINTS:
            over = ComplaintRow.resolved_at < before
            return select(ComplaintRow.complaint_id).where(over, is_free(ComplaintRow.number, now))
        case Kept.SUPPRESSIONS | Kept.LEFT_ALONE:
            row, key = _RUNNING_OUT[what]
            return select(key).where(row.until < before, is_free(row.number, now))
        case Kept.CONSENTS:
            return select(ConsentRow.consent_id).where(
                ConsentRow.captured_at < before,
                ~_used_since(before),
                is_free(ConsentRow.number, now),
            )
        case Kept.ATTEMPTS:
            over = and_(AttemptRow.at < before, AttemptRow.state == "SETTLED")
            return select(AttemptRow.attempt_id).where(over, is_free(AttemptRow.number, now))
        case _:
            return select(JournalRow.seq).where(_records(before, now))


def count(session: Session, query: Keys) -> int:
    """How many are due."""
    return session.scalars(select(func.count()).select_from(query.subquery())).one()


def take_away(
    session: Session,
    what: Kept,
    keys: Sequence[str] | Sequence[int],
    before: datetime,
    now: datetime,
    erased: ErasedNumbers,
) -> Removed:
    """Delete the rows of these keys, or make them nameless; returns the journal's lost parts."""
    match what:
        case Kept.OPTOUTS:
            return _reduce_optouts(session, keys, before, now, erased)
        case Kept.JOURNAL:
            return _forget_records(session, JournalPersonalRow.seq.in_(keys))
        case Kept.CONSENTS:
            return _delete_consents(session, keys)
        case Kept.COMPLAINTS:
            return _delete(session, ComplaintRow, ComplaintRow.complaint_id.in_(keys))
        case Kept.SUPPRESSIONS | Kept.LEFT_ALONE:
            row, key = _RUNNING_OUT[what]
            return _delete(session, row, key.in_(keys))
        case _:
            return _delete(session, AttemptRow, AttemptRow.attempt_id.in_(keys))


def _delete(session: Session, table: type[Table], which: ColumnElement[bool]) -> Removed:
    session.execute(delete(table).where(which))
    return {}


def _optouts(before: datetime) -> ColumnElement[bool]:
    """Old ones with something left to take away."""
    old = func.coalesce(OptOutRow.lifted_at, OptOutRow.at) < before
    wordy = or_(
        OptOutRow.words.is_not(None), OptOutRow.evidence.is_not(None), OptOutRow.reason != ""
    )
    hashed = or_(OptOutRow.scope.in_(FOR_ALL_CALLS), OptOutRow.lifted_at.is_not(None))
    return and_(old, or_(wordy, hashed), OptOutRow.number.not_like(f"{PSEUDONYM}%"))


def _reduce_optouts(
    session: Session,
    keys: Sequence[str] | Sequence[int],
    before: datetime,
    now: datetime,
    erased: ErasedNumbers,
) -> Removed:
    rows = list(session.scalars(select(OptOutRow).where(OptOutRow.optout_id.in_(keys))))
    for_all = [r.number for r in rows if r.lifted_at is None and r.scope in FOR_ALL_CALLS]
    if for_all:
        erased.enter(session, dict.fromkeys(for_all), now)
    about = select(JournalSubjectRow.seq).where(
        JournalSubjectRow.number.in_({row.number for row in rows})
    )
    old = select(JournalRow.seq).where(
        JournalRow.seq.in_(about), JournalRow.at < before, JournalRow.kind.in_(STANDING[1:4])
    )
    removed = _forget_records(session, JournalPersonalRow.seq.in_(old))
    for row in rows:
        row.words, row.evidence, row.reason, row.lift_reason = None, None, "", None
        if row.lifted_at is not None or row.scope in FOR_ALL_CALLS:
            row.number = pseudonym(erased.erased_hash(row.number))
    session.flush()
    return removed


def _delete_consents(session: Session, keys: Sequence[str] | Sequence[int]) -> Removed:
    seqs = select(ConsentRow.journal_seq).where(ConsentRow.consent_id.in_(keys))
    later = select(ConsentEventRow.journal_seq).where(ConsentEventRow.consent_id.in_(keys))
    written = [seq for query in (seqs, later) for seq in session.scalars(query) if seq is not None]
    removed = _forget_records(session, JournalPersonalRow.seq.in_(sorted(set(written))))
    for table in (ConsentUseRow, ConsentStateRow, ConsentEventRow, ConsentRow):
        session.execute(delete(table).where(table.consent_id.in_(keys)))
    return removed


def _used_since(before: datetime) -> ColumnElement[bool]:
    """A call rested on the consent, or something happened to it, since then."""
    used = exists().where(
        ConsentUseRow.consent_id == ConsentRow.consent_id, ConsentUseRow.at >= before
    )
    changed = exists().where(
        ConsentEventRow.consent_id == ConsentRow.consent_id, ConsentEventRow.happened_at >= before
    )
    return or_(used, changed)


def _records(before: datetime, now: datetime) -> ColumnElement[bool]:
    """Records of routine kinds with personal data of nobody who is held."""
    kept = exists().where(JournalPersonalRow.seq == JournalRow.seq)
    held = exists().where(
        JournalSubjectRow.seq == JournalRow.seq, ~is_free(JournalSubjectRow.number, now)
    )
    return and_(JournalRow.at < before, JournalRow.kind.not_in(STANDING), kept, ~held)


def _forget_records(session: Session, which: ColumnElement[bool]) -> Removed:
    """Personal parts go, and the numbers by which their records were found."""
    seqs = list(session.scalars(select(JournalPersonalRow.seq).where(which)))
    removed = remove_parts(session, JournalPersonalRow.seq.in_(seqs))
    session.execute(delete(JournalSubjectRow).where(JournalSubjectRow.seq.in_(seqs)))
    return removed
