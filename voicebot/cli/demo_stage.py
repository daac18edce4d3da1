"""The demo's campaigns: one today, one on the same numbers as if a day had passed."""

import time
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from voicebot import bootstrap
from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.telephony.asterisk import Pbx
from voicebot.bootstrap import Office
from voicebot.bootstrap.rehearsal import Stage, rehearsed, stage
from voicebot.cli.call import attempted_json
from voicebot.cli.demo_learned import Learned, with_own_shelf, with_score
from voicebot.cli.demo_strangers import Strangers
from voicebot.contacts.suppression import OptOut
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.ports import CallLog, CampaignState, Entry, Lines
from voicebot.settings import Settings
from voicebot.simulation.carrier import Carrier
from voicebot.simulation.cast import Cast, gather
from voicebot.simulation.verdicts import Json, Verdict, judge

FLOW = "appointment_reminder"
AGENTS = 4


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
    dialled_after_opt_out: list[str] = field(default_factory=list)
    opt_outs: list[dict[str, object]] = field(default_factory=list)
    suppressed: list[dict[str, object]] = field(default_factory=list)
    pbx: str = "direct"
    asr: str = ""
    calls: Path = Path()
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

    def kept_line(self) -> AbstractContextManager[None]:
        return self._lines.kept_line()

    def place(self, order: CallOrder) -> CallLog:
        self._watcher.call_begins(order)
        return self._lines.place(order)

    def close(self) -> None:
        self._lines.close()


class Rehearsal:
    """Runs both campaigns, and judges."""

    def __init__(self, settings: Settings, contacts: int, language: str) -> None:
        now = datetime.now(UTC)
        self.settings = with_own_shelf(rehearsed(settings, "demo", AGENTS))
        self.cast: Cast = gather(contacts, language, now)
        self._learned = Learned.speaking(language, now)
        self._strangers = Strangers.speaking(language)

    def run(self, watcher: Watcher) -> Result:
        """Both campaigns, the second as if a day had passed and a history had been taken in."""
        result = Result(calls=self.settings.home / "calls")
        with stage(
            self.settings,
            self.cast,
            on_state=watcher.call_does,
            on_incoming=self._strangers.records.append,
        ) as set_up:
            began = time.monotonic()
            self._round(1, set_up, watcher, result)
            set_up.office.clock.ahead = timedelta(days=1)
            self._strangers.call_in(set_up)
            self._learned.take_in(set_up.office)
            self._round(2, set_up, watcher, result)
            result.verdicts += self._strangers.verdicts()
            result.seconds = time.monotonic() - began
            self._take_stock(set_up.office, set_up.carrier, result)
        return result

    def _round(self, number: int, set_up: Stage, watcher: Watcher, result: Result) -> None:
        office, lines = set_up.office, _WatchedLines(set_up.lines, watcher)
        campaign, people, _ = bootstrap.create_campaign(
            office, f"Reminders, day {number}", office.flow(FLOW), "en"
        )
        watcher.round_begins(number, people)

        def ended(entry: Entry, attempted: Attempted) -> None:
            call = attempted_json(attempted)
            result.verdicts.append(self._verdict(number, entry.contact.number.e164, call))
            watcher.call_ended(entry, attempted)

        office.campaign_run(campaign, lines).run_due(ended)
        # Whoever serves these data later calls nobody: callbacks of a finished campaign stay put.
        office.storage.campaigns.set_state(campaign.campaign_id, CampaignState.FINISHED)

    def _verdict(self, number: int, who: str, call: Json) -> Verdict:
        if who not in self.cast.parts:
            return self._learned.verdict(number, who, call)
        part, operators = self.cast.parts[who], self.settings.pbx != "direct"
        verdict = judge(number, who, part.persona, part.language, call, operators=operators)
        return with_score(verdict)

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
