"""How fast the robot is on real calls, as the people at the other end measured it."""

import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psutil

from voicebot import bootstrap
from voicebot.adapters.speech.choosing import Engines
from voicebot.bootstrap.rehearsal import LINES_AN_AGENT, Stage, rehearsed, stage
from voicebot.cli.figures import Figure
from voicebot.conversation.events import Began, OptOutSaved
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.ports import Entry
from voicebot.settings import Settings
from voicebot.simulation.cast import Cast, gather
from voicebot.simulation.measurements import Measured, measure

FLOW = "appointment_reminder"
ROLES = (
    "opts_out_by_voice",
    "confirms_by_voice",
    "opts_out_by_voice",
    "polite_no",
    "opts_out_by_voice",
    "wrong_number",
)
SAMPLE_S = 0.5


class _Load:
    """CPU time and memory of the agents and the recogniser while calls are held."""

    def __init__(self, agents: Sequence[int | None], recogniser: int | None) -> None:
        self._agents = [psutil.Process(pid) for pid in agents if pid]
        self._recogniser = psutil.Process(recogniser)
        self._began = self._cpu_s()
        self.agent_mb = self.recogniser_mb = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """CPU seconds used since the start."""
        self._done.set()
        self._thread.join()
        return self._cpu_s() - self._began

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_S):
            self.agent_mb = max(self.agent_mb, *map(_size_mb, self._agents))
            self.recogniser_mb = max(self.recogniser_mb, _size_mb(self._recogniser))

    def _cpu_s(self) -> float:
        return sum(sum(p.cpu_times()[:2]) for p in (*self._agents, self._recogniser))


def _size_mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss / 2**20)


def measure_calls(
    settings: Settings, calls: int, at_once: int, language: str
) -> tuple[dict[str, Figure], dict[str, object]]:
    """Hold the calls, `at_once` at a time; returns the figures, and what they were measured on."""
    agents = -(-at_once // LINES_AN_AGENT)
    chosen = rehearsed(settings, "bench", agents)
    cast = _cast(calls, language)
    lost: list[str] = []

    def on_state(attempt_id: str, state: str) -> None:
        if state == "lost":
            lost.append(attempt_id)

    with stage(chosen, cast, on_state=on_state) as set_up:
        load = _Load([agent.pid for agent in set_up.lines.agents], set_up.recogniser.pid)
        began = time.monotonic()
        attempts = _hold(set_up, at_once)
        seconds = time.monotonic() - began
        cpu_s = load.stop()
        measured = measure(set_up.carrier.diary(), _saved_at(set_up, attempts))
        engine = Engines(chosen).chosen(language).name
    talk_s = sum(a.record.outcome.timings.talk_s or 0.0 for a in attempts if a.record)
    dropped = [a for a in attempts if a.record is None or _failed(a)]
    figures = _figures(measured) | {
        "calls_dropped": Figure(len(dropped), "calls", 0, len(attempts)),
        "agents_crashed": Figure(len(lost), "calls lost", 0, agents),
        "cpu_per_call": Figure(
            round(100 * cpu_s / max(talk_s, 1.0), 1), "% of a core", None, calls
        ),
        "memory_per_agent": Figure(round(load.agent_mb), "MB", None, agents),
        "memory_of_recogniser": Figure(round(load.recogniser_mb), "MB", None, 1),
    }
    about = {
        "calls": len(attempts),
        "at_once": at_once,
        "language": language,
        "engine": engine,
        "pbx": chosen.pbx,
        "cores": psutil.cpu_count(),
        "seconds": round(seconds, 1),
    }
    return figures, about


def _cast(calls: int, language: str) -> Cast:
    """The people of a benchmark: half of them opt out in the middle of the prompt."""
    whole = gather(calls, language, datetime.now(UTC))
    roles = {
        number: replace(part, persona=ROLES[index % len(ROLES)])
        for index, (number, part) in enumerate(whole.parts.items())
    }
    given = tuple(replace(opening, withdrawn_at=None) for opening in whole.consents)
    return replace(whole, parts=roles, consents=given)


def _hold(set_up: Stage, at_once: int) -> list[Attempted]:
    office, attempts = set_up.office, list[Attempted]()
    campaign, _, _ = bootstrap.create_campaign(office, "Benchmark", office.flow(FLOW), "en")

    def ended(_entry: Entry, attempted: Attempted) -> None:
        attempts.append(attempted)

    office.campaign_run(campaign, set_up.lines, at_once).run_due(ended)
    return attempts


def _saved_at(set_up: Stage, attempts: Sequence[Attempted]) -> dict[str, float]:
    """When each spoken opt-out was on disk, in epoch seconds by number."""
    saved = {}
    for attempted in attempts:
        events = set_up.office.storage.archive.read(attempted.attempt_id).events
        began = next((e for e in events if isinstance(e, Began)), None)
        optout = next((e for e in events if isinstance(e, OptOutSaved)), None)
        if began and optout and optout.source == "SPOKEN":
            at = began.at + timedelta(seconds=optout.at_s)
            saved[optout.number] = at.timestamp()
    return saved


def _failed(attempted: Attempted) -> bool:
    record = attempted.record
    return record is not None and str(record.outcome.disposition) == "TECHNICAL_FAILURE"


def _figures(measured: Measured) -> dict[str, Figure]:
    saved, barge, response = (
        measured.speech_end_to_saved_ms,
        measured.barge_in_ms,
        measured.response_ms,
    )
    return {
        "speech_end_to_saved_p50": _percentile(saved, 50, 600),
        "speech_end_to_saved_p95": _percentile(saved, 95, 1000),
        "barge_in_p95": _percentile(barge, 95, 400),
        "turn_end_to_first_audio_p50": _percentile(response, 50, 1000),
        "turn_end_to_first_audio_p95": _percentile(response, 95, 1500),
    }


def _percentile(values: Sequence[float], percent: int, reach: float) -> Figure:
    """Of too few values, the largest."""
    if len(values) < 2:
        value = max(values, default=float("inf"))
    else:
        value = statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
    return Figure(round(value, 1), "ms", reach, len(values))
