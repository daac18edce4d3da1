"""The calls where a look teaches most, and how far reviewers agree."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.listed_call import ListedCall, listed
from voicebot.adapters.storage.tables import CorrectionRow, ReviewItemRow
from voicebot.learning.measures.agreeing import Agreeing, agreeing

MOST_COUNTED = 1000
_ORDER = (ReviewItemRow.worth.desc(), ReviewItemRow.at.desc(), ReviewItemRow.attempt_id.desc())


class Queue(StrEnum):
    """Which of the calls that wait."""

    FIRST = "first"  # nobody looked yet; what teaches most comes first
    SECOND = "second"  # one colleague did: a second word tells how far reviewers agree
    DIFFER = "differ"  # reviewers differ: who changes their word ends it


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A call's place in the queue: after it come those that teach less."""

    worth: float
    at: datetime
    attempt_id: str


@dataclass(frozen=True, slots=True)
class QueuedCall:
    """A call that waits: why, and how much a look at it would teach (0 to about 1)."""

    call: ListedCall
    worth: float
    reasons: tuple[str, ...]

    @property
    def place(self) -> QueuePlace:
        """Where it stands."""
        return QueuePlace(self.worth, self.call.at, self.call.attempt_id)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """What the queue knows of a call."""

    place: QueuePlace
    reasons: tuple[str, ...]
    looks: int
    disputed: bool


class ReviewQueue:
    """What waits for a reviewer, named as corrections name them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, queue: Queue, reviewer: str, size: int, after: QueuePlace | None = None
    ) -> list[QueuedCall]:
        """At most `size` of them, what teaches most first."""
        query = _waiting(queue, reviewer).where(*_after(after)).order_by(*_ORDER).limit(size)
        with self._database.read() as session:
            items = {item.attempt_id: item for item in session.scalars(query)}
            calls = listed(session, list(items))
            return [_queued(call, items[call.attempt_id]) for call in calls]

    def waiting(self, queue: Queue, reviewer: str) -> int:
        """How many wait; counted up to `MOST_COUNTED`."""
        some = _waiting(queue, reviewer).with_only_columns(ReviewItemRow.attempt_id)
        counted = select(func.count()).select_from(some.limit(MOST_COUNTED).subquery())
        with self._database.read() as session:
            return session.scalars(counted).one()

    def item(self, attempt_id: str) -> ReviewItem | None:
        """Why a call is worth a look; None where nothing speaks for one."""
        with self._database.read() as session:
            return item_of(session, attempt_id)

    def agreement(self, since: datetime) -> Agreeing:
        """How far the reviewers of calls agree, by what they said since then."""
        with self._database.read() as session:
            return agreeing(_words(session, since).values())


def item_of(session: Session, attempt_id: str) -> ReviewItem | None:
    """Why a call is worth a look; None where nothing speaks for one."""
    row = session.get(ReviewItemRow, attempt_id)
    if row is None:
        return None
    place = QueuePlace(row.worth, row.at, row.attempt_id)
    return ReviewItem(place, tuple(row.reasons), row.looks, row.disputed)


def _waiting(queue: Queue, reviewer: str) -> Select[ReviewItemRow]:
    spoken = exists().where(
        CorrectionRow.attempt_id == ReviewItemRow.attempt_id, CorrectionRow.reviewer == reviewer
    )
    conditions: dict[Queue, tuple[ColumnElement[bool], ...]] = {
        Queue.FIRST: (ReviewItemRow.looks == 0,),
        Queue.SECOND: (ReviewItemRow.looks == 1, ~spoken),
        Queue.DIFFER: (ReviewItemRow.disputed.is_(True),),
    }
    return select(ReviewItemRow).where(*conditions[queue])


def _after(place: QueuePlace | None) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    row = ReviewItemRow
    same_time = and_(row.at == place.at, row.attempt_id < place.attempt_id)
    same = and_(row.worth == place.worth, or_(row.at < place.at, same_time))
    return [row.worth <= place.worth, or_(row.worth < place.worth, same)]


def _queued(call: ListedCall, item: ReviewItemRow) -> QueuedCall:
    return QueuedCall(call, item.worth, tuple(item.reasons))


def _words(session: Session, since: datetime) -> dict[str, dict[str, str]]:
    """Each call's reviewers with the newest word of each: how it ended, and the kind of refusal."""
    query = (
        select(
            CorrectionRow.attempt_id,
            CorrectionRow.reviewer,
            CorrectionRow.disposition,
            CorrectionRow.refusal_kind,
        )
        .where(CorrectionRow.at >= since)
        .order_by(CorrectionRow.at, CorrectionRow.correction_id)
    )
    found: dict[str, dict[str, str]] = {}
    for row in session.execute(query):
        word = f"{row.disposition} {row.refusal_kind or ''}"
        found.setdefault(row.attempt_id, {})[row.reviewer] = word
    return found
