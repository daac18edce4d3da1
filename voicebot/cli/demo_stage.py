"""The demo's campaigns: one today, one on the same numbers as if a day had passed."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from voicebot import bootstrap
from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.telephony.account import Identity
from voicebot.adapters.telephony.asterisk import Pbx
from voicebot.bootstrap import Office
from voicebot.cli.call import attempted_json
from voicebot.contacts.suppression import OptOut
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.ports import CallLog, Entry, Lines
from voicebot.outcomes.record import CallRecord
from voicebot.settings import Settings
from voicebot.simulation.carrier import Carrier
from voicebot.simulation.cast import Cast, gather
from voicebot.simulation.operators import Operators
from voicebot.simulation.verdicts import Verdict, judge

FLOW = "appointment_reminder"
RING_S = 15.0  # the least that is allowed: the demo's people who do not answer never will
AGENTS = 3
PLACES = ("voicebot.db", "voicebot.db-wal", "voicebot.db-shm", "calls", "spool", "owners", "people")


class Watcher(Protocol):
    """Sees calls as they happen."""

    def round_begins(self, number: int, people: int) -> None:
        """A campaign starts."""

    def call_begins(self, order: CallOrder) -> None:
        """A call is placed."""

    def call_does(self, attempt_id: str, state: str) -> None:
        """What a call does now."""

    def call_ended(self, entry: Entry, attempted: Attempted) -> None:
        """A contact was called, or left alone."""


@dataclass(slots=True)
class Result:
    """What the demo found; `seconds` is how long both campaigns took."""

    verdicts: list[Verdict] = field(default_factory=list)
    incoming: list[CallRecord] = field(default_factory=list)
    dialled_after_opt_out: list[str] = field(default_factory=list)
    opt_outs: list[dict[str, object]] = field(default_factory=list)
    suppressed: list[dict[str, object]] = field(default_factory=list)
    pbx: str = "direct"
    asr: str = ""
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """True if every outcome is what was due, and nobody who opted out was dialled."""
        return all(verdict.ok for verdict in self.verdicts) and not self.dialled_after_opt_out

    def as_json(self) -> dict[str, object]:
        """The demo's machine-readable report."""
        called = [v.as_json() for v in self.verdicts if v.call["disposition"] is not None]
        return {
            "calls": called,
            "incoming": [record.as_json() for record in self.incoming],
            "dispositions": dict(Counter(str(call["disposition"]) for call in called)),
            "opt_outs": self.opt_outs,
            "suppressed": self.suppressed,
            "dialled_after_opt_out": self.dialled_after_opt_out,
            "right": self.right,
            "pbx": self.pbx,
            "asr": self.asr,
            "seconds": round(self.seconds, 1),
        }


class _WatchedLines:
    """Lines that tell the watcher which order is being placed."""

    def __init__(self, lines: Lines, watcher: Watcher) -> None:
        self._lines = lines
        self._watcher = watcher

    @property
    def capacity(self) -> int:
        return self._lines.capacity

    def place(self, order: CallOrder) -> CallLog:
        self._watcher.call_begins(order)
        return self._lines.place(order)

    def close(self) -> None:
        self._lines.close()


class Rehearsal:
    """Sets the stage, runs both campaigns, and judges."""

    def __init__(self, settings: Settings, contacts: int, language: str) -> None:
        home = settings.home / "demo"
        chosen = {
            "home": home,
            "asr_fetched": settings.asr_fetched or str(settings.home / "asr_models"),
            "pbx_rootfs": settings.pbx_rootfs or str(settings.home / "asterisk" / "rootfs"),
            "ring_timeout_s": RING_S,
            "agents": AGENTS,
            "pbx_calls_per_second": 20,
            "voice": "pyttsx3" if settings.voice == "auto" else settings.voice,
        }
        self._settings = settings.model_copy(update=chosen)
        self.cast: Cast = gather(contacts, language, datetime.now(UTC))

    def run(self, watcher: Watcher) -> Result:
        """Both campaigns. The data of an earlier demo are removed first."""
        self._clear()
        result = Result()
        with self._stage(watcher) as (office, lines, carrier):
            began = time.monotonic()
            self._round(1, office, lines, watcher, result)
            office.clock.ahead = timedelta(days=1)
            self._round(2, office, lines, watcher, result)
            result.seconds = time.monotonic() - began
            self._take_stock(office, carrier, result)
        return result

    @contextmanager
    def _stage(self, watcher: Watcher) -> Iterator[tuple[Office, _WatchedLines, Carrier]]:
        """The carrier with its people, Asterisk between it and us, and our lines."""
        home = self._settings.home
        with Carrier(home / "people", lines=AGENTS * 4) as carrier:
            carrier.set_scene(self.cast.parts)
            settings = self._settings.model_copy(update={"pbx_gateways": carrier.gateways})
            try:
                with (
                    bootstrap.office(settings) as office,
                    bootstrap.lines(office, on_state=watcher.call_does) as lines,
                    _operators(settings),
                ):
                    yield office, _WatchedLines(lines, watcher), carrier
            finally:
                if settings.pbx != "direct":
                    Pbx(settings).down()

    def _round(
        self, number: int, office: Office, lines: Lines, watcher: Watcher, result: Result
    ) -> None:
        for contact in self.cast.contacts if number == 1 else ():
            office.storage.contacts.add(contact)
        campaign, people, _ = bootstrap.create_campaign(
            office, f"Reminders, day {number}", office.flow(FLOW), "en"
        )
        watcher.round_begins(number, people)

        def ended(entry: Entry, attempted: Attempted) -> None:
            who = entry.contact.number.e164
            part = self.cast.parts[who]
            call = attempted_json(attempted)
            result.verdicts.append(judge(number, who, part.persona, part.language, call))
            watcher.call_ended(entry, attempted)

        office.campaign_run(campaign, lines).run_due(ended)

    def _take_stock(self, office: Office, carrier: Carrier, result: Result) -> None:
        kept = list(office.storage.optouts.kept())
        result.opt_outs = [_opt_out(each.optout) for each in kept]
        result.suppressed = [v.as_json() for v in result.verdicts if v.call["disposition"] is None]
        languages = sorted({part.language for part in self.cast.parts.values()})
        engines = Engines(office.settings)
        result.asr = ", ".join(f"{one}: {engines.chosen(one).name}" for one in languages)
        if office.settings.pbx != "direct":
            result.pbx = f"asterisk {Pbx(office.settings).status().version}"
        saved_at = {opt.optout.number.e164: opt.recorded_at.timestamp() for opt in kept}
        result.dialled_after_opt_out = [
            str(line["number"])
            for line in carrier.diary()
            if line["what"] == "invited"
            and float(str(line["at"])) > saved_at.get(str(line["number"]), float("inf"))
        ]

    def _clear(self) -> None:
        for name in PLACES:
            place = self._settings.home / name
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)


def _operators(settings: Settings) -> AbstractContextManager[object]:
    """Human operators at their telephones; nobody without an Asterisk to register with."""
    if settings.pbx == "direct":
        return nullcontext()
    accounts = [Pbx(settings).operator(index) for index in range(settings.pbx_operators)]
    return Operators([Identity(a.username, f"{a.host}:{a.sip_port}", a.password) for a in accounts])


def _opt_out(optout: OptOut) -> dict[str, object]:
    return {
        "number": optout.number.e164,
        "scope": str(optout.scope),
        "source": str(optout.source),
        "words": optout.words,
        "refusal_kind": optout.refusal_kind,
        "at": optout.at.isoformat(),
        "evidence": optout.evidence,
    }
