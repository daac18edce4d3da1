"""What the books hold about persons: whose a number is, now and on a day, and open questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import LikenessRow, PersonNumberRow
from voicebot.contacts.linking import Standing

OPEN = "OPEN"
"""It waits for a person's review."""
SAME = "SAME"
DIFFERENT = "DIFFERENT"
LINKED = "LINKED"
"""Better evidence came: the two are surely one."""
GONE = "GONE"
"""What made them alike is no longer on the books."""


@dataclass(frozen=True, slots=True)
class LinkedNumber:
    """A number of a person: since when, how surely (0 to 1) and why."""

    number: str
    person_id: str
    since: datetime
    until: datetime | None
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Question:
    """Two numbers that may be one person's; `state` is a constant of this module."""

    id: int
    number_a: str
    number_b: str
    score: float
    because: str
    state: str
    found_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None


def standing(session: Session) -> Standing:
    """Everything that a linking builds upon."""
    in_force = select(PersonNumberRow.number, PersonNumberRow.person_id).where(
        PersonNumberRow.until.is_(None)
    )
    asked = select(LikenessRow.number_a, LikenessRow.number_b, LikenessRow.state).where(
        LikenessRow.state.in_((OPEN, SAME, DIFFERENT))
    )
    pairs = [((row.number_a, row.number_b), row.state) for row in session.execute(asked)]
    return Standing(
        persons={row.number: row.person_id for row in session.execute(in_force)},
        said={pair: state == SAME for pair, state in pairs if state != OPEN},
        open=[pair for pair, state in pairs if state == OPEN],
    )


def mark(session: Session) -> tuple[object, ...]:
    """Changes whenever somebody else links numbers or reviews them."""
    judged = select(func.max(LikenessRow.reviewed_at), func.count(LikenessRow.reviewed_by))
    last = select(func.max(PersonNumberRow.id))
    return (session.scalar(last), *session.execute(judged).one())


def person_at(session: Session, number: str, as_of: datetime | None) -> str:
    """The person a number was linked to at a time (None: now); the number itself for nobody."""
    query = select(PersonNumberRow.person_id).where(
        PersonNumberRow.number == number, *_in_force(as_of)
    )
    return session.scalars(query.limit(1)).first() or number


def numbers_at(session: Session, number: str, as_of: datetime | None) -> list[LinkedNumber]:
    """All numbers of a number's person at a time; empty for a number that was linked to nobody."""
    query = (
        select(PersonNumberRow)
        .where(PersonNumberRow.person_id == person_at(session, number, as_of), *_in_force(as_of))
        .order_by(PersonNumberRow.number)
    )
    return [_linked(row) for row in session.scalars(query)]


def questions(session: Session, numbers: Sequence[str] | None, limit: int | None) -> list[Question]:
    """Open likenesses, the likeliest first; with `numbers`, only those of one of them."""
    query = select(LikenessRow).where(LikenessRow.state == OPEN)
    if numbers is not None:
        query = query.where(
            or_(LikenessRow.number_a.in_(numbers), LikenessRow.number_b.in_(numbers))
        )
    query = query.order_by(LikenessRow.score.desc(), LikenessRow.id).limit(limit)
    return [question(row) for row in session.scalars(query)]


def question(row: LikenessRow) -> Question:
    """The question of a row."""
    names = Question.__dataclass_fields__
    return Question(**{name: getattr(row, name) for name in names})


def _in_force(as_of: datetime | None) -> list[ColumnElement[bool]]:
    if as_of is None:
        return [PersonNumberRow.until.is_(None)]
    ended = or_(PersonNumberRow.until.is_(None), PersonNumberRow.until > as_of)
    return [PersonNumberRow.since <= as_of, ended]


def _linked(row: PersonNumberRow) -> LinkedNumber:
    names = LinkedNumber.__dataclass_fields__
    return LinkedNumber(**{name: getattr(row, name) for name in names})
