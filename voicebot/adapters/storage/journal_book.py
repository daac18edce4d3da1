"""The journal in the database: one chain, however many processes write."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import (
    JournalHeadRow,
    JournalPersonalRow,
    JournalRow,
    JournalSubjectRow,
)
from voicebot.evidence.journal import (
    Head,
    JournalRecord,
    Personal,
    Verification,
    canonical,
    link,
    verify,
)

_BATCH = 5000  # records read at a time


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
        body: Mapping[str, object],
        *,
        personal: Mapping[str, object] | None = None,
        about: Iterable[str] = (),
    ) -> int:
        """Write one record; returns its number.

        `body` stays for good, so it holds nothing personal. `personal` can be erased; `about` are
        the numbers of the persons by which the record is found again.
        """
        kept = Personal(canonical(personal), secrets.token_hex(16)) if personal else None
        record = link(self._head, at, kind, canonical(body), kept)
        self._session.execute(
            insert(JournalRow).values({name: getattr(record, name) for name in _COLUMNS})
        )
        if kept:
            values = {"seq": record.seq, "salt": kept.salt, "body": kept.body}
            self._session.execute(insert(JournalPersonalRow).values(values))
        subjects = [{"number": number, "seq": record.seq} for number in dict.fromkeys(about)]
        if subjects:
            self._session.execute(insert(JournalSubjectRow), subjects)
        self._session.execute(update(JournalHeadRow).values(seq=record.seq, hash=record.hash))
        self._head = Head(record.seq, record.hash)
        return record.seq


_COLUMNS = ("seq", "at", "kind", "body", "commitment", "prev", "hash")


class Journal:
    """Reads the journal, and writes records that stand alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self,
        at: datetime,
        kind: str,
        body: Mapping[str, object],
        *,
        personal: Mapping[str, object] | None = None,
        about: Iterable[str] = (),
    ) -> int:
        """Write one record in a transaction of its own, as `Chain.append`."""
        with self._database.write() as session:
            return Chain(session).append(at, kind, body, personal=personal, about=about)

    def records(self, kind: str | None = None) -> Iterator[JournalRecord]:
        """Every record in order, or those of one kind, as they were at one moment."""
        with self._database.snapshot() as session:
            yield from _records(session, kind)

    def head(self) -> Head:
        """The last record's number and hash."""
        with self._database.read() as session:
            return _head(session)

    def verify(self) -> Verification:
        """Check the whole chain as it is at this moment."""
        with self._database.snapshot() as session:
            return verify(_records(session), _head(session))


def _head(session: Session) -> Head:
    row = session.execute(select(JournalHeadRow.seq, JournalHeadRow.hash)).one()
    return Head(row.seq, row.hash)


def _records(session: Session, kind: str | None = None) -> Iterator[JournalRecord]:
    columns = [getattr(JournalRow, name) for name in _COLUMNS]
    query = (
        select(*columns, JournalPersonalRow.body, JournalPersonalRow.salt)
        .join(JournalPersonalRow, JournalPersonalRow.seq == JournalRow.seq, isouter=True)
        .order_by(JournalRow.seq)
        .execution_options(yield_per=_BATCH)
    )
    if kind is not None:
        query = query.where(JournalRow.kind == kind)
    with closing(session.execute(query)) as rows:
        for row in rows:
            *chained, body, salt = row
            personal = None if salt is None else Personal(body, salt)
            yield replace(JournalRecord(*chained), personal=personal)
