"""What somebody said about two numbers: one person, or two."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.person_standing import (
    DIFFERENT,
    OPEN,
    SAME,
    numbers_at,
)
from voicebot.adapters.storage.tables import LikenessRow
from voicebot.contacts.linking import Pair, pair
from voicebot.errors import BadInput, NotAllowed, NotFound, said


@dataclass(frozen=True, slots=True)
class Answer:
    """Who said what of two numbers, and when."""

    a: str
    b: str
    same: bool
    by: str
    at: datetime


def pair_of(database: Database, question_id: int) -> Pair:
    """The two numbers of a question. Raises NotFound."""
    with database.read() as session:
        row = session.get(LikenessRow, question_id)
        if row is None:
            raise NotFound(
                said("there is no likeness {question_id}", question_id=question_id),
                "see `voicebot person review` for the ids",
            )
        return row.number_a, row.number_b


def answer(database: Database, said: Answer) -> None:
    """Write an answer down. It counts for all questions open between the two persons.

    Raises BadInput for a number and itself, NotAllowed for a SAME that contradicts a DIFFERENT.
    """
    if said.a == said.b:
        raise BadInput("a number cannot be compared with itself", "give two numbers")
    with database.write() as session:
        chain = Chain(session)
        sides = _numbers(session, said.a), _numbers(session, said.b)
        if said.same:
            _refuse_contradiction(session, *sides, pair(said.a, said.b))
        _write(session, said)
        _answer_open(session, sides, said)
        body = {"event": "reviewed", "said": SAME if said.same else DIFFERENT}
        parts = {said.a: {"number a": said.a}, said.b: {"number b": said.b}}
        chain.append(said.at, "person", body, personal={"by": said.by}, parts=parts)


def _numbers(session: Session, number: str) -> set[str]:
    """The numbers of a number's person, itself among them."""
    return {number} | {linked.number for linked in numbers_at(session, number, None)}


def _refuse_contradiction(session: Session, a: set[str], b: set[str], asked: Pair) -> None:
    """The pair itself may be judged anew; others of the two persons must be first."""
    query = select(LikenessRow.number_a, LikenessRow.number_b).where(
        _between(a, b), LikenessRow.state == DIFFERENT
    )
    if any((row.number_a, row.number_b) != asked for row in session.execute(query)):
        raise NotAllowed(
            "these two cannot be one person, since a review called two of their numbers different",
            (),
            "review those numbers first (voicebot person show NUMBER lists them)",
        )


def _write(session: Session, said: Answer) -> None:
    a, b = pair(said.a, said.b)
    judged = {"state": SAME if said.same else DIFFERENT, "reviewed_at": said.at}
    judged |= {"reviewed_by": said.by}
    row = {"number_a": a, "number_b": b, "score": float(said.same), "found_at": said.at}
    row |= {"because": "said by a person"} | judged
    if not insert_new(session, LikenessRow, [row]):
        of_both = and_(LikenessRow.number_a == a, LikenessRow.number_b == b)
        session.execute(update(LikenessRow).where(of_both).values(**judged))


def _answer_open(session: Session, sides: tuple[set[str], set[str]], said: Answer) -> None:
    """DIFFERENT for two persons is DIFFERENT for each two of their numbers that was asked about.

    With SAME they become one person, and the questions close by themselves.
    """
    if not said.same and sides[0] != sides[1]:
        session.execute(
            update(LikenessRow)
            .where(_between(*sides), LikenessRow.state == OPEN)
            .values(state=DIFFERENT, reviewed_at=said.at, reviewed_by=said.by)
        )


def _between(a: set[str], b: set[str]) -> ColumnElement[bool]:
    one, other = LikenessRow.number_a, LikenessRow.number_b
    return or_(and_(one.in_(a), other.in_(b)), and_(one.in_(b), other.in_(a)))
