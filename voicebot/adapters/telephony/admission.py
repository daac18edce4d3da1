"""No further call is placed while people already on the line are heard too late.

Who says "stop calling me" must be understood at once; a machine that is full hears everybody late.
So a campaign goes as fast as the machine can listen, whatever number of lines it has.
"""

import math
import time
from collections.abc import Callable

BEHIND_S = 1.3  # words that took longer to be recognised than this came too late
RECOVERS_S = 20.0  # so long after that, calls begin one by one, lest all be late again
APART_S = 0.5


def keeps_up() -> float:
    """The lag of a recognition that is never behind."""
    return 0.0


class Admission:
    """Not thread-safe: asked under its pool's lock.

    `lag_s` is how late words are recognised, infinite while nothing can recognise any.
    """

    def __init__(
        self, lag_s: Callable[[], float] = keeps_up, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._lag_s = lag_s
        self._now = now
        self._behind_at = self._let_in_at = float("-inf")

    @property
    def behind(self) -> bool:
        """True while people are heard too late."""
        return self._lag_s() > BEHIND_S

    def lets_in(self, calls: int) -> bool:
        """True if one more call may begin now beside `calls`; the first may unless nobody hears."""
        now = self._now()
        if self.behind and (calls or self.deaf):
            self._behind_at = now
            return False
        recovers = now - self._behind_at < RECOVERS_S
        if calls and recovers and now - self._let_in_at < APART_S:
            return False
        self._let_in_at = now
        return True

    @property
    def deaf(self) -> bool:
        """True while nothing can recognise any words."""
        return math.isinf(self._lag_s())

    def not_used(self) -> None:
        """Whoever was let in last began no call: the next one need not wait for it."""
        self._let_in_at = float("-inf")
