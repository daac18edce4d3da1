"""Somebody who watches the board: woken on the loop that serves them."""

import asyncio
import contextlib
from collections.abc import Iterable

from voicebot.dashboard.live.look import Look
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.viewer import Viewer


class Watch:
    """Made on the loop that waits; only `wake` is for other threads."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.look = Look.of(viewer)
        self.sees_persons = viewer.may(Permission.SEE_PERSONS)
        self.happened = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    async def changed(self, within_s: float) -> bool:
        """Wait until something changed; False if nothing did."""
        try:
            async with asyncio.timeout(within_s):
                await self.happened.wait()
        except TimeoutError:
            return False
        self.happened.clear()
        return True


def wake(watches: Iterable[Watch]) -> None:
    """Something changed; each loop is told once for all who wait there. From any thread."""
    waiting: dict[asyncio.AbstractEventLoop, list[Watch]] = {}
    for watch in watches:
        waiting.setdefault(watch.loop, []).append(watch)
    for loop, theirs in waiting.items():
        with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits
            loop.call_soon_threadsafe(_tell, theirs)


def _tell(watches: Iterable[Watch]) -> None:
    for watch in watches:
        watch.happened.set()
