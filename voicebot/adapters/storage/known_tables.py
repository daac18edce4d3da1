"""What decisions ask of the database: one query for each table of `Known`.

Each takes `whose`, which numbers it is about: a condition on a column of numbers, or none for all.
Its columns are those of the schema beside it, in order; the person is put to them afterwards.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import InstrumentedAttribute

from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ConsentStateRow,
    ContactList,
    ContactRow,
    LikenessRow,
    OptOutRow,
    PersonNumberRow,
    SuppressionRow,
)
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility import known
from voicebot.eligibility.known import Columns
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy

Query = Select[*tuple[Any, ...]]
Numbers = ColumnElement[str] | InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
Whose = Callable[[Numbers], ColumnElement[bool]]

LIVE_ANSWERED_WITHIN = timedelta(days=30)  # 16 CFR 310.4(b)(4)
PAST = text(
    "attempts.state = 'SETTLED' AND attempts.direction = 'outbound' AND attempts.request_id IS NULL"
)
"""The condition of the index of past calls, word for word: SQLite uses it only so."""

OF_THE_NUMBER = frozenset(
    {SuppressionReason.WRONG_NUMBER, SuppressionReason.INVALID_NUMBER}
    | {SuppressionReason.REASSIGNED_NUMBER}
)
"""Suppressions that tell of a number and not of what its person said."""


def without_person(schema: Columns) -> Columns:
    """The columns that the database has."""
    return {name: kind for name, kind in schema.items() if name != "person"}


OPTOUTS = without_person(known.OPTOUTS)
SUPPRESSIONS = without_person(known.SUPPRESSIONS)
ATTEMPTS = without_person(known.ATTEMPTS)
CONSENTS = without_person(known.CONSENTS)
COMPLAINTS: Columns = {"number": known.OPTOUTS["number"]} | without_person(known.COMPLAINTS)
PERSONS: Columns = {"number": known.OPTOUTS["number"], "person": known.OPTOUTS["person"]}
LIKENESSES: Columns = {
    "number_a": known.LIKENESSES["other"],
    "number_b": known.LIKENESSES["other"],
    "score": known.LIKENESSES["score"],
}


def everybody(_: Numbers) -> ColumnElement[bool]:
    """About all numbers."""
    return true()


def these(numbers: Sequence[str]) -> Whose:
    """About a few numbers."""
    wanted = list(numbers)
    return lambda column: column.in_(wanted)


def those_of(numbers: Sequence[str], sqlite: bool) -> Whose:
    """About thousands of numbers, handed over as one value."""
    value = literal(json.dumps(list(numbers)), String())
    if sqlite:
        found: Query = select(func.json_each(value).table_valued("value").c.value)
    else:
        found = select(func.json_array_elements_text(cast(value, JSON)).column_valued("value"))
    return lambda column: column.in_(found)


def optouts(whose: Whose) -> Query:
    """Opt-outs in force."""
    columns = (getattr(OptOutRow, name) for name in OPTOUTS)
    return select(*columns).where(whose(OptOutRow.number), OptOutRow.lifted_at.is_(None))


def suppressions(whose: Whose, at: datetime) -> Query:
    """Suppressions that have not run out."""
    columns = (getattr(SuppressionRow, name) for name in SUPPRESSIONS)
    return select(*columns).where(whose(SuppressionRow.number), _standing(at))


def attempts(whose: Whose) -> Query:
    """Settled calls that we placed, our own and those of imported histories."""
    columns = (getattr(AttemptRow, name) for name in ATTEMPTS)
    return select(*columns).where(PAST, whose(AttemptRow.number))


def consents(whose: Whose) -> Query:
    """Where every consent stands."""
    columns = (getattr(ConsentStateRow, name) for name in CONSENTS)
    return select(*columns).where(whose(ConsentStateRow.number))


def complaints(whose: Whose) -> Query:
    """Complaints that nobody resolved yet."""
    columns = (ComplaintRow.number, ComplaintRow.complaint_id, ComplaintRow.at)
    return select(*columns).where(whose(ComplaintRow.number), ComplaintRow.state == "OPEN")


def persons(whose: Whose) -> Query:
    """Sure links; the newest of a number is the last."""
    query = select(PersonNumberRow.number, PersonNumberRow.person_id)
    query = query.where(whose(PersonNumberRow.number), PersonNumberRow.until.is_(None))
    return query.order_by(PersonNumberRow.id)


def likenesses() -> Query:
    """Pairs that nobody reviewed yet."""
    columns = (LikenessRow.number_a, LikenessRow.number_b, LikenessRow.score)
    return select(*columns).where(LikenessRow.state == "OPEN")


def pairs(whose: Whose) -> Query:
    """Pairs that one of these numbers is in, open or reviewed: few, while many are open."""
    columns = (LikenessRow.number_a, LikenessRow.number_b, LikenessRow.state)
    return select(*columns).where(or_(whose(LikenessRow.number_a), whose(LikenessRow.number_b)))


def refusing(whose: Whose, at: datetime) -> CompoundSelect[str]:
    """Numbers with an opt-out, a complaint, or a suppression for something their person said."""
    said = SuppressionRow.reason.not_in([str(reason) for reason in OF_THE_NUMBER])
    return (
        select(OptOutRow.number)
        .where(whose(OptOutRow.number), OptOutRow.lifted_at.is_(None))
        .union(
            select(SuppressionRow.number).where(whose(SuppressionRow.number), _standing(at), said),
            select(ComplaintRow.number).where(
                whose(ComplaintRow.number), ComplaintRow.state == "OPEN"
            ),
        )
    )


def live_answered(campaign_id: str, at: datetime) -> Query:
    """CAMPAIGNS of one campaign: answered by a person, and of those abandoned.

    The law counts over 30 days (16 CFR 310.4(b)(4)) or over 24 hours (Ofcom 2008-10).
    """
    people = [str(AnsweredBy.HUMAN), str(AnsweredBy.NOT_SURE)]
    abandoned = AttemptRow.disposition == str(Disposition.ABANDONED)
    live = or_(AttemptRow.answered_by.in_(people), abandoned)
    lately = AttemptRow.at > at - timedelta(days=1)
    return select(
        literal(campaign_id, String()).label("campaign_id"),
        _count(live),
        _count(abandoned),
        _count(and_(live, lately)),
        _count(and_(abandoned, lately)),
    ).where(
        AttemptRow.campaign_id == campaign_id,
        AttemptRow.at > at - LIVE_ANSWERED_WITHIN,
        AttemptRow.at <= at,
    )


def _count(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((what, 1), else_=0)), 0)


def contacts(columns: Sequence[Any], whose: Whose, finished: ColumnElement[bool]) -> Query:
    """Rows of finished lists: of a number the one with the largest id is in use."""
    return select(*columns).where(whose(ContactRow.number), finished)


def unfinished_lists() -> Select[int]:
    """Ids of the lists that are still coming in."""
    return select(ContactList.id).where(ContactList.finished_at.is_(None))


def _standing(at: datetime) -> ColumnElement[bool]:
    return or_(SuppressionRow.until.is_(None), SuppressionRow.until > at)
