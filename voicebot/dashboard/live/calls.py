"""The calls on the board: found by the books, read from their logs, kept a while when ended."""

import logging
import time
from collections.abc import Callable, Iterable

from voicebot.adapters.storage.call_tail import CallTail
from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import Switchboard
from voicebot.dashboard.live.batch import Card, Change, Gone, State, Words
from voicebot.dashboard.live.call import LiveCall
from voicebot.dashboard.live.line import Line
from voicebot.errors import StorageError

log = logging.getLogger(__name__)

BOOKS_S = 0.3  # between two questions to the database which calls are under way
STAYS_S = 20.0  # a call that ended stays so long, to be read
BEHIND_S = 30.0  # so long it is told that recognition fell behind


class Calls:
    """Used under the board's lock. A call is shown once `may_show` has said so."""

    def __init__(
        self, office: Office, switchboard: Switchboard, may_show: Callable[[LiveCall], bool]
    ) -> None:
        self._storage = office.storage
        self._clock = office.clock
        self._switchboard = switchboard
        self._may_show = may_show
        self._calls: dict[str, LiveCall] = {}
        self._asked_at = self._behind_at = float("-inf")
        self.fell_behind = 0  # partial results given up on calls that were seen here
        self.ended = 0

    @property
    def published(self) -> list[LiveCall]:
        """Those shown, in order of their places."""
        shown = (call for call in self._calls.values() if call.published)
        return sorted(shown, key=lambda call: call.place)

    @property
    def under_way(self) -> int:
        """How many have not ended."""
        return sum(call.ended_at is None for call in self._calls.values())

    @property
    def is_behind(self) -> bool:
        """True for a while after recognition fell behind on one of them."""
        return time.monotonic() - self._behind_at < BEHIND_S

    def find(self, attempt_id: str) -> LiveCall | None:
        """One that is shown."""
        call = self._calls.get(attempt_id)
        return call if call is not None and call.published else None

    def turn(self) -> list[Change]:
        """Ask and read again; what is other than before."""
        now, changes = time.monotonic(), list[Change]()
        if now - self._asked_at >= BOOKS_S:
            self._asked_at = now
            changes += self._by_the_books(now)
        for call in self._calls.values():
            changes += self._read(call)
        return changes

    def _by_the_books(self, now: float) -> list[Change]:
        """Calls that are new, over, or gone. While the database is away nothing changes."""
        try:
            begun = self._storage.pages.live_calls.begun(self._clock.now())
            self._take_in([each for each in begun if each not in self._calls])
            self._mark_over(set(begun), now)
        except StorageError as error:
            log.warning("which calls are under way cannot be read: %s", error.happened)
            return []
        changes: list[Change] = []
        for call in list(self._calls.values()):
            changes += self._placed(call)
            if call.ended_at is not None and now - call.ended_at > STAYS_S:
                del self._calls[call.attempt_id]
                changes.append(Gone(call.attempt_id))
        return changes

    def _take_in(self, attempt_ids: list[str]) -> None:
        for about in self._storage.pages.live_calls.told(attempt_ids) if attempt_ids else ():
            taken = {call.place for call in self._calls.values()}
            place = next(n for n in range(1, len(taken) + 2) if n not in taken)
            self._calls[about.attempt_id] = LiveCall(about, place)

    def _mark_over(self, begun: Iterable[str], now: float) -> None:
        lost = [c for c in self._calls.values() if c.ended_at is None and c.attempt_id not in begun]
        if not lost:
            return
        ended = self._storage.pages.live_calls.ended([call.attempt_id for call in lost])
        for call in lost:
            call.over(ended.get(call.attempt_id, ""), now)
        self.ended += len(lost)

    def _placed(self, call: LiveCall) -> list[Change]:
        """Where its folder is, and who holds it; its card, if that is news."""
        if call.tail is None:
            folder = self._storage.archive.folder(call.attempt_id)
            call.tail = CallTail(folder) if folder is not None else None
        call.steered = call.ended_at is None and self._switchboard.holds(call.attempt_id)
        if call.published or not self._may_show(call):
            return []
        call.published = True
        return self._card(call)

    def _read(self, call: LiveCall) -> list[Change]:
        lines = self._read_on(call)
        if not call.published:
            return []
        if call.shown().head != call.head_shown:
            return self._card(call)
        changes: list[Change] = [Words(call.attempt_id, lines)] if lines else []
        if call.story.state != call.state_shown:
            call.state_shown = call.story.state
            changes.append(State(call.shown()))
        return changes

    def _card(self, call: LiveCall) -> list[Change]:
        shown = call.shown(whole=True)
        call.head_shown, call.state_shown = shown.head, shown.state
        return [Card(shown)]

    def _read_on(self, call: LiveCall) -> tuple[Line, ...]:
        before = call.story.fell_behind
        lines = call.read()
        if call.story.fell_behind > before:
            self.fell_behind += call.story.fell_behind - before
            self._behind_at = time.monotonic()
        return lines
