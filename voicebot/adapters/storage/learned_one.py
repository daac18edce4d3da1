"""What is learned from, about a few numbers: quick enough for a decision that waits for it.

The same as `learned_from` reads of many, row by row. Each query is put together once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import learned_rows as rows
from voicebot.adapters.storage import standing
from voicebot.adapters.storage.known_tables import Numbers
from voicebot.adapters.storage.tables import AttemptRow, ComplaintRow, ContactList, ContactRow
from voicebot.adapters.storage.tables.stored_types import UtcTime
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.evidence.erasure import PSEUDONYM
from voicebot.learning.attempts import ATTEMPTS, ATTRIBUTES

PEOPLE: dict[str, Any] = {
    "number": pl.String,
    "person": pl.String,
    "zone": pl.String,
    "complaints_open": pl.Int32,
    "satisfaction": pl.Float64,
    "attributes": ATTRIBUTES,
}
"""What is known of a number before it is called."""

_AT: Any = bindparam("at", type_=UtcTime())
_NOT_READ = ("person", "zone", "complaints_open", "satisfaction", "attributes", "corrected")
_READ = [name for name in ATTEMPTS if name in rows.ATTEMPTS and name not in _NOT_READ]


def _theirs(column: Numbers) -> Any:
    return column.in_(bindparam("numbers", expanding=True))


_ATTEMPTS = (
    select(*(getattr(AttemptRow, name) for name in _READ))
    .where(_theirs(AttemptRow.number), AttemptRow.state == "SETTLED", AttemptRow.at < _AT)
    .order_by(AttemptRow.at, AttemptRow.attempt_id)
)
_LINKS = rows.links(_theirs)
_SAME = rows.numbers_of_same(_theirs)
_COMPLAINTS = rows.complaints(_theirs).where(ComplaintRow.recorded_at < _AT)
_SATISFACTION = rows.satisfaction(_theirs).where(AttemptRow.at < _AT).order_by(AttemptRow.at)
_CONTACTS = (
    select(ContactRow.number, ContactRow.timezone, ContactRow.attributes)
    .join(ContactList, ContactList.id == ContactRow.list_id)
    .where(_theirs(ContactRow.number), ContactList.finished_at <= _AT)
    .order_by(ContactList.finished_at, ContactRow.id)
)


def past_of(session: Session, numbers: Sequence[str], before: datetime) -> pl.DataFrame:
    """As `LearnedFrom.attempts_of`."""
    return pl.DataFrame(past_rows(session, numbers, before), schema=dict(ATTEMPTS))


def past_rows(session: Session, numbers: Sequence[str], before: datetime) -> list[dict[str, Any]]:
    """The same row by row, and not the columns that a past call has no use for."""
    connection = session.connection()
    persons = _persons(connection, numbers, before)
    asked = {"numbers": list(persons), "at": before}
    return [
        dict(zip(_READ, row, strict=True)) | {"person": persons[row.number], "complaints_open": 0}
        for row in connection.execute(_ATTEMPTS, asked)
    ]


def people_of(
    session: Session, numbers: Sequence[str], at: datetime, names: Sequence[str], default: str
) -> pl.DataFrame:
    """As `LearnedFrom.people`; `default` is the setting's zone, `names` those of attributes."""
    return pl.DataFrame(people_rows(session, numbers, at, names, default), schema=PEOPLE)


def people_rows(
    session: Session, numbers: Sequence[str], at: datetime, names: Sequence[str], default: str
) -> list[dict[str, Any]]:
    """The same row by row."""
    connection = session.connection()
    persons = _persons(connection, numbers, at)
    asked = {"numbers": list(persons), "at": at}
    contacts = {row.number: row for row in connection.execute(_CONTACTS, asked)}
    open_ = [
        persons_then
        for row in connection.execute(_COMPLAINTS, asked)
        if row.resolved_at is None or row.resolved_at >= at
        for persons_then in (_person_at(connection, row.number, row.recorded_at),)
    ]
    told = connection.execute(_SATISFACTION, asked).all()
    satisfied = {_person_at(connection, row.number, row.at): row.satisfaction for row in told}
    found = []
    for number in numbers:
        person, contact = persons[number], contacts.get(number)
        zone = zone_of(number, contact.timezone if contact else "", default)
        said = _said(contact.attributes if contact else {}, names)
        values = (number, person, zone, open_.count(person), satisfied.get(person), said)
        found.append(dict(zip(PEOPLE, values, strict=True)))
    return found


def zone_of(number: str, of_contact: str, default: str) -> str | None:
    """The called party's zone; None where several may be theirs and no setting says which."""
    if number.startswith(PSEUDONYM):
        return of_contact or default or None
    plan = () if of_contact else plan_of(PhoneNumber(number)).zones
    zones, known = standing.zones(PhoneNumber(number), of_contact, default, plan)
    if known == "number" and len(zones) > 1:
        return default or None
    return zones[0] if zones else None


def _said(attributes: Mapping[str, Any], names: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"name": name, "value": str(attributes[name])}
        for name in names
        if attributes.get(name) not in (None, "")
    ]


def _persons(connection: Connection, numbers: Sequence[str], at: datetime) -> dict[str, str]:
    """These numbers and all others that were their persons' at a moment, with the person."""
    same = connection.execute(_SAME, {"numbers": list(numbers)}).scalars().all()
    if not same:
        return {number: number for number in numbers}
    every = list(dict.fromkeys((*numbers, *same)))
    persons = _then(connection, every, at)
    wanted = {persons[number] for number in numbers}
    return {number: person for number, person in persons.items() if person in wanted}


def _person_at(connection: Connection, number: str, at: datetime) -> str:
    return _then(connection, [number], at)[number]


def _then(connection: Connection, numbers: Sequence[str], at: datetime) -> dict[str, str]:
    """Whom each number was linked to at a moment: by the newest link then, if it held still."""
    links = connection.execute(_LINKS, {"numbers": list(numbers)}).all()
    newest: dict[str, Row[Any]] = {}
    for row in links:
        if row.since <= at:
            newest[row.number] = row
    held = {n: row.person_id for n, row in newest.items() if row.until is None or row.until > at}
    return {number: held.get(number, number) for number in numbers}
