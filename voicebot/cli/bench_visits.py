"""Supervisors at work, for measuring: they ask for pages and watch live calls, over HTTP.

What is here runs in a process of its own, beside the server that it measures.
"""

import asyncio
import http.client
import re
import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from voicebot.dashboard.cookies import SESSION
from voicebot.errors import VoicebotError

PATIENCE_S = 60.0
MARK = re.compile(rb"\bmark(\d{13})\b")
"""A word of a live call: when it was written, in milliseconds of the machine's clock."""
LINKED = re.compile(rb'(?:src|href)="(/static/[^"]+)"')


@dataclass(frozen=True, slots=True)
class FirstView:
    """A page and all it links, fetched anew."""

    kilobytes: float
    seconds: float


class Supervisor:
    """One browser's connection."""

    def __init__(self, address: str, session: str) -> None:
        self._place = urlsplit(address).netloc
        self._headers = {"Cookie": f"{SESSION}={session}"}
        self._connection = http.client.HTTPConnection(self._place, timeout=PATIENCE_S)

    def get(self, path: str) -> bytes:
        """A page, whole. Raises VoicebotError for any other answer."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            what = f"{path.partition('?')[0]} answered {answer.status}"
            raise VoicebotError(what, "look into the server's log, and mend the page")
        return body

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def visit(address: str, session: str, pages: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """Ask for each page at its addresses in turn; milliseconds of each, without the first."""
    supervisor = Supervisor(address, session)
    taken = {name: [_ms(supervisor, path) for path in paths] for name, paths in pages.items()}
    supervisor.close()
    return {name: ms[1:] for name, ms in taken.items()}


def first_views(address: str, session: str, paths: Iterable[str]) -> list[FirstView]:
    """Open each page as a browser does that has nothing of it yet."""
    return [_first_view(Supervisor(address, session), path) for path in paths]


def watch(address: str, session: str, watchers: int, seconds: float) -> list[float]:
    """So many watch the live calls so long; milliseconds from each word to each who saw it."""
    return asyncio.run(_watch(address, session, watchers, seconds))


def _ms(supervisor: Supervisor, path: str) -> float:
    began = time.perf_counter()
    supervisor.get(path)
    return (time.perf_counter() - began) * 1000


def _first_view(supervisor: Supervisor, path: str) -> FirstView:
    began = time.perf_counter()
    page = supervisor.get(path)
    linked = {found.decode() for found in LINKED.findall(page)}
    size = len(page) + sum(len(supervisor.get(each)) for each in sorted(linked))
    supervisor.close()
    return FirstView(size / 1000, time.perf_counter() - began)


async def _watch(address: str, session: str, watchers: int, seconds: float) -> list[float]:
    tasks = [_watcher(address, session, seconds) for _ in range(watchers)]
    return [ms for seen in await asyncio.gather(*tasks) for ms in seen]


async def _watcher(address: str, session: str, seconds: float) -> list[float]:
    """What was written before the watcher had the whole board is not counted."""
    seen: dict[int, float] = {}
    began = float("inf")
    try:
        async with asyncio.timeout(seconds), aclosing(stream(address, session)) as lines:
            async for line in lines:
                now = time.time() * 1000
                for mark in map(int, MARK.findall(line)):
                    if mark > began:
                        seen.setdefault(mark, now - mark)
                if line.startswith(b"data:"):
                    began = min(began, now)
    except TimeoutError:
        return list(seen.values())
    raise VoicebotError("a stream of live calls ended early", "look into the server's log")


async def stream(address: str, session: str, since: str = "") -> AsyncGenerator[bytes, None]:
    """The lines of one stream of live calls, until it ends; what changed since that version."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=1 << 24)
    asked = f"GET /now/live?since={quote(since)} HTTP/1.1\r\nHost: {place.netloc}\r\n"
    head = f"Accept: text/event-stream\r\nConnection: close\r\nCookie: {SESSION}={session}\r\n\r\n"
    try:
        writer.write(f"{asked}{head}".encode())
        while line := await reader.readline():
            yield line
    finally:
        writer.close()
