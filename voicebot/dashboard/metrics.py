"""The figures that Prometheus collects: how many calls, how they end, how fast we are.

Labels are terms of the rules and paths of routes; nothing here is of any person. Counters count
from the first time they are asked for.
"""

import threading

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from voicebot.bootstrap.measured import OURS
from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import Switchboard
from voicebot.dashboard.live.board import Board
from voicebot.errors import StorageError

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 1, 2.5)


class Metrics:
    """Of one application; safe for threads."""

    def __init__(self, office: Office, switchboard: Switchboard, board: Board) -> None:
        self._office, self._switchboard, self._board = office, switchboard, board
        self._lock = threading.Lock()
        self._kept = kept = CollectorRegistry()
        self._calls = Counter(
            "voicebot_calls", "Calls that ended, by disposition.", ["disposition"], registry=kept
        )
        self._optouts = Counter("voicebot_opt_outs_saved", "Opt-outs saved.", registry=kept)
        self._spool = _gauge("opt_outs_in_spool", "Opt-outs that wait for the database.", kept)
        self._live = _gauge("calls_live", "Calls under way, whichever process holds them.", kept)
        self._lines = _gauge("lines", "Calls that this process can hold at once.", kept)
        self._agents = _gauge("agents_ready", "Agent processes that are ready.", kept)
        self._late = _gauge("heard_late", "1 while words are recognised too late.", kept)
        self._database = _gauge("database_up", "1 while the database answers.", kept)
        behind = "Partial results of recognition given up on calls seen here."
        self._behind = Counter("voicebot_recognition_fell_behind", behind, registry=kept)
        self._told_behind = 0
        self.pages = Histogram(
            "voicebot_page_seconds", "From a request to the beginning of its answer.",
            ["method", "route"], buckets=BUCKETS, registry=kept,
        )  # fmt: skip

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        with self._lock:
            self._read_books()
            self._read_lines()
            return generate_latest(self._kept) + generate_latest(OURS)

    def _read_books(self) -> None:
        """While the database is away its figures stay as they were, and it is told so."""
        storage = self._office.storage
        self._spool.set(sum(1 for _ in storage.optouts.waiting()))
        try:
            calls, optouts = storage.pages.counting_on.since_last()
            live = len(storage.pages.live_calls.begun(self._office.clock.now()))
        except StorageError:
            self._database.set(0)
            return
        self._database.set(1)
        self._live.set(live)
        self._optouts.inc(optouts)
        for disposition, count in calls.items():
            self._calls.labels(disposition).inc(count)

    def _read_lines(self) -> None:
        state = self._switchboard.state
        self._lines.set(state.capacity if state else 0)
        self._agents.set(state.ready if state else 0)
        self._late.set(bool(state and state.behind))
        behind = self._board.fell_behind
        self._behind.inc(behind - self._told_behind)
        self._told_behind = behind


def _gauge(name: str, told: str, kept: CollectorRegistry) -> Gauge:
    return Gauge(f"voicebot_{name}", told, registry=kept)
