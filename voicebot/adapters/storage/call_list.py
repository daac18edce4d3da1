"""Past calls found by anything, newest first, a page at a time, each with bounded work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SelectBase, and_, exists, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import call_words
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.listed_call import ListedCall, listed
from voicebot.adapters.storage.tables import AttemptRow, CallWordRow, CorrectionRow, ReviewItemRow
from voicebot.understanding.said_words import sought

NEAR = 1_000  # calls among which most pages are full
WINDOW = 60_000  # calls that one page goes through at most
WORDS_WINDOW = 12_000  # calls with a word that one page goes through at most
_STEP = 600
_SETTLED = AttemptRow.state == "SETTLED"


@dataclass(frozen=True, slots=True)
class Place:
    """A call's place in the list: after it come older ones."""

    at: datetime
    attempt_id: str


@dataclass(frozen=True, slots=True)
class WantedCalls:
    """Which calls: each condition given narrows them.

    Terms of the rules as text; `words` as typed, all of them said by the person; certainty 0 to 1;
    times aware, `until` outside. `looked` is "yes", "no" or "differ".
    """

    number: str = ""
    campaign_id: str = ""
    disposition: str = ""
    refusal_kind: str = ""
    answered_by: str = ""
    direction: str = ""
    words: str = ""
    surer_than: float | None = None
    less_sure_than: float | None = None
    since: datetime | None = None
    until: datetime | None = None
    looked: str = ""


@dataclass(frozen=True, slots=True)
class FoundCalls:
    """A page of calls; `next` is where the next one begins, None at the end.

    `whole` is false where the search stopped at `next` before the page was full: it went through as
    many calls as one page may.
    """

    calls: list[ListedCall] = field(default_factory=list)
    next: Place | None = None
    whole: bool = True


class CallList:
    """Finds calls that have ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: WantedCalls, size: int, after: Place | None = None) -> FoundCalls:
        """At most `size` calls older than `after`."""
        with self._database.read() as session:
            places, edge = _places(session, wanted, size + 1, after)
            calls = listed(session, [place.attempt_id for place in places[:size]])
        if len(places) > size:
            return FoundCalls(calls, places[size - 1])
        return FoundCalls(calls, edge, whole=edge is None)

    def every(self, wanted: WantedCalls, size: int = 500) -> Iterator[ListedCall]:
        """All of them, page by page."""
        after: Place | None = None
        while True:
            found = self.page(wanted, size, after)
            yield from found.calls
            if found.next is None:
                return
            after = found.next

    def beside(self, wanted: WantedCalls, here: Place) -> str | None:
        """The next older call after this one; None if none is near."""
        with self._database.read() as session:
            places, _ = _places(session, wanted, 1, here)
        return places[0].attempt_id if places else None


Places = tuple[list[Place], Place | None]


def _places(session: Session, wanted: WantedCalls, most: int, after: Place | None) -> Places:
    """So many calls in order, and where the search stopped if it did before the list's end."""
    terms = sought(wanted.words)
    if not terms:
        return _by_columns(session, wanted, most, after)
    said = [call_words.said_forms(session, term) for term in terms]
    if not all(said):
        return [], None
    return _by_words(session, wanted, said, most, after)


def _by_columns(session: Session, wanted: WantedCalls, most: int, after: Place | None) -> Places:
    """One index leads through the calls in order; what it does not hold is asked of each."""
    ordered = (
        select(*_LISTED)
        .where(*_leading(wanted), *_span(wanted, AttemptRow.at), *_after(AttemptRow, after))
        .order_by(AttemptRow.at.desc(), AttemptRow.attempt_id.desc())
    )
    found: list[Place] = []
    for window in (NEAR, WINDOW):
        found = _within(session, ordered.limit(window), wanted, most)
        if len(found) == most:
            return found, None
    last = ordered.with_only_columns(AttemptRow.at, AttemptRow.attempt_id)
    edge = session.execute(last.offset(WINDOW - 1).limit(1)).first()
    return found, Place(edge.at, edge.attempt_id) if edge else None


def _within(session: Session, window: SelectBase, wanted: WantedCalls, most: int) -> list[Place]:
    """Those of the window that meet the conditions; SQLite reads all of it to put them in order."""
    inner = window.subquery()
    query = (
        select(inner.c.at, inner.c.attempt_id)
        .where(*_conditions(wanted, inner.c))
        .order_by(inner.c.at.desc(), inner.c.attempt_id.desc())
        .limit(most)
    )
    return [Place(row.at, row.attempt_id) for row in session.execute(query)]


def _by_words(
    session: Session,
    wanted: WantedCalls,
    said: Sequence[Sequence[str]],
    most: int,
    after: Place | None,
) -> Places:
    """The calls with the first word in order, a step at a time; each is asked for the rest."""
    lead, *others = sorted(said, key=lambda forms: _common(session, forms))
    found: list[Place] = []
    for _ in range(WORDS_WINDOW // _STEP):
        step = _with_a_word(session, lead, wanted, after)
        found += _kept(session, step, wanted, others)
        if len(found) >= most:
            return found[:most], None
        if len(step) < _STEP:
            return found, None
        after = step[-1]
    return found, after


def _common(session: Session, forms: Sequence[str]) -> int:
    """How many calls have one of the words, as far as a step counts."""
    query = select(CallWordRow.attempt_id).where(CallWordRow.word.in_(forms)).limit(4 * _STEP)
    return len(session.scalars(query).all())


def _with_a_word(
    session: Session, forms: Sequence[str], wanted: WantedCalls, after: Place | None
) -> list[Place]:
    """The next calls in order on which one of these words was said."""
    found: set[tuple[datetime, str]] = set()
    for word in forms:
        query = (
            select(CallWordRow.at, CallWordRow.attempt_id)
            .where(CallWordRow.word == word, *_span(wanted, CallWordRow.at))
            .where(*_after(CallWordRow, after))
            .order_by(CallWordRow.at.desc(), CallWordRow.attempt_id.desc())
            .limit(_STEP)
        )
        found |= {(row.at, row.attempt_id) for row in session.execute(query)}
    return [Place(*place) for place in sorted(found, reverse=True)[:_STEP]]


def _kept(
    session: Session, places: list[Place], wanted: WantedCalls, others: list[Sequence[str]]
) -> list[Place]:
    """Those that meet the other conditions and have the other words, in order."""
    ids = [place.attempt_id for place in places]
    query = select(AttemptRow.attempt_id).where(AttemptRow.attempt_id.in_(ids), _SETTLED)
    query = query.where(*_leading(wanted), *_conditions(wanted, AttemptRow))
    for forms in others:
        query = query.where(
            exists().where(
                CallWordRow.word.in_(forms),
                CallWordRow.at == AttemptRow.at,
                CallWordRow.attempt_id == AttemptRow.attempt_id,
            )
        )
    kept = set(session.scalars(query)) if ids else set()
    return [place for place in places if place.attempt_id in kept]


_LISTED = (
    AttemptRow.at,
    AttemptRow.attempt_id,
    AttemptRow.state,
    AttemptRow.campaign_id,
    AttemptRow.disposition,
    AttemptRow.refusal_kind,
    AttemptRow.answered_by,
    AttemptRow.direction,
    AttemptRow.certainty,
)


def _leading(wanted: WantedCalls) -> list[ColumnElement[bool]]:
    """The condition that narrows most, and has an index in the order of time."""
    for name in ("number", "refusal_kind", "disposition", "campaign_id"):
        if value := getattr(wanted, name):
            return [getattr(AttemptRow, name) == value]
    return []


def _conditions(wanted: WantedCalls, row: Any) -> list[ColumnElement[bool]]:
    """All but the words, the number and the time."""
    found: list[ColumnElement[bool]] = [row.state == "SETTLED"]
    for name in ("campaign_id", "disposition", "refusal_kind", "answered_by", "direction"):
        if value := getattr(wanted, name):
            found.append(getattr(row, name) == value)
    if wanted.surer_than is not None:
        found.append(row.certainty >= wanted.surer_than)
    if wanted.less_sure_than is not None:
        found.append(row.certainty < wanted.less_sure_than)
    return found + _looked(wanted.looked, row)


def _looked(looked: str, row: Any) -> list[ColumnElement[bool]]:
    differ = exists().where(ReviewItemRow.attempt_id == row.attempt_id, ReviewItemRow.disputed)
    word = exists().where(CorrectionRow.attempt_id == row.attempt_id)
    known: dict[str, list[ColumnElement[bool]]] = {
        "yes": [word], "no": [~word], "differ": [differ],
    }  # fmt: skip
    return known.get(looked, [])


def _span(wanted: WantedCalls, at: Any) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(at >= wanted.since)
    if wanted.until is not None:
        found.append(at < wanted.until)
    return found


def _after(row: Any, place: Place | None) -> list[ColumnElement[bool]]:
    """Older ones. That the time is no later is said besides, since an index can begin at it."""
    if place is None:
        return []
    same = and_(row.at == place.at, row.attempt_id < place.attempt_id)
    return [row.at <= place.at, or_(row.at < place.at, same)]
