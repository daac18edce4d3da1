"""A live call's sound, sent on as it is appended."""

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from voicebot.adapters.storage.live_sound import LiveSound
from voicebot.dashboard.live.board import Board

EVERY_S = 0.06


async def heard_live(board: Board, sound: LiveSound, attempt_id: str) -> AsyncIterator[bytes]:
    """Until the call is over."""
    while not board.closing:
        more = await run_in_threadpool(sound.more)
        if more:
            yield more
        elif (call := board.call(attempt_id)) is None or call.over:
            return
        await asyncio.sleep(EVERY_S)
