"""How fast a classifier is trained, how much memory that takes, and how fast it scores."""

import statistics
import threading
import time
from dataclasses import dataclass

import psutil

from voicebot.cli.bench_features import measure_features
from voicebot.cli.bench_scoring import BATCH, BATCH_S, measure_scoring
from voicebot.cli.figures import Figure
from voicebot.learning.shelf import Shelf
from voicebot.learning.tables.made_up import made_up_attempts
from voicebot.learning.tables.table import Table
from voicebot.learning.training.model import Model
from voicebot.learning.training.training import train

MILLION = 1_000_000
TRAIN_S = 120.0  # for a million attempts
MEMORY_GB = 3.0
SINGLE_MS = 5.0
_SAMPLE_S = 0.2


@dataclass(frozen=True, slots=True)
class _Spent:
    seconds: float
    cpu_s: float


def measure_learn(
    attempts: int, singles: int, shelf: Shelf
) -> tuple[dict[str, Figure], dict[str, object]]:
    """Make attempts up, train on all, score all and some one by one, and build features.

    With the features of as many numbers the newest model of calls on the shelf is asked.
    """
    table = made_up_attempts(attempts)
    memory = _Memory()
    began, cpu = time.monotonic(), time.process_time()
    trained = train(table)
    spent = _Spent(time.monotonic() - began, time.process_time() - cpu)
    figures = _trained(spent, attempts) | _scored(trained.model, table)
    figures["memory"] = Figure(round(memory.stop(), 2), "GB", MEMORY_GB, attempts)
    figures |= _single(trained.model, table, singles)
    built, questions = measure_features(attempts)
    figures |= built | measure_scoring(questions, shelf)
    shares = {one.name: share for one, share in trained.choice.shares.items()}
    about: dict[str, object] = {
        "attempts": attempts,
        "columns": table.frame.width,
        "model": shares,
        "cores": psutil.cpu_count(),
    }
    return figures, about


class _Memory:
    """The most memory that this process held since the start."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """In GB."""
        self._done.set()
        self._thread.join()
        return self._most / 1e9

    def _watch(self) -> None:
        while not self._done.wait(_SAMPLE_S):
            self._most = max(self._most, self._process.memory_info().rss)


def _trained(spent: _Spent, attempts: int) -> dict[str, Figure]:
    reach = TRAIN_S * attempts / MILLION if attempts > MILLION else TRAIN_S
    return {
        "train": Figure(round(spent.seconds, 1), "s", reach, attempts),
        "train_cpu": Figure(round(spent.cpu_s, 1), "CPU s", None, attempts),
    }


def _scored(model: Model, table: Table) -> dict[str, Figure]:
    began, cpu = time.monotonic(), time.process_time()
    model.chances(table.frame)
    seconds, cpu_s = time.monotonic() - began, time.process_time() - cpu
    rows = len(table)
    per_batch = BATCH / rows
    return {
        "score_100000": Figure(round(seconds * per_batch, 3), "s", BATCH_S, rows),
        "score_100000_cpu": Figure(round(cpu_s * per_batch, 3), "CPU s", None, rows),
        "scored_per_second": Figure(round(rows / seconds), "rows/s", None, rows),
    }


def _single(model: Model, table: Table, singles: int) -> dict[str, Figure]:
    taken_ms = []
    for values in table.frame.head(singles).iter_rows(named=True):
        began = time.perf_counter()
        model.chance(values)
        taken_ms.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(taken_ms, n=100, method="inclusive")[94]
    return {"single_p95": Figure(round(p95, 3), "ms", SINGLE_MS, len(taken_ms))}
