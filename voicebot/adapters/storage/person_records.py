"""Contacts read as records of persons: one for each number."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Row, Text, and_, case, cast, null, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import ContactList, ContactRow
from voicebot.contacts.contact import Contact
from voicebot.contacts.likeness import likeness
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.person import Record, source_of

_BATCH = 20_000
_TOLD = ("ожд", "ОЖД", "irth", "IRTH", "г.р", "Г.Р")  # in titles of columns with a birth year


def read_records(session: Session) -> dict[str, Record]:
    """Every number's record: its newest contact, with gaps filled from older ones.

    An older contact that is plainly somebody else's (a number that changed hands) fills none.
    """
    sources = _sources(session)
    records: dict[str, Record] = {}
    for row in _rows(session):
        if row.list_id not in sources:
            continue
        record = _record(row, sources[row.list_id])
        newer = records.setdefault(row.number, record)
        if newer is not record and not likeness(newer, record).vetoed:
            records[row.number] = newer.filled(record)
    return records


def numbers_of_list(session: Session, list_id: int) -> frozenset[str]:
    """The numbers that a list brought."""
    query = select(ContactRow.number).where(ContactRow.list_id == list_id)
    return frozenset(session.scalars(query))


def records_of(session: Session, number: str) -> list[tuple[Contact, str]]:
    """A number's contacts, the newest first, each with the file it came from."""
    sources = _files(session)
    query = select(ContactRow).where(ContactRow.number == number).order_by(ContactRow.id.desc())
    return [
        (_contact(row, row.attributes), sources[row.list_id])
        for row in session.scalars(query)
        if row.list_id in sources
    ]


def _rows(session: Session) -> Iterator[Row[Any]]:
    """The newest first. Attributes are read only where they may tell a birth year."""
    text = cast(ContactRow.attributes, Text)
    told = or_(*(text.contains(word, autoescape=True) for word in _TOLD))
    attributes = case(
        (and_(ContactRow.birth_date.is_(None), told), ContactRow.attributes), else_=null()
    )
    query = (
        select(
            ContactRow.list_id,
            ContactRow.number,
            ContactRow.name,
            ContactRow.email,
            ContactRow.birth_date,
            ContactRow.external_id,
            ContactRow.region,
            attributes.label("told"),
        )
        .order_by(ContactRow.id.desc())
        .execution_options(yield_per=_BATCH)
    )
    with closing(session.execute(query)) as rows:
        yield from rows


def _record(row: Row[Any], source: str) -> Record:
    return Record.of(_contact(row, row.told or {}), source)


def _contact(row: Row[Any] | ContactRow, attributes: dict[str, str]) -> Contact:
    return Contact(
        PhoneNumber(row.number),
        name=row.name,
        region=row.region,
        email=row.email,
        birth_date=row.birth_date,
        external_id=row.external_id,
        attributes=attributes,
    )


def _sources(session: Session) -> dict[int, str]:
    return {list_id: source_of(file) for list_id, file in _files(session).items()}


def _files(session: Session) -> dict[int, str]:
    """The files of the lists that came in whole."""
    query = select(ContactList.id, ContactList.file).where(ContactList.finished_at.is_not(None))
    return {row.id: row.file for row in session.execute(query)}
