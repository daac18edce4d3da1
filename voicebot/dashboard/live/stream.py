"""What a watcher is sent: one event for each batch, for a while; then the browser asks again.

It asks again as whoever it is then, so a session that ended, or a role that was taken away, sees
nothing more.
"""

import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from voicebot.dashboard.live.batch import Steps, card, message, summed
from voicebot.dashboard.live.board import Board
from voicebot.dashboard.live.look import Look
from voicebot.dashboard.live.watch import Watch
from voicebot.dashboard.viewer import Viewer

LASTS_S = 30.0
STILL_THERE_S = 10.0
AGAIN_MS = 200


async def stream(board: Board, viewer: Viewer, version: str) -> AsyncIterator[bytes]:
    """Server-sent events from that version on; the whole board first if it is too old."""
    watch = Watch(viewer)
    await run_in_threadpool(board.join, watch)
    until = time.monotonic() + LASTS_S
    try:
        yield f"retry: {AGAIN_MS}\n\n".encode()
        while time.monotonic() < until and not board.closing:
            found = board.since(version, watch.look)
            if found is None:
                found = await run_in_threadpool(whole, board, viewer)
            if found[1]:
                yield found[1]
            version = found[0]
            if not await watch.changed(STILL_THERE_S):
                yield b":\n\n"
    finally:
        board.leave(watch)


def whole(board: Board, viewer: Viewer) -> tuple[str, bytes]:
    """Everything there is now. Raises StorageError."""
    version, calls, sums = board.shown(viewer)
    look = Look.of(viewer)
    steps: Steps = [{"do": "clear"}, *(card(call, look) for call in calls), summed(sums)]
    return version, message(version, steps)
