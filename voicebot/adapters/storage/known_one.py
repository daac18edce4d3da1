"""What the books know about one call that is asked for, read within one moment.

A decision waits for all of this: queries are kept ready, and nothing is made a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import known_tables as tables
from voicebot.adapters.storage import standing, wish_for_call
from voicebot.adapters.storage.known_beside import Beside
from voicebot.adapters.storage.live_answered import LiveAnswered
from voicebot.adapters.storage.prepared import AT, Prepared, parameter, rows_of
from voicebot.adapters.storage.tables import ContactRow, PersonNumberRow
from voicebot.contacts.consent import Relation
from voicebot.contacts.numbering import plan_of
from voicebot.eligibility.gathering_lists import registries_of
from voicebot.eligibility.known import Question, Values
from voicebot.eligibility.known_of_one import KnownOfOne, Stop

_CONTACT = (ContactRow.timezone, ContactRow.country, ContactRow.region, ContactRow.relation)


def _newest(whose: tables.Whose) -> Any:
    finished = ContactRow.list_id.not_in(tables.unfinished_lists())
    return tables.contacts(_CONTACT, whose, finished).order_by(ContactRow.id.desc()).limit(1)


_PERSONS = Prepared.of(tables.persons)
_NUMBERS = select(PersonNumberRow.number).where(
    PersonNumberRow.person_id == parameter("person"), PersonNumberRow.until.is_(None)
)
_NEWEST = Prepared.of(_newest)
_OPTOUTS = Prepared.of(tables.optouts)
_SUPPRESSIONS = Prepared.of(lambda whose: tables.suppressions(whose, AT))
_ATTEMPTS = Prepared.of(tables.attempts)
_CONSENTS = Prepared.of(tables.consents)
_COMPLAINTS = Prepared.of(tables.complaints)
_PAIRS = Prepared.of(tables.pairs)
_REFUSING = Prepared.of(lambda whose: tables.refusing(whose, AT))


@dataclass(frozen=True, slots=True)
class Person:
    """A person and every number that surely is theirs, the one asked about among them."""

    name: str
    numbers: tuple[str, ...]


def person_of(session: Session, number: str) -> Person:
    """Whose number this is; a number linked to nobody is a person of its own."""
    return _person_of(session.connection(), number)


def _person_of(connection: Connection, number: str) -> Person:
    links = _PERSONS.rows(connection, [number])
    if not links:
        return Person(number, (number,))
    name: str = links[-1].person_id
    theirs = rows_of(connection, _NUMBERS, person=name)
    return Person(name, tuple(dict.fromkeys((number, *(row.number for row in theirs)))))


Learned = Callable[[Session, Question, Person], Values | None]
"""LEARNED of what is known about a question, None where nothing is."""


def nothing_learned(session: Session, question: Question, person: Person) -> None:
    """Where no model says anything."""


def known(
    session: Session,
    question: Question,
    beside: Beside,
    live_answered: LiveAnswered,
    learned: Learned = nothing_learned,
) -> KnownOfOne:
    """Everything about the question's number and the other numbers of its person."""
    number, at = question.number.e164, question.at
    connection = session.connection()
    person = _person_of(connection, number)
    theirs = person.numbers
    return KnownOfOne(
        asked=_asked(session, question, person, beside),
        optouts=_optouts(connection, theirs, beside),
        suppressions=_SUPPRESSIONS.rows(connection, theirs, at=at),
        consents=_CONSENTS.rows(connection, theirs),
        attempts=_ATTEMPTS.rows(connection, theirs),
        complaints=len(_COMPLAINTS.rows(connection, theirs)),
        likenesses=_barring(connection, theirs, at),
        registries=registries_of(beside.registries.table()),
        listed=beside.registries.listed(number),
        campaign=live_answered.of(session, question.campaign_id, at),
        learned=learned(session, question, person),
    )


def _asked(session: Session, question: Question, person: Person, beside: Beside) -> Values:
    number = question.number
    contact = next(iter(_NEWEST.rows(session.connection(), [number.e164])), None)
    plan = plan_of(number)
    zone = contact.timezone if contact else ""
    zones, zones_from = standing.zones(number, zone, beside.default_zone, plan.zones)
    return {
        "number": number.e164,
        "person": person.name,
        "valid": plan.valid,
        "country": _places(contact.country if contact else "", plan.country),
        "region": contact.region if contact else "",
        "zones": list(zones),
        "zones_from": zones_from,
        "relation": contact.relation if contact else str(Relation.STRANGER),
        "purpose": str(question.purpose),
        "campaign_id": question.campaign_id,
        "at": question.at,
        "lasts_s": float(question.lasts_s),
        "erased": bool(beside.erased(session, [number.e164])),
        **wish_for_call.asked(session, question),
    }


def _places(of_contact: str, of_number: str) -> str:
    """Both where they differ: nobody knows in which of the two the phone rings."""
    return ",".join(sorted({of_contact, of_number} - {""}))


def _optouts(connection: Connection, theirs: Sequence[str], beside: Beside) -> Sequence[Stop]:
    """Those of the database, and those that wait for it."""
    stops: dict[str, Stop] = {row.optout_id: row for row in _OPTOUTS.rows(connection, theirs)}
    for o in beside.spooled():
        if o.number.e164 in theirs:
            stop = Stop(o.number.e164, o.optout_id, str(o.scope), o.campaign_id, o.purpose, o.at)
            stops.setdefault(o.optout_id, stop)
    return list(stops.values())


def _barring(connection: Connection, theirs: Sequence[str], at: datetime) -> int:
    """How many they may be who refused; others are looked at with all that surely is theirs."""
    count = 0
    for row in _PAIRS.rows(connection, theirs):
        other = row.number_b if row.number_a in theirs else row.number_a
        if row.state == "OPEN" and other not in theirs:
            them = _person_of(connection, other)
            count += bool(_REFUSING.rows(connection, them.numbers, at=at))
    return count
