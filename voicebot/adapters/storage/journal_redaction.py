"""Taking personal data out of the journal, so that the chain still holds."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, select, text
from sqlalchemy.orm import Session

from voicebot.adapters.storage.journal_book import READ, records_of
from voicebot.adapters.storage.tables import JournalPersonalRow, JournalRow, JournalSubjectRow
from voicebot.evidence.journal import JournalRecord
from voicebot.evidence.verification import ranges

Removed = dict[str, list[list[int]]]
"""By part: the records that lost it, as [first, last] of each run; `removed` of the journal."""


def records_about(session: Session, numbers: Sequence[str]) -> list[JournalRecord]:
    """Every record about these numbers, in order."""
    return list(records_of(session, READ.where(JournalRow.seq.in_(_about(numbers)))))


def parts_of(numbers: Sequence[str]) -> ColumnElement[bool]:
    """The personal parts that are these persons', or of everybody in a record about them."""
    return and_(
        JournalPersonalRow.seq.in_(_about(numbers)),
        JournalPersonalRow.number.in_(["", *numbers]),
    )


def remove_parts(session: Session, which: ColumnElement[bool]) -> Removed:
    """Delete personal parts; what is returned belongs into the journal record of it."""
    query = select(JournalPersonalRow.part, JournalPersonalRow.seq).where(which)
    found: dict[str, list[int]] = {}
    for part, seq in session.execute(query.order_by(JournalPersonalRow.seq)):
        found.setdefault(str(part), []).append(seq)
    session.execute(delete(JournalPersonalRow).where(which))
    return {part: ranges(seqs) for part, seqs in sorted(found.items())}


def forget_subjects(session: Session, numbers: Sequence[str]) -> None:
    """No record is found by these numbers any more."""
    session.execute(delete(JournalSubjectRow).where(JournalSubjectRow.number.in_(numbers)))


def overwrite_what_is_deleted(session: Session) -> None:
    """SQLite leaves deleted text in its file unless told; PostgreSQL's vacuum sees to it."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))


def _about(numbers: Sequence[str]) -> Select[int]:
    return select(JournalSubjectRow.seq).where(JournalSubjectRow.number.in_(numbers))
