"""Erasing a person from the books: exported first, then gone, with the journal's chain whole.

The database changes in one transaction. The journal's record of it names the attempts, so that
their folders are deleted even if this process dies before it has done so.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import call_folders, journal_redaction, person_rows
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.person_export import PersonFile, person_file, write_export
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.spool import Spool
from voicebot.adapters.storage.supervisors.asked_of_two import forget as forget_asked
from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ErasedRow,
    PersonNumberRow,
    SuppressionRow,
)
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import SuppressionReason
from voicebot.conversation.ports import Clock
from voicebot.errors import NotFound, StorageError
from voicebot.evidence.erasure import PSEUDONYM, Agreed, Holds, pseudonym, require_free

_TRIES = 5  # what is kept may grow while it is exported


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did; `counts` are rows by table, `sha256` is the export's.

    `again` is True where the person had been erased before and only leftovers were taken away.
    """

    numbers: int
    counts: dict[str, int]
    calls_deleted: int
    sha256: str = ""
    again: bool = False


class Erasure:
    """Erases persons of one installation."""

    def __init__(
        self,
        database: Database,
        optouts: Register,
        spool: Spool,
        numbers: ErasedNumbers,
        home: Path,
        seller: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._optouts = optouts
        self._spool = spool
        self._numbers = numbers
        self._home = home
        self._seller = seller
        self._clock = clock

    def erase(
        self, number: PhoneNumber, export: Path, agreed: Agreed, only_this_number: bool = False
    ) -> Erased:
        """Export everything kept of the person, then erase it.

        The person is the number and all that surely belong to the same one, or `only_this_number`.
        Done again after a kill it goes on where it was. Raises NotAllowed while a complaint, a
        legal hold or a call is open, NotFound, BadInput for the export's file, StorageError.
        """
        self._optouts.replay()
        for _ in range(_TRIES):
            person = self._read(number, only_this_number)
            if person.is_empty:
                return self._leftovers(number)
            now = self._clock.now()
            digest = write_export(export, person, self._home, self._seller, now)
            if self._redact(person, agreed, digest, now):
                deleted = self._delete_folders(person.attempts)
                self._spool.forget_torn(person.numbers)
                counts = {name: len(rows) for name, rows in person.rows.items() if rows}
                return Erased(len(person.numbers), counts, deleted, digest)
        raise StorageError("calls with this person go on all the time", "pause the campaign first")

    def require_free(self, number: PhoneNumber) -> None:
        """Raises NotAllowed while a complaint, a legal hold or a call is open."""
        with self._database.read() as session:
            numbers = _numbers_of(session, number.e164)
            require_free(_holds(session, numbers, self._clock.now()))

    def finish(self) -> int:
        """Delete the folders of erased persons' calls that a kill left; returns how many."""
        with self._database.read() as session:
            query = select(AttemptRow.attempt_id).where(AttemptRow.number.like(f"{PSEUDONYM}%"))
            ids = list(session.scalars(query))
        return self._delete_folders(ids)

    def _read(self, number: PhoneNumber, only_this_number: bool) -> PersonFile:
        with self._database.snapshot() as session:
            numbers = [number.e164] if only_this_number else _numbers_of(session, number.e164)
            require_free(_holds(session, numbers, self._clock.now()))
            return self._kept(session, numbers)

    def _kept(self, session: Session, numbers: Sequence[str]) -> PersonFile:
        rows = person_rows.read(session, numbers)
        journal = journal_redaction.records_about(session, numbers)
        erased_before = bool(self._numbers.among(session, numbers))
        return person_file(numbers, rows, journal, erased_before)

    def _redact(self, person: PersonFile, agreed: Agreed, digest: str, now: datetime) -> bool:
        """One transaction; False if more is kept by now than was exported."""
        with self._writing() as session:
            chain = Chain(session)
            require_free(_holds(session, person.numbers, now))
            if self._kept(session, person.numbers) != person:
                return False
            hashes = self._numbers.enter(session, person.numbers, now)
            names = {
                number: pseudonym(hashed)
                for number, hashed in zip(person.numbers, hashes, strict=True)
            }
            person_rows.make_nameless(session, person.rows, names)
            which = journal_redaction.parts_of(person.numbers)
            removed = journal_redaction.remove_parts(session, which)
            journal_redaction.forget_subjects(session, person.numbers)
            forget_asked(session, names)
            body = {
                "persons": hashes,
                "removed": removed,
                "attempts": list(person.attempts),
                "export_sha256": digest,
                "by": agreed.by,
                "confirmed_by": agreed.confirmed_by,
            }
            chain.append(now, "erasure", body, personal={"reason": agreed.reason})
        return True

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A writing transaction that leaves nothing legible behind in the file of SQLite."""
        with self._database.write() as session:
            journal_redaction.overwrite_what_is_deleted(session)
            yield session
        self._database.empty_write_ahead()

    def _leftovers(self, number: PhoneNumber) -> Erased:
        """Nothing is in the database: erased before, or it never was there."""
        with self._database.read() as session:
            known = session.get(ErasedRow, self._numbers.erased_hash(number.e164)) is not None
        if not known:
            raise NotFound("nothing is kept of this number", "check its digits and country code")
        self._spool.forget_torn([number.e164])
        return Erased(1, {}, self.finish(), again=True)

    def _delete_folders(self, attempt_ids: Sequence[str]) -> int:
        folders = call_folders.of(self._home, attempt_ids)
        for folder in folders:
            call_folders.remove(folder)
        return len(folders)


def _numbers_of(session: Session, number: str) -> list[str]:
    """The number and those that surely are the same person's, in order."""
    whose = select(PersonNumberRow.person_id).where(
        PersonNumberRow.number == number, PersonNumberRow.until.is_(None)
    )
    others = select(PersonNumberRow.number).where(
        PersonNumberRow.person_id.in_(whose), PersonNumberRow.until.is_(None)
    )
    return sorted({number, *session.scalars(others)})


def _holds(session: Session, numbers: Sequence[str], now: datetime) -> Holds:
    complaints = select(func.count()).where(
        ComplaintRow.number.in_(numbers), ComplaintRow.state == "OPEN"
    )
    holds = select(func.count()).where(
        SuppressionRow.number.in_(numbers),
        SuppressionRow.reason == str(SuppressionReason.LEGAL_HOLD),
        or_(SuppressionRow.until.is_(None), SuppressionRow.until > now),
    )
    calls = select(func.count()).where(AttemptRow.number.in_(numbers), AttemptRow.state == "OPEN")
    found = [session.scalars(query).one() for query in (complaints, holds, calls)]
    return Holds(*found)
