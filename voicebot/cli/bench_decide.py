"""How long a decision takes, and the forecast of a million contacts."""

import multiprocessing
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psutil

from voicebot import bootstrap
from voicebot.adapters.registries.changes import Changes
from voicebot.adapters.registries.labels import Labels
from voicebot.adapters.registries.number_file import bitmap_of
from voicebot.adapters.registries.registry import RegistryKind
from voicebot.adapters.storage import made_up_books as made_up
from voicebot.adapters.storage import made_up_copied
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.known_all import Listing
from voicebot.adapters.storage.registry_book import RegistryBook
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.adapters.storage.storage import Storage
from voicebot.cli.figures import Figure
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question
from voicebot.learning.policy.scoring import TASK
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings

PURPOSE = Purpose.MARKETING  # it asks the most: consents, registries, caps
AT = datetime(2026, 11, 18, 15, tzinfo=UTC)  # a Wednesday, within the hours of some places
LASTS_S = 265.0
ON_A_REGISTRY = 20  # one contact in so many of the countries that have one
STRANGERS = 5_000_000  # other numbers on each registry
WARM_UP = 20  # decisions before the first that counts


@dataclass(frozen=True, slots=True)
class Forecasting:
    """One forecast in a process of its own, from the opening of the books to its answer."""

    seconds: float
    cpu_s: float
    peak_mb: float
    contacts: int
    now: int
    later: int


def measure_decide(
    contacts: int, decisions: int, url: str = ""
) -> tuple[dict[str, Figure], dict[str, object]]:
    """Make up books of so many contacts in a temporary folder and measure there.

    With the URL of a PostgreSQL database the books are moved there first. Raises StorageError, and
    BadSettings for a database with other books.
    """
    with tempfile.TemporaryDirectory(prefix="voicebot-bench-") as folder:
        home = Path(folder)
        settings = _settings(home, url)
        began = time.monotonic()
        _make_up(home, contacts)
        if url:
            _copied(home, url)
        made_s = time.monotonic() - began
        apart = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=apart, max_tasks_per_child=1) as child:
            found = child.submit(_forecast, settings).result()
            single_ms = child.submit(_decide, settings, decisions).result()
            _put_in_force(settings)
            scored_ms = child.submit(_decide, settings, decisions).result()
    about: dict[str, object] = {
        "contacts": found.contacts,
        "callable_now": found.now,
        "callable_later": found.later,
        "made_up_s": round(made_s, 1),
        "database": "PostgreSQL" if url else "SQLite",
        "cores": psutil.cpu_count(),
    }
    return _figures(found, single_ms) | _with_a_model(scored_ms), about


def _make_up(home: Path, contacts: int) -> None:
    with closing(Database(_settings(home).database)) as database:
        bring_up_to_date(database)
        made_up.fill(database, contacts, AT, PURPOSE)
        changes = Changes(home, RegistryBook(database))
        for country, first in (("US", 13_000_000_000), ("GB", 447_600_000_000)):
            listed = [int(n) for n in made_up.listed_numbers(database, country, ON_A_REGISTRY)]
            strangers = np.arange(first, first + STRANGERS, dtype=np.uint64)
            numbers = np.union1d(np.array(listed, dtype=np.uint64), strangers)
            labels = Labels(f"national-{country}", RegistryKind.NATIONAL, AT, country)
            changes.replace(labels, bitmap_of(numbers), AT + timedelta(minutes=1))


def _copied(home: Path, url: str) -> None:
    with (
        closing(Database(_settings(home).database)) as source,
        closing(Database(url)) as target,
    ):
        made_up_copied.copied(source, target, anew=True)


def _settings(home: Path, url: str = "") -> Settings:
    return Settings.load(home=home, database_url=url, models=home / "models")


def _put_in_force(settings: Settings) -> None:
    """The newest model of calls of the installation's shelf, which ships with a prior."""
    shutil.copytree(Settings.load().models / TASK, settings.models / TASK)
    shelf = Shelf(settings.models)
    shelf.promote(TASK, shelf.versions(TASK)[-1])


def _forecast(settings: Settings) -> Forecasting:
    began, cpu = time.monotonic(), time.process_time()
    with closing(Storage.open(settings, bootstrap.SystemClock())) as storage:
        found = storage.books.forecast(Listing(PURPOSE, AT, made_up.CAMPAIGN, LASTS_S))
    seconds, cpu_s = time.monotonic() - began, time.process_time() - cpu
    later = sum(count for _, count in found.later)
    return Forecasting(seconds, cpu_s, _peak_mb(), found.asked, found.now, later)


def _peak_mb() -> float:
    """The most memory this process ever held; `getrusage` counts its parent's too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) / 1024


def _decide(settings: Settings, decisions: int) -> list[float]:
    """Milliseconds of each decision: read, gathered, decided."""
    with closing(Database(settings.database)) as database:
        numbers = made_up.some_numbers(database, decisions + WARM_UP)
    random.Random(1).shuffle(numbers)
    taken = []
    with closing(Storage.open(settings, bootstrap.SystemClock())) as storage:
        for number in numbers:
            began = time.perf_counter()
            question = Question(PhoneNumber(number), PURPOSE, AT, made_up.CAMPAIGN, LASTS_S)
            decide(storage.books.facts(question))
            taken.append((time.perf_counter() - began) * 1000)
    return taken[WARM_UP:]


def _with_a_model(scored_ms: Sequence[float]) -> dict[str, Figure]:
    """The same decisions with a model of calls in force."""
    parts, count = statistics.quantiles(scored_ms, n=100, method="inclusive"), len(scored_ms)
    return {
        "decision_with_model_p50": Figure(round(parts[49], 2), "ms", 10, count),
        "decision_with_model_p95": Figure(round(parts[94], 2), "ms", 10, count),
    }


def _figures(found: Forecasting, single_ms: Sequence[float]) -> dict[str, Figure]:
    parts = statistics.quantiles(single_ms, n=100, method="inclusive")
    count, many = len(single_ms), found.contacts
    return {
        "forecast": Figure(round(found.seconds, 1), "s", 15, many),
        "forecast_cpu": Figure(round(found.cpu_s, 1), "CPU s", None, many),
        "forecast_peak_memory": Figure(round(found.peak_mb), "MB", 2048, many),
        "decision_p50": Figure(round(parts[49], 2), "ms", 10, count),
        "decision_p95": Figure(round(parts[94], 2), "ms", 10, count),
    }
