"""Contacts read as records of persons: one for each number."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Row, Select, Text, and_, case, cast, null, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import ContactList, ContactRow
from voicebot.contacts.contact import Contact
from voicebot.contacts.likeness import likeness
from voicebot.contacts.nearness import Nearness
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.person import Record, source_of

FEW = 1_000
"""Of so many new contacts at the most it is worth looking first whom they are near to."""
_BATCH = 20_000
_IN = 500  # values in one SQL list
_TOLD = ("ожд", "ОЖД", "irth", "IRTH", "г.р", "Г.Р")  # in titles of columns with a birth year


def read_records(session: Session, numbers: Collection[str] | None = None) -> Mapping[str, Record]:
    """Every number's record: its newest contact, with gaps filled from older ones.

    An older contact that is plainly somebody else's (a number that changed hands) fills none. With
    a few `numbers`, only theirs and those near to them are read; another one when it is asked for.
    """
    if numbers is None or len(numbers) > FEW:
        return _merged(_rows(session), _sources(session))
    records = _OnDemand(session, _sources(session))
    records.read(numbers)
    nearness = Nearness(records.values())
    near = {row.number for row in _rows(session) if nearness.is_near(_contact(row, row.told or {}))}
    records.read(near - records.keys())
    return records


class _OnDemand(dict[str, Record]):
    """Records that are read when they are asked for; it is used within its session."""

    def __init__(self, session: Session, sources: Mapping[int, str]) -> None:
        super().__init__()
        self._session = session
        self._sources = sources
        self._absent: set[str] = set()

    def read(self, numbers: Iterable[str]) -> None:
        """Read these numbers' records, as far as there are any."""
        for some in _chunks(sorted(numbers)):
            query = _query().where(ContactRow.number.in_(some))
            self.update(_merged(self._session.execute(query), self._sources))

    def get(self, number: str, default: Any = None) -> Any:
        """The record of a number, or `default` where there is none."""
        if number not in self and number not in self._absent:
            self.read([number])
            if number not in self:
                self._absent.add(number)
        return super().get(number, default)


def _merged(rows: Iterable[Row[Any]], sources: Mapping[int, str]) -> dict[str, Record]:
    records: dict[str, Record] = {}
    for row in rows:
        if row.list_id not in sources:
            continue
        record = _record(row, sources[row.list_id])
        newer = records.setdefault(row.number, record)
        if newer is not record and not likeness(newer, record).vetoed:
            records[row.number] = newer.filled(record)
    return records


def _chunks(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), _IN):
        yield numbers[start : start + _IN]


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
    with closing(session.execute(_query().execution_options(yield_per=_BATCH))) as rows:
        yield from rows


def _query() -> Select[Any]:
    """The newest first. Attributes are read only where they may tell a birth year."""
    text = cast(ContactRow.attributes, Text)
    told = or_(*(text.contains(word, autoescape=True) for word in _TOLD))
    attributes = case(
        (and_(ContactRow.birth_date.is_(None), told), ContactRow.attributes), else_=null()
    )
    return select(
        ContactRow.list_id,
        ContactRow.number,
        ContactRow.name,
        ContactRow.email,
        ContactRow.birth_date,
        ContactRow.external_id,
        ContactRow.region,
        attributes.label("told"),
    ).order_by(ContactRow.id.desc())


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
