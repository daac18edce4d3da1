"""The journal in the database: one chain, however many processes write."""

import secrets
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import Select, insert, literal_column, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import (
    JournalHeadRow,
    JournalPersonalRow,
    JournalRow,
    JournalSubjectRow,
)
from voicebot.errors import NotFound
from voicebot.evidence.journal import Head, JournalRecord, Personal, canonical, link
from voicebot.evidence.verification import Verification, verify

_BATCH = 5000  # records read at a time

Said = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: each condition given narrows them; times are aware, `until` is outside."""

    kind: str = ""
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def narrowed(self, query: Select[Any]) -> Select[Any]:
        """The query with these conditions."""
        if self.kind:
            query = query.where(JournalRow.kind == self.kind)
        if self.number:
            about = select(JournalSubjectRow.seq).where(JournalSubjectRow.number == self.number)
            query = query.where(JournalRow.seq.in_(about))
        if self.since is not None:
            query = query.where(JournalRow.at >= self.since)
        if self.until is not None:
            query = query.where(JournalRow.at < self.until)
        return query


class Chain:
    """The journal inside one writing transaction.

    Making it takes the head's lock, so everything the transaction looks at afterwards stays as it
    is until the commit: decisions, opt-outs and outcomes happen one after another.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        row = session.execute(
            select(JournalHeadRow.seq, JournalHeadRow.hash).with_for_update()
        ).one()
        self._head = Head(row.seq, row.hash)

    @property
    def next_seq(self) -> int:
        """The number that the next record will have."""
        return self._head.seq + 1

    def append(
        self,
        at: datetime,
        kind: str,
        body: Said,
        *,
        personal: Said | None = None,
        about: Iterable[str] = (),
        parts: Mapping[str, Said] | None = None,
    ) -> int:
        """Write one record; returns its number.

        `body` stays for good, so it holds nothing personal. `personal` can be erased; `about` are
        the numbers of the persons by which the record is found again. What concerns several
        persons goes into `parts`, each one's by their number, so that one can be erased without
        the others; the names in them must differ, since a reader sees them as one.
        """
        numbers = list(dict.fromkeys([*about, *(parts or {})]))
        kept = _sealed(personal, numbers, parts or {})
        record = link(self._head, at, kind, canonical(body), kept)
        self._write(record, kept, numbers)
        self._head = Head(record.seq, record.hash)
        return record.seq

    def _write(self, record: JournalRecord, kept: list[Personal], numbers: list[str]) -> None:
        write, seq = self._session.execute, record.seq
        write(_INSERT, {name: getattr(record, name) for name in _COLUMNS})
        if kept:
            write(
                _INSERT_PERSONAL,
                [
                    {"seq": seq, "part": place, "number": part.number, "salt": part.salt}
                    | {"body": part.body}
                    for place, part in enumerate(kept)
                ],
            )
        if numbers:
            write(_INSERT_SUBJECT, [{"number": number, "seq": seq} for number in numbers])
        write(update(JournalHeadRow).values(seq=seq, hash=record.hash))


def _sealed(personal: Said | None, numbers: list[str], parts: Mapping[str, Said]) -> list[Personal]:
    """The parts with a salt each; what is said of one person alone is that person's."""
    whose = numbers[0] if len(numbers) == 1 else ""
    said = ([(whose, personal)] if personal else []) + list(parts.items())
    return [Personal(canonical(body), secrets.token_hex(16), number) for number, body in said]


_COLUMNS = ("seq", "at", "kind", "body", "commitment", "prev", "hash")
_INSERT = insert(JournalRow)
_INSERT_PERSONAL = insert(JournalPersonalRow)
_INSERT_SUBJECT = insert(JournalSubjectRow)


class Journal:
    """Reads the journal, and writes records that stand alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self,
        at: datetime,
        kind: str,
        body: Said,
        *,
        personal: Said | None = None,
        about: Iterable[str] = (),
        parts: Mapping[str, Said] | None = None,
    ) -> int:
        """Write one record in a transaction of its own, as `Chain.append`."""
        with self._database.write() as session:
            chain = Chain(session)
            return chain.append(at, kind, body, personal=personal, about=about, parts=parts)

    def note_look(self, at: datetime, what: str, numbers: Sequence[str], by: str) -> int:
        """Write down that somebody looked at what is kept of these persons.

        `by` is a login or a role. Whom they looked at is each person's own part.
        """
        said = {number: {f"number_{place}": number} for place, number in enumerate(numbers)}
        return self.append(at, "look", {"what": what, "by": by}, parts=said)

    def records(
        self,
        kind: str | None = None,
        number: str | None = None,
        since: datetime | None = None,
    ) -> Generator[JournalRecord, None, None]:
        """Records in order, as they were at one moment; each condition given narrows them.

        `number` is the person a record is about, in E.164.
        """
        yield from self.read(Wanted(kind or "", number or "", since))

    def read(self, wanted: Wanted) -> Generator[JournalRecord, None, None]:
        """These records in order, as they were at one moment."""
        with self._database.snapshot() as session:
            yield from records_of(session, wanted.narrowed(READ))

    def get(self, seq: int) -> JournalRecord:
        """One record. Raises NotFound."""
        with self._database.read() as session:
            for record in records_of(session, READ.where(JournalRow.seq == seq)):
                return record
        raise NotFound("there is no such record", "see the journal's newest ones")

    def latest(self, wanted: Wanted, size: int, before: int | None = None) -> list[JournalRecord]:
        """At most `size` records, newest first, of those with a number below `before`."""
        which = wanted.narrowed(select(JournalRow.seq))
        if before is not None:
            which = which.where(JournalRow.seq < before)
        newest = JournalRow.seq.desc()
        if wanted.since is not None or wanted.until is not None:
            newest = (JournalRow.seq + 0).desc()  # the index by time is read, not all the chain
        which = which.order_by(newest).limit(size)
        with self._database.read() as session:
            seqs = list(session.scalars(which))
            found = list(records_of(session, READ.where(JournalRow.seq.in_(seqs))))
        return found[::-1]

    def head(self) -> Head:
        """The last record's number and hash."""
        with self._database.read() as session:
            return _head(session)

    def verify(
        self, known: Head | None = None, told: Callable[[int], None] | None = None
    ) -> Verification:
        """Check the whole chain as it is at this moment, and that it still leads over `known`.

        `told` hears now and then how many rows were read.
        """
        query = _verified(_MOMENT[self._database.is_sqlite])
        with (
            self._database.snapshot() as session,
            closing(session.connection().execute(query)) as found,
        ):
            rows: Iterator[Any] = iter(found) if told is None else _counted(found, told)
            return verify(rows, _head(session), known)


def _counted(rows: Iterable[Any], told: Callable[[int], None]) -> Iterator[Any]:
    for count, row in enumerate(rows):
        if count % _BATCH == 0:
            told(count)
        yield row


def records_of(session: Session, query: Select[Any]) -> Iterator[JournalRecord]:
    """The records of a query that selects as `READ` does."""
    with closing(session.execute(query)) as rows:
        for _, parts in groupby(rows, key=lambda row: int(row.seq)):
            yield _record(list(parts))


def _record(rows: list[Found[Any]]) -> JournalRecord:
    chained = {name: getattr(rows[0], name) for name in _COLUMNS}
    commitments = rows[0].commitment.split(",") if rows[0].commitment else []
    kept = {row.part: Personal(row.said, row.salt, row.number) for row in rows if row.salt}
    parts = tuple(kept.get(place) for place in range(len(commitments)))
    return JournalRecord(**chained, personal=parts)


def _head(session: Session) -> Head:
    row = session.execute(select(JournalHeadRow.seq, JournalHeadRow.hash)).one()
    return Head(row.seq, row.hash)


def _verified(when: Any) -> Select[Any]:
    """Every record, with the time as `when`, and beside it each part of its personal data."""
    columns = {name: getattr(JournalRow, name) for name in _COLUMNS} | {"at": when}
    return (
        select(
            *columns.values(),
            JournalPersonalRow.part,
            JournalPersonalRow.salt,
            JournalPersonalRow.body.label("said"),
        )
        .join(JournalPersonalRow, JournalPersonalRow.seq == JournalRow.seq, isouter=True)
        .order_by(JournalRow.seq, JournalPersonalRow.part)
        .execution_options(yield_per=_BATCH)
    )


READ = _verified(JournalRow.at).add_columns(JournalPersonalRow.number)
_MOMENT: dict[
    bool, Any
] = {  # the time as it is hashed, written by the database: reading is twice as quick
    True: literal_column("substr(journal.at, 1, 10) || 'T' || substr(journal.at, 12) || '+00:00'"),
    False: literal_column(
        """to_char(journal.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
    ),
}
