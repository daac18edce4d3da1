"""Writing down which numbers may be one person's, for somebody to review."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.person_standing import GONE, LINKED, OPEN, SAME
from voicebot.adapters.storage.tables import LikenessRow
from voicebot.contacts.likeness import Likeness
from voicebot.contacts.linking import Found, Pair, Standing

BATCH = 2000  # rows in one transaction: other writers wait for a fraction of a second


@dataclass(frozen=True, slots=True)
class Asked:
    """How many questions were newly asked, and how many need no answer any more."""

    opened: int = 0
    closed: int = 0


def write_questions(database: Database, found: Found, was: Standing, now: datetime) -> Asked:
    """Open what may be one, and close what is settled or no longer alike.

    What somebody called DIFFERENT is never asked again.
    """
    open_already = set(was.open)
    fresh = sorted(set(found.maybe) - open_already)
    settled = [one for one in was.open if _touched(found, one) and one not in found.maybe]
    for batch in _batches(fresh):
        with database.write() as session:
            chain = Chain(session)
            _open(session, [(one, found.maybe[one]) for one in batch], now)
            _note(chain, "likenesses found", len(batch), now)
    for batch in _batches([*settled, *found.broken]):
        with database.write() as session:
            chain = Chain(session)
            _close(session, batch, found, now)
            _note(chain, "likenesses closed", len(batch), now)
    return Asked(len(fresh), len(settled))


def _open(session: Session, asked: Sequence[tuple[Pair, Likeness]], now: datetime) -> None:
    rows = [
        {"number_a": a, "number_b": b, "score": alike.score, "because": alike.because}
        | {"state": OPEN, "found_at": now}
        for (a, b), alike in asked
    ]
    if insert_new(session, LikenessRow, rows) == len(rows):
        return
    table = LikenessRow.__table__
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(
            table.c.number_a == bindparam("a"),
            table.c.number_b == bindparam("b"),
            table.c.state.in_((LINKED, GONE)),
        )
        .values(state=OPEN, score=bindparam("s"), because=bindparam("w"), found_at=now)
        .values(reviewed_at=None, reviewed_by=None)
    )
    again = [{"a": a, "b": b, "s": like.score, "w": like.because} for (a, b), like in asked]
    session.connection().execute(statement, again)


def _close(session: Session, pairs: Sequence[Pair], found: Found, now: datetime) -> None:
    person = {number: place for place, group in enumerate(found.groups) for number in group}
    for a, b in pairs:
        together = a in person and person[a] == person.get(b)
        was, state = (
            (SAME, OPEN) if (a, b) in found.broken else (OPEN, LINKED if together else GONE)
        )
        session.execute(
            update(LikenessRow)
            .where(LikenessRow.number_a == a, LikenessRow.number_b == b, LikenessRow.state == was)
            .values(state=state, reviewed_at=None if state == OPEN else now, reviewed_by=None)
        )


def _note(chain: Chain, event: str, count: int, now: datetime) -> None:
    chain.append(now, "person", {"event": event, "likenesses": count})


def _touched(found: Found, one: Pair) -> bool:
    return found.touched is None or one[0] in found.touched or one[1] in found.touched


def _batches(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    rest = iter(pairs)
    while batch := list(islice(rest, BATCH)):
        yield batch
