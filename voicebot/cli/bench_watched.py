"""Supervisors who watch the calls of a measurement, to see what that costs the calls.

The dashboard is served beside the calls as `voicebot serve` serves it. Who watches runs in a
process of its own at the lowest priority, since in use they sit at other machines.
"""

import asyncio
import multiprocessing
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.connection import Connection

from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import Switchboard
from voicebot.cli.bench_visits import Supervisor, stream
from voicebot.cli.figures import Figure
from voicebot.dashboard.roles import Role
from voicebot.dashboard.server import served
from voicebot.errors import VoicebotError

PAGES = ("/calls", "/review", "/now", "/opt-outs", "/numbers", "/quality")
PAGE_EVERY_S = 30.0  # somebody opens another page
PROGRESS_EVERY_S = 4.0  # the page of a campaign under way renews itself
WITH_CAMPAIGN = 5  # one supervisor in so many has that page open
LOWEST = 19
END_S = 30.0
NOBODY_LEFT = (
    "those who watched the calls stopped",
    "look into the server's log, and mend the page",
)


@dataclass(slots=True)
class Watching:
    """What those who watched saw, once they have left."""

    watchers: int
    pages_ms: list[float] = field(default_factory=list)
    events: int = 0

    def figures(self) -> dict[str, Figure]:
        """None where nobody watched."""
        if len(self.pages_ms) < 2:
            return {}
        parts = statistics.quantiles(self.pages_ms, n=100, method="inclusive")
        return {
            "pages_p95": Figure(round(parts[94], 1), "ms", None, len(self.pages_ms)),
            "events_each": Figure(self.events // self.watchers, "events", None, self.watchers),
        }


@contextmanager
def watched(
    office: Office, switchboard: Switchboard, campaign: str, watchers: int
) -> Iterator[Watching]:
    """So many supervisors watch the calls until the block ends. Raises VoicebotError."""
    watching = Watching(watchers)
    if not watchers:
        yield watching
        return
    with served(office, "127.0.0.1", 0, switchboard) as address:
        sessions = [_session(office, place) for place in range(watchers)]
        apart = multiprocessing.get_context("spawn")
        ours, theirs = apart.Pipe()
        asked = (theirs, address, sessions, campaign)
        process = apart.Process(target=_sit_and_watch, args=asked, daemon=True)
        process.start()
        theirs.close()
        try:
            yield watching
            watching.pages_ms, watching.events = _left(ours)
        finally:
            process.terminate()
            process.join()


def _left(watchers: Connection) -> tuple[list[float], int]:
    """Tell them that the calls have ended; what they saw. Raises VoicebotError."""
    try:
        watchers.send("ended")
        if watchers.poll(END_S):
            seen: tuple[list[float], int] = watchers.recv()
            return seen
    except (EOFError, BrokenPipeError) as error:
        raise VoicebotError(*NOBODY_LEFT) from error
    raise VoicebotError(*NOBODY_LEFT)


def _session(office: Office, place: int) -> str:
    supervisors = office.storage.supervisors
    user = supervisors.users.add(f"supervisor-{place}", Role.SUPERVISOR, "the benchmark")
    return supervisors.sessions.begin(user)


def _sit_and_watch(ended: Connection, address: str, sessions: Sequence[str], campaign: str) -> None:
    """Milliseconds of each page, and how many events all of them were sent, once it has ended."""
    os.nice(LOWEST)
    desks = [_Desk(address, session) for session in sessions]
    asyncio.run(_until(ended, desks, f"/campaigns/{campaign}/progress/live"))
    pages_ms = [ms for desk in desks for ms in desk.pages_ms]
    ended.send((pages_ms, sum(desk.events for desk in desks)))


async def _until(ended: Connection, desks: Sequence["_Desk"], progress: str) -> None:
    """Everybody is at work until it has ended, or until one of them cannot go on."""
    end = asyncio.Event()
    asyncio.get_running_loop().add_reader(ended.fileno(), end.set)
    work = [desk.listen() for desk in desks]
    for place, desk in enumerate(desks):
        later_s = PAGE_EVERY_S * place / len(desks)
        first = place % len(PAGES)
        work.append(desk.open(PAGES[first:] + PAGES[:first], PAGE_EVERY_S, later_s))
        if place % WITH_CAMPAIGN == 0:
            work.append(desk.open((progress,), PROGRESS_EVERY_S, later_s))
    tasks = [asyncio.create_task(each) for each in (*work, end.wait())]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    for task in done:
        task.result()


class _Desk:
    """One supervisor's browser: the page of live calls, and others."""

    def __init__(self, address: str, session: str) -> None:
        self._asked = (address, session)
        self.pages_ms: list[float] = []
        self.events = 0

    async def listen(self) -> None:
        """Hear what changes on the board; a stream that ends is asked for again."""
        version = ""
        while True:
            async with aclosing(stream(*self._asked, version)) as lines:
                async for line in lines:
                    if line.startswith(b"id:"):
                        version, self.events = line[3:].decode().strip(), self.events + 1

    async def open(self, pages: Sequence[str], every_s: float, later_s: float) -> None:
        """Open one page after another, the first one after a while."""
        await asyncio.sleep(later_s)
        for path in cycle(pages):
            await asyncio.gather(asyncio.to_thread(self._page, path), asyncio.sleep(every_s))

    def _page(self, path: str) -> None:
        """By a connection of its own, since the server closes one that is not used."""
        browser, began = Supervisor(*self._asked), time.perf_counter()
        browser.get(path)
        self.pages_ms.append((time.perf_counter() - began) * 1000)
        browser.close()
