"""The board: every call under way, read once for all who watch.

One thread asks the database which calls are under way, and reads on in their logs. What changed
since the last turn is one batch, which every watcher is sent. Without watchers it turns slowly.
"""

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterable
from itertools import takewhile

from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import Switchboard
from voicebot.dashboard.live.batch import Batch
from voicebot.dashboard.live.call import CallShown, LiveCall
from voicebot.dashboard.live.calls import Calls
from voicebot.dashboard.live.look import Look
from voicebot.dashboard.live.summary import Summary, Summed
from voicebot.dashboard.live.watch import Watch, wake
from voicebot.dashboard.looks import by, looked
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import StorageError

log = logging.getLogger(__name__)

TURN_S, IDLE_S = 0.2, 1.0  # between two readings of the logs, watched and not
SUMMARY_S = 3.0
KEPT = 600  # batches, for watchers who come back
LOOK = "live calls"


class Board:
    """Safe for threads."""

    def __init__(self, office: Office, switchboard: Switchboard) -> None:
        self._office = office
        self._summary = Summary(office, switchboard)
        self._calls = Calls(office, switchboard, self._may_show)
        self._lock = threading.RLock()
        self._batches: deque[Batch] = deque(maxlen=KEPT)
        self._watches: set[Watch] = set()
        self._sums: dict[Look, Summed] = {}
        self._life = secrets.token_hex(4)
        self._version = 0
        self._summed_at, self._summed_when = float("-inf"), (0, 0)
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to read."""
        self._thread = threading.Thread(target=self._run, name="live-board", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End, and let every watcher go."""
        self._closing.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        wake(list(self._watches))

    @property
    def closing(self) -> bool:
        """True once it ends."""
        return self._closing.is_set()

    @property
    def fell_behind(self) -> int:
        """How many partial results recognition has given up on calls that were seen here."""
        return self._calls.fell_behind

    # --- who looks ---------------------------------------------------------------------------

    def shown(self, viewer: Viewer) -> tuple[str, list[CallShown], Summed]:
        """The board now: its version, its calls in order of their lines, and the summary.

        The look is journalled first. Raises StorageError.
        """
        if self._thread is None:
            self.turn()
        with self._lock:
            self._journal(viewer, self._calls.published)
            shown = [call.shown(whole=True) for call in self._calls.published]
            live, behind = self._calls.under_way, self._calls.is_behind
            version = self._named(self._version)
        return version, shown, self._summary.html(Look.of(viewer), live, behind)

    def call(self, attempt_id: str) -> CallShown | None:
        """One call that is on the board."""
        if self._thread is None:
            self.turn()
        with self._lock:
            found = self._calls.find(attempt_id)
            return found.shown() if found is not None else None

    def join(self, watch: Watch) -> None:
        """From now on wake it when something changed. Raises StorageError."""
        with self._lock:
            self._journal(watch.viewer, self._calls.published)
            self._watches.add(watch)
        self._wake.set()

    def leave(self, watch: Watch) -> None:
        """Wake it no more."""
        with self._lock:
            self._watches.discard(watch)

    def since(self, version: str, look: Look) -> tuple[str, bytes] | None:
        """The version now, and the events since that one; None if that is too long ago, or of
        another life."""
        life, _, number = version.partition("-")
        with self._lock:
            oldest = self._batches[0].version - 1 if self._batches else self._version
            if life != self._life or not number.isdigit() or int(number) < oldest:
                return None
            seen, newest_first = int(number), reversed(self._batches)
            batches = list(takewhile(lambda batch: batch.version > seen, newest_first))
            now = self._named(self._version)
        return now, b"".join(batch.message(look) for batch in reversed(batches))

    def _journal(self, viewer: Viewer, calls: Iterable[LiveCall]) -> None:
        """Whoever sees persons is seen to look, once at each call."""
        if not viewer.may(Permission.SEE_PERSONS):
            return
        new = [call for call in calls if viewer.name not in call.shown_to]
        numbers = [call.number for call in new if call.number]
        if numbers:
            looked(self._office, viewer, LOOK, list(dict.fromkeys(numbers)))
        for call in new:
            call.shown_to.add(viewer.name)

    def _may_show(self, call: LiveCall) -> bool:
        """A new call is shown once it is journalled who sees it: one record for all of them."""
        seeing = {watch.viewer.name: watch.viewer for watch in self._watches if watch.sees_persons}
        if seeing and call.number:
            who = ", ".join(by(viewer) for viewer in seeing.values())
            journal, at = self._office.storage.journal, self._office.clock.now()
            try:
                journal.note_look(at, LOOK, [call.number], who)
            except StorageError as error:
                log.warning("a live call is not shown yet: %s", error.happened)
                return False
        call.shown_to |= set(seeing)
        return True

    # --- its thread --------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            self._wake.wait(TURN_S if self._watches else IDLE_S)
            self._wake.clear()
            try:
                self.turn()
            except Exception:
                log.exception("the board of live calls missed a turn")

    def turn(self) -> None:
        """Read what is new, and wake the watchers if anything is."""
        with self._lock:
            changes = self._calls.turn()
            sums = self._new_sums() if self._watches else {}
            if not changes and not sums:
                return
            self._version += 1
            batch = Batch(self._version, self._named(self._version), tuple(changes), sums)
            self._batches.append(batch)
            watches = list(self._watches)
        for look in {watch.look for watch in watches}:
            batch.message(look)
        wake(watches)

    def _new_sums(self) -> dict[Look, Summed]:
        """The summaries that are other ones than were sent last."""
        now, when = time.monotonic(), (self._calls.under_way, self._calls.ended)
        if now - self._summed_at < SUMMARY_S and when == self._summed_when:
            return {}
        self._summed_at, self._summed_when = now, when
        live, behind = self._calls.under_way, self._calls.is_behind
        looks = {watch.look for watch in self._watches}
        try:
            sums = {look: self._summary.html(look, live, behind) for look in looks}
        except StorageError as error:
            log.warning("the day's figures cannot be read: %s", error.happened)
            return {}
        new = {look: html for look, html in sums.items() if self._sums.get(look) != html}
        self._sums = sums
        return new

    def _named(self, version: int) -> str:
        return f"{self._life}-{version}"
