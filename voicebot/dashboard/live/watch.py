"""Somebody who watches the board: woken on the loop that serves them."""

import asyncio
import contextlib

from voicebot.dashboard.live.look import Look
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.viewer import Viewer


class Watch:
    """Made on the loop that waits; `wake` may be called from any thread."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.look = Look.of(viewer)
        self.sees_persons = viewer.may(Permission.SEE_PERSONS)
        self._changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        """Something changed."""
        with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits
            self._loop.call_soon_threadsafe(self._changed.set)

    async def changed(self, within_s: float) -> bool:
        """Wait until something changed; False if nothing did."""
        try:
            await asyncio.wait_for(self._changed.wait(), within_s)
        except TimeoutError:
            return False
        self._changed.clear()
        return True
