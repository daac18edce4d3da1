"""How quick and how exact a registry of national size is."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psutil

from voicebot.adapters.registries.number_file import Written, write_blocks
from voicebot.adapters.registries.registries import FOLDER
from voicebot.adapters.registries.registry import Registry, RegistryKind
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.registry_book import RegistryBook
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.cli.figures import Figure
from voicebot.cli.registry_made_up import MadeUp
from voicebot.errors import DiskFull, StorageError

_BYTES_EACH = 4  # of disk for a number: twice what a number file takes
_FILE = "made-up.numbers"


def measure_registry(
    numbers: int, lookups: int, batch: int
) -> tuple[dict[str, Figure], dict[str, object]]:
    """Make a registry in the system's temporary folder, measure it, and take it away again.

    Returns the figures, and what they were measured on. Raises DiskFull, StorageError.
    """
    with tempfile.TemporaryDirectory(prefix="voicebot-bench-") as folder:
        home = Path(folder)
        _refuse_without_room(home, numbers)
        written = _make(home, numbers)
        size_mb = (home / FOLDER / _FILE).stat().st_size / 2**20
        measured = _in_a_process_of_its_own(home, numbers, lookups, batch)
    about: dict[str, object] = {
        "numbers": written.numbers,
        "file_mb": round(size_mb),
        "lookups": lookups,
        "batch": batch,
        "cores": psutil.cpu_count(),
    }
    return _figures(measured, lookups, batch), about


def _refuse_without_room(folder: Path, numbers: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < numbers * _BYTES_EACH:
        raise DiskFull(
            f"{folder.parent} has {free / 2**30:.1f} GB free, too little for a made-up registry",
            "free some space, set TMPDIR to another folder, or give fewer with --numbers",
        )


def _make(home: Path, numbers: int) -> Written:
    folder = home / FOLDER
    folder.mkdir()
    with (folder / _FILE).open("wb") as file:
        written = write_blocks(file, MadeUp.of_size(numbers).blocks())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # so that the disk is read
    now = datetime.now(UTC)
    registry = Registry(
        name="made-up",
        kind=RegistryKind.NATIONAL,
        country="US",
        campaign_id=None,
        listed_at=now,
        max_age_days=31,
        imported_at=now,
        numbers=written.numbers,
        file=_FILE,
        sha256=written.sha256,
    )
    database = Database(f"sqlite:///{home / 'voicebot.db'}")
    bring_up_to_date(database)
    RegistryBook(database).enter(registry, {})
    database.close()
    return written


def _in_a_process_of_its_own(home: Path, *sizes: int) -> dict[str, float]:
    command = [sys.executable, "-m", "voicebot.cli.registry_measuring", str(home), *map(str, sizes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["it was killed"])[-1]
        raise StorageError(f"the measuring process failed ({why})", "run it again")
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _figures(measured: dict[str, float], lookups: int, batch: int) -> dict[str, Figure]:
    def figure(name: str, unit: str, reach: float | None, count: int = 0) -> Figure:
        return Figure(round(measured[name], 2), unit, reach, count)

    return {
        "load": figure("load_s", "s", 5),
        "load_cpu": figure("load_cpu_s", "s of CPU", None),
        "memory_after_load": figure("memory_mb", "MB", 1024),
        "memory_peak": figure("peak_mb", "MB", 1024),
        "lookup_p50": figure("lookup_us_p50", "µs", 10, lookups),
        "lookup_p95": figure("lookup_us_p95", "µs", 10, lookups),
        "lookups_wrong": figure("wrong", "answers", 0, lookups),
        "batch": figure("batch_s", "s", 2, batch),
        "batch_cpu": figure("batch_cpu_s", "s of CPU", None, batch),
        "batch_wrong": figure("batch_wrong", "answers", 0, batch),
    }
