"""Past calls found by anything, newest first, a page at a time, each with bounded work."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.call_word_search import WordSearch
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.listed_call import ListedCall, listed
from voicebot.adapters.storage.tables import AttemptRow
from voicebot.adapters.storage.wanted_calls import (
    Place,
    WantedCalls,
    conditions,
    leading,
    older,
    span,
)
from voicebot.understanding.said_words import sought

NEAR = 1_000  # calls among which most pages are full
WINDOW = 60_000  # calls that one page goes through at most
WORDS_WINDOW = 12_000  # calls with a word that one page goes through at most


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
            return beside(session, wanted, here)


def beside(session: Session, wanted: WantedCalls, here: Place) -> str | None:
    """The next older call after this one; None if none is near."""
    places, _ = _places(session, wanted, 1, here)
    return places[0].attempt_id if places else None


Places = tuple[list[Place], Place | None]


def _places(session: Session, wanted: WantedCalls, most: int, after: Place | None) -> Places:
    """So many calls in order, and where the search stopped if it did before the list's end."""
    terms = sought(wanted.words)
    if not terms:
        return _by_columns(session, wanted, most, after)
    search = WordSearch.of(session, wanted, terms)
    if search is None:
        return [], None
    windows = [search.most(window) for window in (NEAR, WORDS_WINDOW)]
    return _through(
        session, windows, lambda count: search.first(count, after), search.conditions, most
    )


def _by_columns(session: Session, wanted: WantedCalls, most: int, after: Place | None) -> Places:
    """One index leads through the calls in order, and holds what is asked of each."""
    ordered = (
        select(*_LISTED)
        .where(*leading(wanted), *span(wanted, AttemptRow.at), *older(AttemptRow, after))
        .order_by(AttemptRow.at.desc(), AttemptRow.attempt_id.desc())
    )

    def asked(row: Any) -> list[ColumnElement[bool]]:
        return [row.state == "SETTLED", *conditions(wanted, row)]

    return _through(session, (NEAR, WINDOW), ordered.limit, asked, most)


def _through(
    session: Session,
    windows: Sequence[int],
    first: Callable[[int], Select[*tuple[Any, ...]]],
    asked: Callable[[Any], list[ColumnElement[bool]]],
    most: int,
) -> Places:
    """Look among the first few calls of the list, then among as many as a page may."""
    found: list[Place] = []
    for window in windows:
        found = _within(session, first(window), asked, most)
        if len(found) == most:
            return found, None
    last = first(windows[-1]).limit(1).offset(windows[-1] - 1)
    edge = session.execute(last).first()
    return found, Place(edge.at, edge.attempt_id) if edge else None


def _within(
    session: Session,
    window: Select[*tuple[Any, ...]],
    asked: Callable[[Any], list[ColumnElement[bool]]],
    most: int,
) -> list[Place]:
    """Those of the window that meet the conditions; SQLite reads all of it to put them in order."""
    inner = window.subquery()
    query = (
        select(inner.c.at, inner.c.attempt_id)
        .where(*asked(inner.c))
        .order_by(inner.c.at.desc(), inner.c.attempt_id.desc())
        .limit(most)
    )
    return [Place(row.at, row.attempt_id) for row in session.execute(query)]


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
