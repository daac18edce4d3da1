"""What is learned from, about a few numbers: quick enough for a decision that waits for it.

The same as `learned_from` reads of many, row by row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import learned_rows as rows
from voicebot.adapters.storage import standing
from voicebot.adapters.storage.known_tables import Whose
from voicebot.adapters.storage.prepared import AT, Prepared
from voicebot.adapters.storage.tables import AttemptRow, ComplaintRow, ContactList, ContactRow
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

Row = dict[str, Any]

_NOT_READ = ("person", "zone", "complaints_open", "satisfaction", "attributes", "corrected")
_READ = [name for name in ATTEMPTS if name in rows.ATTEMPTS and name not in _NOT_READ]


def _attempts(whose: Whose) -> Any:
    query = select(*(getattr(AttemptRow, name) for name in _READ))
    query = query.where(whose(AttemptRow.number), AttemptRow.state == "SETTLED", AttemptRow.at < AT)
    return query.order_by(AttemptRow.at, AttemptRow.attempt_id)


def _contacts(whose: Whose) -> Any:
    query = select(ContactRow.number, ContactRow.timezone, ContactRow.attributes)
    query = query.join(ContactList, ContactList.id == ContactRow.list_id)
    query = query.where(whose(ContactRow.number), ContactList.finished_at <= AT)
    return query.order_by(ContactList.finished_at, ContactRow.id)


def _told(whose: Whose) -> Any:
    query = rows.satisfaction(whose).where(AttemptRow.at < AT)
    return query.order_by(AttemptRow.at, AttemptRow.attempt_id)


_ATTEMPTS = Prepared.of(_attempts)
_CONTACTS = Prepared.of(_contacts)
_LINKS = Prepared.of(rows.links)
_SAME = Prepared.of(rows.numbers_of_same)
_COMPLAINTS = Prepared.of(lambda whose: rows.complaints(whose).where(ComplaintRow.recorded_at < AT))
_SATISFACTION = Prepared.of(_told)


def past_of(session: Session, numbers: Sequence[str], before: datetime) -> pl.DataFrame:
    """As `LearnedFrom.attempts_of`."""
    links = _Links.of(session.connection(), numbers)
    past = _past(session.connection(), links.together(numbers, before), before)
    return pl.DataFrame(past, schema=dict(ATTEMPTS))


def people_of(
    session: Session, numbers: Sequence[str], at: datetime, names: Sequence[str], default: str
) -> pl.DataFrame:
    """As `LearnedFrom.people`; `default` is the setting's zone, `names` those of attributes."""
    links = _Links.of(session.connection(), numbers)
    people = _people(session.connection(), numbers, links, at, names, default)
    return pl.DataFrame(people, schema=PEOPLE)


def history(
    session: Session, number: str, at: datetime, names: Sequence[str], default: str
) -> tuple[list[Row], Row]:
    """Both of one number as rows, without the columns that a past call has no use for."""
    connection = session.connection()
    links = _Links.of(connection, [number])
    (person,) = _people(connection, [number], links, at, names, default)
    return _past(connection, links.together([number], at), at), person


def _past(connection: Connection, persons: Mapping[str, str], before: datetime) -> list[Row]:
    return [
        {**row._asdict(), "person": persons[row.number], "complaints_open": 0}
        for row in _ATTEMPTS.rows(connection, list(persons), at=before)
    ]


def _people(
    connection: Connection,
    numbers: Sequence[str],
    links: "_Links",
    at: datetime,
    names: Sequence[str],
    default: str,
) -> list[Row]:
    persons = links.together(numbers, at)
    theirs = list(persons)
    contacts = {row.number: row for row in _CONTACTS.rows(connection, theirs, at=at)}
    open_ = [
        links.person(row.number, row.recorded_at)
        for row in _COMPLAINTS.rows(connection, theirs, at=at)
        if row.resolved_at is None or row.resolved_at >= at
    ]
    told = _SATISFACTION.rows(connection, theirs, at=at)
    satisfied = {links.person(row.number, row.at): row.satisfaction for row in told}
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


@dataclass(frozen=True, slots=True)
class _Links:
    """Every link of some numbers, and of all that were ever linked to a person of theirs, in the
    order they were made; a number without one is not among them.
    """

    of_number: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, connection: Connection, numbers: Sequence[str]) -> "_Links":
        same = [row.number for row in _SAME.rows(connection, numbers)]
        found: dict[str, list[Any]] = {}
        for row in _LINKS.rows(connection, same) if same else ():
            found.setdefault(row.number, []).append(row)
        return cls(found)

    def person(self, number: str, at: datetime) -> str:
        """Whom it was linked to at a moment: by the newest link then, if it held still."""
        links = [row for row in self.of_number.get(number, ()) if row.since <= at]
        held = [row for row in links[-1:] if row.until is None or row.until > at]
        return str(held[0].person_id) if held else number

    def together(self, numbers: Sequence[str], at: datetime) -> dict[str, str]:
        """These numbers and all others that were their persons' at a moment, with the person."""
        every = dict.fromkeys((*numbers, *self.of_number))
        persons = {number: self.person(number, at) for number in every}
        wanted = {persons[number] for number in numbers}
        return {number: person for number, person in persons.items() if person in wanted}
