"""What has happened to consents, read and continued inside one writing transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage import consent_rows
from voicebot.adapters.storage.bulk import insert_many
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import (
    ConsentEventRow,
    ConsentRow,
    ConsentStateRow,
    PersonNumberRow,
)
from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.contacts.consent_ledger import ConsentEvent, Standing, standing_at
from voicebot.contacts.purpose import Purpose

AT_ONCE = 2000  # identifiers in one question to the database

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to one consent for one purpose on one channel, in order of recording."""

    consent_id: str
    number: str
    basis: LegalBasis
    purpose: Purpose
    channel: Channel
    expires_at: datetime | None
    events: list[ConsentEvent] = field(default_factory=list)

    def standing(self, at: datetime, known_by: datetime | None = None) -> Standing:
        """How it stood at a time."""
        return standing_at(self.events, at, known_by, self.expires_at)


def lives(session: Session, condition: ColumnElement[bool]) -> list[Life]:
    """The lives whose row of `consent_states` fulfils a condition, oldest consent first."""
    query = (
        select(ConsentStateRow)
        .join(ConsentRow, ConsentRow.consent_id == ConsentStateRow.consent_id)
        .where(condition)
        .order_by(
            ConsentRow.captured_at,
            ConsentStateRow.consent_id,
            ConsentStateRow.purpose,
            ConsentStateRow.channel,
        )
    )
    found = {_key(row): _life(row) for row in session.scalars(query)}
    ids = list(dict.fromkeys(consent_id for consent_id, _, _ in found))
    for some in chunks(ids):
        events = select(ConsentEventRow).where(ConsentEventRow.consent_id.in_(some))
        for row in session.scalars(events.order_by(ConsentEventRow.id)):
            if (life := found.get(_key(row))) is not None:
                life.events.append(consent_rows.event_of(row))
    return list(found.values())


def go_on(
    session: Session, chain: Chain, now: datetime, ends: Sequence[tuple[Life, ConsentEvent]]
) -> None:
    """Record what happened to each life: event, state and journal."""
    by_consent: dict[str, list[tuple[Life, ConsentEvent]]] = defaultdict(list)
    for life, event in ends:
        by_consent[life.consent_id].append((life, event))
    for happened in by_consent.values():
        seq = _journalled(chain, now, happened)
        rows = [consent_rows.event_columns(event, seq) for _, event in happened]
        insert_many(session, ConsentEventRow, rows)
        for life, event in happened:
            life.events.append(event)
            _put_state(session, life, now)


def same_persons(session: Session, numbers: Iterable[str]) -> dict[str, set[str]]:
    """For each number, all numbers that surely are the same person's, itself among them."""
    asked = list(dict.fromkeys(numbers))
    person_of: dict[str, str] = {}
    for some in chunks(asked):
        person_of |= _persons(session, PersonNumberRow.number.in_(some))
    of_person: dict[str, set[str]] = defaultdict(set)
    for some in chunks(sorted(set(person_of.values()))):
        for number, person in _persons(session, PersonNumberRow.person_id.in_(some)).items():
            of_person[person].add(number)
    return {number: {number} | of_person.get(person_of.get(number, ""), set()) for number in asked}


def chunks(items: Sequence[str]) -> Iterator[list[str]]:
    """So many at once as the database takes in one question."""
    stream = iter(items)
    while some := list(islice(stream, AT_ONCE)):
        yield some


def _persons(session: Session, condition: ColumnElement[bool]) -> dict[str, str]:
    query = select(PersonNumberRow.number, PersonNumberRow.person_id)
    rows = session.execute(query.where(condition, PersonNumberRow.until.is_(None)))
    return {row.number: row.person_id for row in rows}


def _life(row: ConsentStateRow) -> Life:
    return Life(
        row.consent_id,
        row.number,
        LegalBasis(row.basis),
        Purpose(row.purpose),
        Channel(row.channel),
        row.expires_at,
    )


def _key(row: ConsentStateRow | ConsentEventRow) -> _Key:
    return row.consent_id, row.purpose, row.channel


def _journalled(chain: Chain, now: datetime, happened: list[tuple[Life, ConsentEvent]]) -> int:
    life, first = happened[0]
    body = {
        "consent": life.consent_id,
        "state": str(first.state),
        "parts": [f"{event.purpose}/{event.channel}" for _, event in happened],
        "happened_at": first.happened_at.isoformat(),
        "source": str(first.source),
        "attempt": first.attempt_id,
    }
    personal = {"number": life.number, "reason": first.reason}
    return chain.append(now, "consent", body, personal=personal, about=[life.number])


def _put_state(session: Session, life: Life, now: datetime) -> None:
    """The state as of now by every event; expiry is left to the sweep, which records it."""
    standing = standing_at(life.events, now)
    session.execute(
        update(ConsentStateRow)
        .where(
            ConsentStateRow.consent_id == life.consent_id,
            ConsentStateRow.purpose == str(life.purpose),
            ConsentStateRow.channel == str(life.channel),
        )
        .values(state=str(standing.state), since=standing.since)
    )


def either(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """True where the column is one of the values, however many they are."""
    return or_(*(column.in_(some) for some in chunks(list(values))))
