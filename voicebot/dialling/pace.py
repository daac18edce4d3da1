"""New calls begin one after another, at most so many a second."""

import threading
import time
from collections.abc import Callable


class Pace:
    """Shared by all campaigns of a process. `sleep` and `now` (seconds) are the machine's."""

    def __init__(
        self,
        per_second: float,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._apart = 1 / per_second
        self._sleep = sleep
        self._now = now
        self._next = float("-inf")
        self._turn = threading.Lock()

    def wait(self) -> None:
        """Return when the next call may begin."""
        with self._turn:
            now = self._now()
            if self._next > now:
                self._sleep(self._next - now)
            self._next = max(now, self._next) + self._apart


class OwnPace:
    """The pace of one campaign, beside that of all: asked anew before each call.

    `per_minute` says how many calls a minute may begin, None: it has no pace of its own. `now`
    gives seconds.
    """

    def __init__(
        self,
        per_minute: Callable[[], float | None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_minute = per_minute
        self._now = now
        self._last = float("-inf")

    def turns(self, free: int) -> int:
        """How many calls may begin now, of so many that could."""
        if free <= 0 or self._per_minute() is None:
            return max(0, free)
        return 0 if self.seconds_left() else 1

    def begun(self) -> None:
        """A call begins."""
        self._last = self._now()

    def seconds_left(self) -> float | None:
        """Until the next turn; None where it is now."""
        per_minute = self._per_minute()
        left = 0.0 if per_minute is None else self._last + 60 / per_minute - self._now()
        return left if left > 0 else None
