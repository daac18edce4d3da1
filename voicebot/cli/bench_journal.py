"""How fast a long journal is verified, and how fast it grows."""

import statistics
import tempfile
import time
import uuid
from pathlib import Path

import psutil

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.made_up_journal import fill
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap import SystemClock
from voicebot.cli.figures import Figure
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.errors import VoicebotError
from voicebot.settings import Settings

MILLION = 1_000_000
VERIFY_S = 30.0  # for a million records
SAVE_MS = 20.0  # an opt-out of a live call, into that database


def measure_journal(records: int, appends: int) -> tuple[dict[str, Figure], dict[str, object]]:
    """Make a journal up in a directory of its own, and measure on it."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="voicebot-bench-") as folder:
        settings = Settings.load(home=Path(folder), database_url="")
        storage = Storage.open(settings, clock)
        try:
            database = Database(settings.database)
            fill(database, records)
            database.close()
            figures = _verified(storage, records) | _written(storage, clock, appends)
            size = Path(folder, "voicebot.db").stat().st_size
        finally:
            storage.close()
    about: dict[str, object] = {
        "records": records,
        "appends": appends,
        "megabytes": round(size / 1e6),
        "cores": psutil.cpu_count(),
    }
    return figures, about


def _verified(storage: Storage, records: int) -> dict[str, Figure]:
    began, cpu = time.monotonic(), time.process_time()
    found = storage.journal.verify()
    seconds, cpu_s = time.monotonic() - began, time.process_time() - cpu
    if not found.ok or found.records != records:
        raise VoicebotError("the made-up journal does not hold", "tell the makers of this program")
    reach = VERIFY_S * records / MILLION
    return {
        "verify": Figure(round(seconds, 2), "s", reach, records),
        "verify_cpu": Figure(round(cpu_s, 2), "CPU s", None, records),
    }


def _written(storage: Storage, clock: SystemClock, appends: int) -> dict[str, Figure]:
    """Each append is a transaction that is on disk when it returns."""
    began = time.monotonic()
    for place in range(appends):
        number = f"+1202{5550000 + place:07d}"
        storage.journal.append(
            clock.now(), "look", {"what": "bench"}, personal={"number": number}, about=[number]
        )
    seconds = time.monotonic() - began
    storage.optouts.warm_up()
    saves_ms = [_save_ms(storage, clock, place) for place in range(appends)]
    p95 = statistics.quantiles(saves_ms, n=100, method="inclusive")[94]
    return {
        "appends_per_second": Figure(round(appends / seconds), "1/s", None, appends),
        "opt_out_saved_p95": Figure(round(p95, 2), "ms", SAVE_MS, appends),
    }


def _save_ms(storage: Storage, clock: SystemClock, place: int) -> float:
    optout = OptOut(
        optout_id=str(uuid.uuid4()),
        number=PhoneNumber(f"+1202{5550000 + place:07d}"),
        scope=OptOutScope.SELLER,
        source=OptOutSource.SPOKEN,
        at=clock.now(),
        reason="measured",
        words="stop calling me",
    )
    began = time.perf_counter()
    storage.optouts.save(optout)
    return (time.perf_counter() - began) * 1000
