"""What the books know about one call that is asked for, read within one moment.

Each query is put together once and asked with parameters, and tables without a row are made once:
a decision waits for all of this.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import known_tables as tables
from voicebot.adapters.storage import standing, wish_for_call
from voicebot.adapters.storage.known_beside import Beside
from voicebot.adapters.storage.live_answered import LiveAnswered
from voicebot.adapters.storage.tables import ContactRow, PersonNumberRow, UtcTime
from voicebot.contacts.consent import Relation
from voicebot.contacts.numbering import plan_of
from voicebot.eligibility import known as schemas
from voicebot.eligibility.known import Columns, Known, Question

_AT: Any = bindparam("at", type_=UtcTime())
_CONTACT = (ContactRow.timezone, ContactRow.country, ContactRow.region, ContactRow.relation)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A query about one number, which most persons have, and the same about several.

    A list of parameters is put into its query anew each time; a single one is not.
    """

    of_one: Any
    of_several: Any
    timed: bool

    @classmethod
    def of(cls, query: Callable[[tables.Whose], Any], *, timed: bool = False) -> "_Prepared":
        """`timed` says that it asks for the time (`_AT`) too."""
        return cls(
            query(lambda column: column == bindparam("number")),
            query(lambda column: column.in_(bindparam("numbers", expanding=True))),
            timed,
        )

    def rows(
        self, connection: Connection, numbers: Sequence[str], at: datetime | None = None
    ) -> Sequence[Row[Any]]:
        """What is found about these numbers."""
        times = {"at": at} if self.timed else {}
        if len(numbers) == 1:
            return connection.execute(self.of_one, {"number": numbers[0], **times}).all()
        return connection.execute(self.of_several, {"numbers": list(numbers), **times}).all()


def _newest(whose: tables.Whose) -> Any:
    finished = ContactRow.list_id.not_in(tables.unfinished_lists())
    return tables.contacts(_CONTACT, whose, finished).order_by(ContactRow.id.desc()).limit(1)


_PERSONS = _Prepared.of(tables.persons)
_NUMBERS = select(PersonNumberRow.number).where(
    PersonNumberRow.person_id == bindparam("person"), PersonNumberRow.until.is_(None)
)
_NEWEST = _Prepared.of(_newest)
_OPTOUTS = _Prepared.of(tables.optouts)
_SUPPRESSIONS = _Prepared.of(lambda whose: tables.suppressions(whose, _AT), timed=True)
_ATTEMPTS = _Prepared.of(tables.attempts)
_CONSENTS = _Prepared.of(tables.consents)
_COMPLAINTS = _Prepared.of(tables.complaints)
_LIKENESSES = _Prepared.of(tables.likenesses)
_REFUSING = _Prepared.of(lambda whose: tables.refusing(whose, _AT), timed=True)


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
    theirs = connection.execute(_NUMBERS, {"person": name}).scalars()
    return Person(name, tuple(dict.fromkeys((number, *theirs))))


Learned = Callable[[Session, Question, Person], pl.DataFrame]
"""LEARNED of what is known about a question."""


def nothing_learned(session: Session, question: Question, person: Person) -> pl.DataFrame:  # noqa: ARG001
    """Where no model says anything."""
    return _empty(tuple(schemas.LEARNED.items()))


def known(
    session: Session,
    question: Question,
    beside: Beside,
    live_answered: LiveAnswered,
    learned: Learned = nothing_learned,
) -> Known:
    """Everything about the question's number and the other numbers of its person."""
    number, at = question.number.e164, question.at
    connection = session.connection()
    person = _person_of(connection, number)

    def of(query: _Prepared, schema: Columns) -> pl.DataFrame:
        found = query.rows(connection, person.numbers, at)
        return _frame([(person.name, *row) for row in found], schema)

    return Known(
        asked=_asked(session, question, person, beside),
        optouts=_optouts(connection, person, beside),
        suppressions=of(_SUPPRESSIONS, schemas.SUPPRESSIONS),
        attempts=of(_ATTEMPTS, schemas.ATTEMPTS),
        consents=of(_CONSENTS, schemas.CONSENTS),
        complaints=_complaints(connection, person),
        likenesses=_likenesses(connection, person, at),
        registries=beside.registries.table(),
        listed=_listed(number, beside),
        campaigns=live_answered.of(session, question.campaign_id, at),
        learned=learned(session, question, person),
    )


def _frame(rows: Sequence[tuple[Any, ...]], schema: Columns) -> pl.DataFrame:
    return (
        pl.DataFrame(rows, schema=schema, orient="row") if rows else _empty(tuple(schema.items()))
    )


@cache
def _empty(schema: tuple[tuple[str, Any], ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema))


def _asked(session: Session, question: Question, person: Person, beside: Beside) -> pl.DataFrame:
    number = question.number
    contact = next(iter(_NEWEST.rows(session.connection(), [number.e164])), None)
    plan = plan_of(number)
    zone = contact.timezone if contact else ""
    zones, zones_from = standing.zones(number, zone, beside.default_zone, plan.zones)
    row = {
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
        "lasts_s": question.lasts_s,
        "erased": bool(beside.erased(session, [number.e164])),
        **wish_for_call.asked(session, question),
    }
    return pl.DataFrame([tuple(row.values())], schema=schemas.ASKED, orient="row")


def _places(of_contact: str, of_number: str) -> str:
    """Both where they differ: nobody knows in which of the two the phone rings."""
    return ",".join(sorted({of_contact, of_number} - {""}))


def _optouts(connection: Connection, person: Person, beside: Beside) -> pl.DataFrame:
    """Those of the database, and those that wait for it."""
    rows: dict[str, tuple[Any, ...]] = {
        row.optout_id: (person.name, *row) for row in _OPTOUTS.rows(connection, person.numbers)
    }
    for o in beside.spooled():
        if o.number.e164 in person.numbers and o.optout_id not in rows:
            said = (o.optout_id, str(o.scope), o.campaign_id, o.purpose, o.at)
            rows[o.optout_id] = (person.name, o.number.e164, *said)
    return _frame(list(rows.values()), schemas.OPTOUTS)


def _complaints(connection: Connection, person: Person) -> pl.DataFrame:
    found = _COMPLAINTS.rows(connection, person.numbers)
    return _frame([(person.name, row.complaint_id, row.at) for row in found], schemas.COMPLAINTS)


def _likenesses(connection: Connection, person: Person, at: datetime) -> pl.DataFrame:
    """The others are looked at with every number that surely is theirs."""
    rows = []
    for row in _LIKENESSES.rows(connection, person.numbers):
        other = row.number_b if row.number_a in person.numbers else row.number_a
        if other not in person.numbers:
            them = _person_of(connection, other)
            bars = bool(_REFUSING.rows(connection, them.numbers, at))
            rows.append((person.name, them.name, row.score, bars))
    return _frame(rows, schemas.LIKENESSES)


def _listed(number: str, beside: Beside) -> pl.DataFrame:
    return _frame([(number, name) for name in beside.registries.listed(number)], schemas.LISTED)
