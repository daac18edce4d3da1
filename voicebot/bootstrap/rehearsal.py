"""An installation of its own with simulated people on the other side: demo and benchmarks."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.speech.recogniser.handle import Recogniser
from voicebot.adapters.telephony.account import Identity
from voicebot.adapters.telephony.asterisk import Pbx
from voicebot.adapters.telephony.pool import AgentPool
from voicebot.bootstrap.lines import lines, recogniser
from voicebot.bootstrap.office import Office, office
from voicebot.outcomes.record import CallRecord
from voicebot.settings import Settings
from voicebot.simulation.carrier import Carrier
from voicebot.simulation.cast import Cast
from voicebot.simulation.operators import Operators

RING_S = 15.0  # the least that is allowed: people who do not answer here never will
CALLS_A_SECOND = 20
LINES_AN_AGENT = 4
STRANGERS = 4  # people who may call in while every line of ours is taken
OPERATORS = 4  # three people ask for one at the same time
RUSSIAN_LINE = "+74991000199"  # the incoming line that answers in Russian
REMOVED = (
    "voicebot.db",
    "voicebot.db-wal",
    "voicebot.db-shm",
    "calls",
    "spool",
    "owners",
    "people",
    "logs",
)


def _ignore(*_: object) -> None:
    """Nobody asked."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything of a rehearsal, running."""

    office: Office
    lines: AgentPool
    recogniser: Recogniser
    carrier: Carrier


def rehearsed(settings: Settings, name: str, agents: int) -> Settings:
    """The settings of a rehearsal under `home`/`name`; what was fetched before is shared."""
    chosen = {
        "home": settings.home / name,
        "database_url": "",
        "asr_fetched": settings.asr_fetched or str(settings.home / "asr_models"),
        "pbx_rootfs": settings.pbx_rootfs or str(settings.home / "asterisk" / "rootfs"),
        "pbx_calls_per_second": CALLS_A_SECOND,
        "pbx_max_calls": agents * LINES_AN_AGENT + STRANGERS,
        "pbx_operators": OPERATORS,
        "pbx_incoming": settings.pbx_incoming | {RUSSIAN_LINE: "opt_out_line:ru"},
        "ring_timeout_s": RING_S,
        "agents": agents,
        "voice": "pyttsx3" if settings.voice == "auto" else settings.voice,
    }
    return settings.model_copy(update=chosen)


@contextmanager
def stage(
    settings: Settings,
    cast: Cast,
    *,
    on_state: Callable[[str, str], None] = _ignore,
    on_incoming: Callable[[CallRecord], None] = _ignore,
) -> Iterator[Stage]:
    """The carrier with its people, Asterisk between it and us, our lines, and operators.

    `settings` come from `rehearsed`; the data of the rehearsal before are removed first.
    """
    _clear(settings.home)
    people = settings.agents * LINES_AN_AGENT + STRANGERS
    with (
        recogniser(settings) as ears,  # which loads meanwhile
        Carrier(settings.home / "people", lines=people) as carrier,
    ):
        carrier.set_scene(cast.parts)
        settings = settings.model_copy(update={"pbx_gateways": carrier.gateways})
        try:
            with office(settings) as opened:
                _introduce(cast, opened)
                with (
                    lines(opened, ears=ears, on_state=on_state, on_incoming=on_incoming) as ours,
                    _operators(settings) as operators,
                ):
                    yield Stage(opened, ours, ears, carrier)
                    carrier.leave()
                    if operators is not None:
                        operators.leave()
        finally:
            if settings.pbx != "direct":
                Pbx(settings).down()


def _introduce(cast: Cast, ours: Office) -> None:
    """Everybody is in our books, with what they consented to."""
    for contact in cast.contacts:
        ours.storage.contacts.add(contact)
    for opening in cast.consents:
        ours.storage.consents.record(opening)


def _operators(settings: Settings) -> AbstractContextManager[Operators | None]:
    """Human operators at their telephones; nobody without an Asterisk to register with."""
    if settings.pbx == "direct":
        return nullcontext()
    accounts = [Pbx(settings).operator(index) for index in range(settings.pbx_operators)]
    return Operators([Identity(a.username, f"{a.host}:{a.sip_port}", a.password) for a in accounts])


def _clear(home: Path) -> None:
    for name in REMOVED:
        place = home / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
