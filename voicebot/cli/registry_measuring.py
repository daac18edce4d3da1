"""Measures a registry in a process that does nothing else; run by `voicebot bench registry`.

`python -m voicebot.cli.registry_measuring HOME NUMBERS LOOKUPS BATCH` prints one JSON object.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
import psutil

from voicebot.adapters.registries.number_file import Numbers
from voicebot.adapters.registries.registries import Registries
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.registry_book import RegistryBook
from voicebot.cli.registry_made_up import MadeUp

_SEED = 250


def measure(home: Path, numbers: int, lookups: int, batch: int) -> dict[str, float]:
    """Load all, then look up listed and other numbers, one by one and all at once."""
    made_up = MadeUp.of_size(numbers)
    database = Database(f"sqlite:///{home / 'voicebot.db'}")
    began, cpu = time.perf_counter(), time.process_time()
    registries = Registries.open(home, RegistryBook(database))
    registries.load()
    figures = {
        "load_s": time.perf_counter() - began,
        "load_cpu_s": time.process_time() - cpu,
        "memory_mb": psutil.Process().memory_info().rss / 2**20,
    }
    figures |= _one_by_one(registries, made_up, lookups)
    figures |= _at_once(registries, made_up, batch)
    database.close()
    return figures | {"peak_mb": _peak_mb()}


def _one_by_one(registries: Registries, made_up: MadeUp, lookups: int) -> dict[str, float]:
    asked = _mixed(made_up, lookups, _SEED)
    truly = made_up.listed(asked)
    texts = [f"+{number}" for number in asked.tolist()]
    took, wrong = [], 0
    for text, listed in zip(texts, truly.tolist(), strict=True):
        began = time.perf_counter_ns()
        found = registries.listed(text)
        took.append(time.perf_counter_ns() - began)
        wrong += bool(found) != listed
    p50, p95 = np.percentile(took, [50, 95]) / 1000
    return {"lookup_us_p50": float(p50), "lookup_us_p95": float(p95), "wrong": wrong}


def _at_once(registries: Registries, made_up: MadeUp, batch: int) -> dict[str, float]:
    asked = _mixed(made_up, batch, _SEED + 1)
    texts = pl.Series("number", asked).cast(pl.String)
    texts = pl.select("+" + texts).to_series()
    began, cpu = time.perf_counter(), time.process_time()
    found = registries.listed_all(texts)
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    truly = np.unique(asked[made_up.listed(asked)])
    answered = found["number"].str.slice(1).cast(pl.UInt64).sort().to_numpy()
    wrong = len(np.setxor1d(truly, answered))
    return {"batch_s": seconds, "batch_cpu_s": cpu_s, "batch_wrong": wrong}


def _mixed(made_up: MadeUp, count: int, seed: int) -> Numbers:
    """Half of them listed."""
    half = count // 2
    numbers = np.concatenate([made_up.some(half, seed), made_up.others(count - half, seed)])
    np.random.default_rng(seed).shuffle(numbers)
    return numbers


def _peak_mb() -> float:
    """The most memory the process ever had in use, everything it imports included."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    where, *sizes = sys.argv[1:]
    sys.stdout.write(json.dumps(measure(Path(where), *map(int, sizes))))
