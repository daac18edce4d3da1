"""What the books know about one call that is asked for, read within one moment."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import known_tables as tables
from voicebot.adapters.storage import standing
from voicebot.adapters.storage.frames import few
from voicebot.adapters.storage.known_beside import Beside, spooled
from voicebot.adapters.storage.live_answered import LiveAnswered
from voicebot.adapters.storage.people import newest
from voicebot.adapters.storage.tables import PersonNumberRow
from voicebot.contacts.consent import Relation
from voicebot.contacts.numbering import plan_of
from voicebot.eligibility import known as schemas
from voicebot.eligibility.known import Columns, Known, Question


@dataclass(frozen=True, slots=True)
class Person:
    """A person and every number that surely is theirs, the one asked about among them."""

    name: str
    numbers: tuple[str, ...]


def person_of(session: Session, number: str) -> Person:
    """Whose number this is; a number linked to nobody is a person of its own."""
    links = session.execute(tables.persons(tables.these([number]))).all()
    if not links:
        return Person(number, (number,))
    name: str = links[-1].person_id
    theirs = select(PersonNumberRow.number).where(
        PersonNumberRow.person_id == name, PersonNumberRow.until.is_(None)
    )
    return Person(name, tuple(dict.fromkeys((number, *session.scalars(theirs)))))


def known(
    session: Session, question: Question, beside: Beside, live_answered: LiveAnswered
) -> Known:
    """Everything about the question's number and the other numbers of its person."""
    number = question.number.e164
    person = person_of(session, number)
    whose = tables.these(person.numbers)
    at = question.at
    return Known(
        asked=_asked(session, question, person, beside),
        optouts=_optouts(session, person, whose, beside),
        suppressions=_of(session, tables.suppressions(whose, at), person, schemas.SUPPRESSIONS),
        attempts=_of(session, tables.attempts(whose), person, schemas.ATTEMPTS),
        consents=_of(session, tables.consents(whose), person, schemas.CONSENTS),
        complaints=_complaints(session, person, whose),
        likenesses=_likenesses(session, question, person, whose),
        registries=beside.registries.table(),
        listed=_listed(number, beside),
        campaigns=live_answered.of(session, question.campaign_id, at),
    )


def _of(session: Session, query: tables.Query, person: Person, schema: Columns) -> pl.DataFrame:
    """The rows of a query, all of them the person's."""
    rows = [(person.name, *row) for row in session.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _asked(session: Session, question: Question, person: Person, beside: Beside) -> pl.DataFrame:
    number, contact = question.number, newest(session, question.number)
    plan = plan_of(number)
    zones, zones_from = standing.zones(number, contact, beside.default_zone, plan.zones)
    row = {
        "number": number.e164,
        "person": person.name,
        "valid": plan.valid,
        "country": _places(contact.country if contact else "", plan.country),
        "region": contact.region if contact else "",
        "zones": list(zones),
        "zones_from": zones_from,
        "relation": str(contact.relation if contact else Relation.STRANGER),
        "purpose": str(question.purpose),
        "campaign_id": question.campaign_id,
        "at": question.at,
        "lasts_s": question.lasts_s,
        "erased": bool(beside.erased(session, [number.e164])),
    }
    return pl.DataFrame([row], schema=schemas.ASKED)


def _places(of_contact: str, of_number: str) -> str:
    """Both where they differ: nobody knows in which of the two the phone rings."""
    return ",".join(sorted({of_contact, of_number} - {""}))


def _optouts(session: Session, person: Person, whose: tables.Whose, beside: Beside) -> pl.DataFrame:
    found = few(session, tables.optouts(whose), tables.OPTOUTS)
    waiting = [o for o in beside.spooled() if o.number.e164 in person.numbers]
    if waiting:
        found = pl.concat([found, spooled(waiting)]).unique("optout_id", maintain_order=True)
    return found.select(pl.lit(person.name).alias("person"), pl.all())


def _complaints(session: Session, person: Person, whose: tables.Whose) -> pl.DataFrame:
    rows = [(person.name, row.complaint_id, row.at)
            for row in session.execute(tables.complaints(whose))]  # fmt: skip
    return pl.DataFrame(rows, schema=schemas.COMPLAINTS, orient="row")


def _likenesses(
    session: Session, question: Question, person: Person, whose: tables.Whose
) -> pl.DataFrame:
    """The others are looked at with every number that surely is theirs."""
    rows = []
    for row in session.execute(tables.likenesses(whose)):
        other = row.number_b if row.number_a in person.numbers else row.number_a
        if other in person.numbers:
            continue
        them = person_of(session, other)
        theirs = tables.these(them.numbers)
        bars = session.execute(tables.refusing(theirs, question.at)).first() is not None
        rows.append((person.name, them.name, row.score, bars))
    return pl.DataFrame(rows, schema=schemas.LIKENESSES, orient="row")


def _listed(number: str, beside: Beside) -> pl.DataFrame:
    rows: Sequence[tuple[str, str]] = [(number, name) for name in beside.registries.listed(number)]
    return pl.DataFrame(rows, schema=schemas.LISTED, orient="row")
