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
