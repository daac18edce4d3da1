"""Strangers who call the robot's own line while the demo runs: nobody it has ever called."""

import time
from dataclasses import dataclass, field

from voicebot.adapters.telephony.asterisk import Pbx
from voicebot.bootstrap.rehearsal import RUSSIAN_LINE, Stage
from voicebot.outcomes.record import CallRecord
from voicebot.simulation.callers import BY_KEY, BY_WORDS, with_hidden_number
from voicebot.simulation.persona import Caller
from voicebot.simulation.verdicts import Verdict, judge_incoming

PATIENCE_S = 60.0  # for the calls still under way when the campaigns are over


@dataclass(frozen=True, slots=True)
class Stranger:
    """`number` is the one that is not to be called any more."""

    caller: Caller
    number: str
    language: str
    voice: str

    @property
    def shows(self) -> str | None:
        """The number the call comes from, None if it is hidden."""
        return None if self.caller.anonymous else self.number


STRANGERS = (
    Stranger(BY_WORDS, "+12065550190", "en", "rms"),
    Stranger(BY_KEY, "+12065550191", "en", "slt"),
    Stranger(with_hidden_number("+12065550192"), "+12065550192", "en", "slt"),
    Stranger(BY_WORDS, "+74991000190", "ru", "nsh"),
)


@dataclass(slots=True)
class Strangers:
    """Places their calls and judges the records that come of them."""

    wanted: tuple[Stranger, ...]
    records: list[CallRecord] = field(default_factory=list)

    @classmethod
    def speaking(cls, language: str) -> "Strangers":
        """Those of a language, or all if it is empty."""
        return cls(tuple(s for s in STRANGERS if language in ("", s.language)))

    def call_in(self, set_up: Stage) -> None:
        """Everybody calls now."""
        for stranger in self.wanted:
            line = set_up.office.settings.callback_number
            called = RUSSIAN_LINE if stranger.language == "ru" else line
            set_up.carrier.call_in(
                f"sip:{called}@{_door(set_up)}",
                stranger.caller,
                number=stranger.shows,
                language=stranger.language,
                voice=stranger.voice,
            )

    def verdicts(self) -> list[Verdict]:
        """One for each, when their calls are over; a call that never came is judged as missing."""
        deadline = time.monotonic() + PATIENCE_S
        while len(self.records) < len(self.wanted) and time.monotonic() < deadline:
            time.sleep(0.2)
        return [self._verdict(stranger) for stranger in self.wanted]

    def _verdict(self, stranger: Stranger) -> Verdict:
        name, number, language = stranger.caller.name, stranger.number, stranger.language
        for record in self.records:
            if record.number == stranger.shows:
                return judge_incoming(name, number, language, record.as_json())
        return Verdict(0, number, name, language, "an answered call", "nothing", False, NOTHING)


NOTHING: dict[str, object] = {"disposition": None, "decision": {"reasons": []}}


def _door(set_up: Stage) -> str:
    """`host:port` where calls from outside come in."""
    settings = set_up.office.settings
    if settings.pbx == "direct":
        return str(set_up.lines.agents[0].addresses["udp"])
    return str(Pbx(settings).status().sip)
