"""Long work that a page asked for: done beside the requests, and looked at until it is done."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import Any

from fastapi import Request

from voicebot.errors import VoicebotError

AT_ONCE = 2
KEPT = 50
"""So many pieces of work that are done can still be looked at."""
PATIENCE_S = 0.3
"""What is done within this time needs no page that waits."""

Told = Callable[[int], None]


class BrokenOff(Exception):
    """The server stops, and the work with it; nothing of it is kept."""


class Work:
    """One piece of it: what was asked for, and how many rows it has gone through."""

    def __init__(self, asked: Any, closing: threading.Event) -> None:
        self.asked, self.rows = asked, 0
        self._closing = closing
        self._future: Future[Any] = Future()

    def begin(self, pool: Executor, work: Callable[[Told], Any]) -> None:
        """Have it done by the pool."""
        self._future = pool.submit(work, self._told)

    @property
    def under_way(self) -> bool:
        """True until it is done or has failed."""
        return not self._future.done()

    def ends_at_once(self) -> bool:
        """Wait as long as a page may; true if it is done then."""
        wait_for([self._future], timeout=PATIENCE_S)
        return self._future.done()

    def outcome(self) -> Any:
        """What it came to, once it is done. Raises what it raised."""
        return self._future.result()

    def failed(self) -> VoicebotError | None:
        """Why it came to nothing, where that was expected. Raises what was not."""
        try:
            self._future.result()
        except VoicebotError as error:
            return error
        return None

    def _told(self, rows: int) -> None:
        if self._closing.is_set():
            raise BrokenOff
        self.rows = rows


class LongWork:
    """A few at once, each under a name that says which it is."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="long-work")
        self._kept: dict[str, Work] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def begin(self, name: str, asked: Any, work: Callable[[Told], Any]) -> Work:
        """Begin it, unless the one of this name is under way: then that one is given.

        `work` is handed a function that it tells how many rows it has gone through.
        """
        with self._lock:
            had = self._kept.pop(name, None)
            if had is None or not had.under_way:
                had = self._begun(asked, work)
            self._kept[name] = had
            for old in [key for key, each in self._kept.items() if not each.under_way][:-KEPT]:
                del self._kept[old]
            return had

    def of(self, name: str) -> Work | None:
        """The work of that name; None if nobody began it since the server did."""
        with self._lock:
            return self._kept.get(name)

    def close(self) -> None:
        """End what is under way, before its books are closed; begin no other."""
        self._closing.set()
        self._pool.shutdown(cancel_futures=True)

    def _begun(self, asked: Any, work: Callable[[Told], Any]) -> Work:
        begun = Work(asked, self._closing)
        begun.begin(self._pool, work)
        return begun


def long_work(request: Request) -> LongWork:
    """That of this application."""
    found: LongWork = request.app.state.long_work
    return found
