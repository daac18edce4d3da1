"""How fast the robot is on real calls, as the people at the other end measured it."""

import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import psutil

from voicebot import bootstrap
from voicebot.adapters.speech.choosing import Engines
from voicebot.bootstrap.office import Office
from voicebot.bootstrap.rehearsal import LINES_AN_AGENT, Stage, rehearsed, stage
from voicebot.cli.bench_watched import watched
from voicebot.cli.figures import Figure
from voicebot.conversation.events import Began, OptOutSaved
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.ports import Campaign, Entry
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


@dataclass(frozen=True, slots=True)
class _Used:
    """CPU seconds of the agents and the recogniser together, and of this process."""

    calls_s: float
    coordinator_s: float


class _Load:
    """CPU time and memory of the agents and the recogniser while calls are held."""

    def __init__(self, agents: Sequence[int | None], recogniser: int | None) -> None:
        self.agents = [psutil.Process(pid) for pid in agents if pid]
        self._recogniser = psutil.Process(recogniser)
        self._began, self._own_began = self._cpu_s(), time.process_time()
        self.agent_mb = self.recogniser_mb = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> _Used:
        """What was used since the start."""
        self._done.set()
        self._thread.join()
        return _Used(self._cpu_s() - self._began, time.process_time() - self._own_began)

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_S):
            self.agent_mb = max(self.agent_mb, *map(_size_mb, self.agents))
            self.recogniser_mb = max(self.recogniser_mb, _size_mb(self._recogniser))

    def _cpu_s(self) -> float:
        return sum(sum(p.cpu_times()[:2]) for p in (*self.agents, self._recogniser))


def _size_mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss / 2**20)


def measure_calls(
    settings: Settings, calls: int, at_once: int, language: str, watchers: int = 0
) -> tuple[dict[str, Figure], dict[str, object]]:
    """Hold the calls, `at_once` at a time; returns the figures, and what they were measured on.

    With `watchers` the same calls are held a second time while so many supervisors watch them; the
    figures of that time stand beside the others as `…_watched`.
    """
    chosen = rehearsed(settings, "bench", -(-at_once // LINES_AN_AGENT))
    figures, about = _measured(chosen, calls, at_once, language, 0)
    if not watchers:
        return figures, about
    again, seen = _measured(chosen, calls, at_once, language, watchers)
    beside: dict[str, Figure] = {}
    for name, figure in again.items():
        if name in figures:
            beside[name] = figures[name]
        beside[f"{name}_watched"] = figure
    return beside, about | {"watchers": watchers, "seconds_watched": seen["seconds"]}


def _measured(
    chosen: Settings, calls: int, at_once: int, language: str, watchers: int
) -> tuple[dict[str, Figure], dict[str, object]]:
    lost: list[str] = []

    def on_state(attempt_id: str, state: str) -> None:
        if state == "lost":
            lost.append(attempt_id)

    with stage(chosen, _cast(calls, language), on_state=on_state) as set_up:
        campaign = _campaign(set_up.office)
        name, switchboard = campaign.campaign_id, bootstrap.Switchboard()
        with (
            switchboard.joined(set_up.lines),
            watched(set_up.office, switchboard, name, watchers) as watching,
        ):
            load = _Load([agent.pid for agent in set_up.lines.agents], set_up.recogniser.pid)
            began = time.monotonic()
            attempts = _hold(set_up, campaign, at_once)
            seconds = time.monotonic() - began
            used = load.stop()
        measured = measure(set_up.carrier.diary(), _saved_at(set_up, attempts))
        engine = Engines(chosen).chosen(language).name
    figures = _figures(measured) | _of_calls(attempts, lost, chosen.agents)
    about = {
        "calls": len(attempts),
        "at_once": at_once,
        "language": language,
        "engine": engine,
        "pbx": chosen.pbx,
        "cores": psutil.cpu_count(),
        "seconds": round(seconds, 1),
    }
    return figures | _of_load(load, used, attempts, seconds) | watching.figures(), about


def _of_calls(attempts: Sequence[Attempted], lost: Sequence[str], agents: int) -> dict[str, Figure]:
    dropped = [a for a in attempts if a.record is None or _failed(a)]
    return {
        "calls_dropped": Figure(len(dropped), "calls", 0, len(attempts)),
        "agents_crashed": Figure(len(lost), "calls lost", 0, agents),
    }


def _of_load(
    load: _Load, used: _Used, attempts: Sequence[Attempted], seconds: float
) -> dict[str, Figure]:
    talk_s = sum(a.record.outcome.timings.talk_s or 0.0 for a in attempts if a.record)
    a_call = 100 * used.calls_s / max(talk_s, 1.0)
    return {
        "cpu_per_call": Figure(round(a_call, 1), "% of a core", None, len(attempts)),
        "cpu_of_coordinator": Figure(
            round(100 * used.coordinator_s / seconds, 1), "% of a core", None, 1
        ),
        "memory_per_agent": Figure(round(load.agent_mb), "MB", None, len(load.agents)),
        "memory_of_recogniser": Figure(round(load.recogniser_mb), "MB", None, 1),
    }


def _cast(calls: int, language: str) -> Cast:
    """The people of a benchmark: half of them opt out in the middle of the prompt."""
    whole = gather(calls, language, datetime.now(UTC))
    roles = {
        number: replace(part, persona=ROLES[index % len(ROLES)])
        for index, (number, part) in enumerate(whole.parts.items())
    }
    given = tuple(replace(opening, withdrawn_at=None) for opening in whole.consents)
    return replace(whole, parts=roles, consents=given)


def _campaign(office: Office) -> Campaign:
    campaign, _, _ = bootstrap.create_campaign(office, "Benchmark", office.flow(FLOW), "en")
    return campaign


def _hold(set_up: Stage, campaign: Campaign, at_once: int) -> list[Attempted]:
    attempts = list[Attempted]()

    def ended(_entry: Entry, attempted: Attempted) -> None:
        attempts.append(attempted)

    set_up.office.campaign_run(campaign, set_up.lines, at_once).run_due(ended)
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
