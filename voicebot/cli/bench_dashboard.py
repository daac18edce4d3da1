"""How fast the dashboard is with a long past, and how soon words of live calls are seen."""

import json
import multiprocessing
import shutil
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import psutil

from voicebot import bootstrap
from voicebot.adapters.storage import made_up_books, made_up_calls, made_up_copied
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.bootstrap.office import Office
from voicebot.cli.bench_live_calls import live_calls
from voicebot.cli.bench_pages import FIRST_SEEN, SEARCHES, pages
from voicebot.cli.bench_visits import FirstView, first_views, visit, watch
from voicebot.cli.figures import Figure
from voicebot.dashboard.roles import Role
from voicebot.dashboard.server import served
from voicebot.settings import Settings

FOLDER, MADE = "bench-dashboard", "made-up.json"
PAGE_MS, SEARCH_MS = 200.0, 400.0
VIEW_KB, VIEW_S = 500.0, 1.0
DELAY_MS = 500.0
LIVE, WATCHERS, WATCH_S = 20, 50, 20.0
USER = "bench"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Books:
    """How much there is in the made-up books."""

    calls: int
    people: int


class _Beside:
    """A process that visits the server, of which the session is known."""

    def __init__(self, pool: ProcessPoolExecutor, address: str, session: str) -> None:
        self._pool = pool
        self._asked = (address, session)

    def run(self, work: Callable[..., T], *more: Any) -> T:
        """What it finds."""
        return self._pool.submit(work, *self._asked, *more).result()


def measure_dashboard(
    settings: Settings, books: Books, times: int, url: str = ""
) -> tuple[dict[str, Figure], dict[str, object]]:
    """Serve made-up books with live calls to a process beside, and measure what it sees.

    The books are kept under the data directory for the next time. With the URL of a PostgreSQL
    database they are copied there, and measured there. Raises StorageError, BadSettings for a
    database with other books, and VoicebotError for a page that does not answer.
    """
    own = settings.model_copy(update={"home": settings.home / FOLDER, "database_url": ""})
    began = time.monotonic()
    _make_up(own, books)
    here = own.model_copy(update={"database_url": url})
    with closing(Database(here.database)) as database:
        if url:
            with closing(Database(own.database)) as source:
                made_up_copied.copied(source, database)
        made_s, size = time.monotonic() - began, made_up_copied.megabytes(database)
        made_up_calls.end_live_calls(database)
        asked = pages(database, times)
        numbers = made_up_books.some_numbers(database, LIVE)[:LIVE]
    apart = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(1, mp_context=apart) as pool,
        bootstrap.office(here) as office,
        served(office, "127.0.0.1", 0) as address,
        live_calls(office, numbers),
    ):
        beside = _Beside(pool, address, _session(office))
        figures = _pages(beside, asked) | _first_views(beside) | _watched(beside)
    about: dict[str, object] = {
        "calls": books.calls,
        "people": books.people,
        "live_calls": LIVE,
        "made_up_s": round(made_s, 1),
        "megabytes": size,
        "database": "PostgreSQL" if url else "SQLite",
        "cores": psutil.cpu_count(),
    }
    return figures, about


def _make_up(settings: Settings, books: Books) -> None:
    """Make the books unless those of today, as large, are there."""
    home, now = settings.home, datetime.now(UTC)
    wanted = {"calls": books.calls, "people": books.people, "day": now.date().isoformat()}
    made = home / MADE
    if made.is_file() and json.loads(made.read_text()) == wanted:
        return
    if home.is_dir():
        shutil.rmtree(home)
    home.mkdir(parents=True)
    with closing(Database(settings.database)) as database:
        bring_up_to_date(database)
        made_up_calls.fill(database, books.calls, books.people, now)
    made.write_text(json.dumps(wanted))


def _session(office: Office) -> str:
    """Of somebody who may see every page."""
    users = office.storage.supervisors.users
    user = users.named(USER) or users.add(USER, Role.ADMIN, "the benchmark")
    return office.storage.supervisors.sessions.begin(user)


def _pages(beside: _Beside, asked: Mapping[str, Sequence[str]]) -> dict[str, Figure]:
    figures = {}
    for name, ms in beside.run(visit, asked).items():
        parts = statistics.quantiles(ms, n=100, method="inclusive")
        reach = SEARCH_MS if name in SEARCHES else PAGE_MS
        figures[f"{name}_p50"] = Figure(round(parts[49], 1), "ms", None, len(ms))
        figures[f"{name}_p95"] = Figure(round(parts[94], 1), "ms", reach, len(ms))
    return figures


def _first_views(beside: _Beside) -> dict[str, Figure]:
    """Of the largest and of the slowest page."""
    views: list[FirstView] = beside.run(first_views, FIRST_SEEN)
    size, seconds = (
        max(view.kilobytes for view in views),
        max(view.seconds for view in views),
    )
    return {
        "first_view_size": Figure(round(size), "kB", VIEW_KB, len(views)),
        "first_view_time": Figure(round(seconds, 2), "s", VIEW_S, len(views)),
    }


def _watched(beside: _Beside) -> dict[str, Figure]:
    """Of one who watches, and of many at once; with what the server's process then takes."""
    figures: dict[str, Figure] = {}
    for name, watchers in (("one", 1), ("many", WATCHERS)):
        began, cpu = time.monotonic(), time.process_time()
        ms = beside.run(watch, watchers, WATCH_S)
        share = (time.process_time() - cpu) / (time.monotonic() - began)
        parts = statistics.quantiles(ms, n=100, method="inclusive")
        figures[f"live_delay_{name}_p50"] = Figure(round(parts[49]), "ms", None, len(ms))
        figures[f"live_delay_{name}_p95"] = Figure(round(parts[94]), "ms", DELAY_MS, len(ms))
        figures[f"cores_with_{name}"] = Figure(round(share, 2), "cores", None, watchers)
    return figures
