"""A carrier with its people in their own process, and a robot's telephone in this one."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.integration.telephony.far_end import Line
from voicebot.adapters.telephony.account import Identity, Invitation, SipAccount
from voicebot.adapters.telephony.endpoint import EndpointConfig, SipEndpoint
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.adapters.telephony.watch import Limits
from voicebot.conversation.ports import Deliver
from voicebot.simulation.carrier import Carrier
from voicebot.simulation.clips import clip
from voicebot.simulation.personas import PERSONAS
from voicebot.simulation.scenario import Part

PROMPT = clip("slt", "en", "switched_off")  # five seconds of speech, as a robot's prompt


@dataclass
class Robot:
    """A telephone that places calls, and notes those that come in."""

    endpoint: SipEndpoint
    account: SipAccount
    incoming: list[tuple[Invitation, Line]] = field(default_factory=list)

    def call(self, number: str, gateway: str, ring_s: float = 5.0) -> Line:
        line = Line(self.account.leg())
        uris = (f"sip:{number}@{gateway}",)
        limits = Limits(ring_s=ring_s)
        self.endpoint.post(lambda: self.account.place(line.leg, uris, line.inbox.put, limits))
        return line


def _serve(made: list[Robot], ready: threading.Event) -> None:
    endpoint = SipEndpoint(EndpointConfig())
    endpoint.start()

    def take(invitation: Invitation, leg: SipLeg) -> Deliver:
        line = Line(leg)
        made[0].incoming.append((invitation, line))
        leg.answer()
        return line.inbox.put

    made.append(Robot(endpoint, SipAccount(endpoint, Identity("robot"), take)))
    ready.set()
    endpoint.run()


@pytest.fixture(scope="module")
def robot() -> Iterator[Robot]:
    """pjsua2 can live only once at a time in a process."""
    made: list[Robot] = []
    ready = threading.Event()
    thread = threading.Thread(target=_serve, args=(made, ready))
    thread.start()
    assert ready.wait(20)
    yield made[0]
    made[0].endpoint.stop()
    thread.join(20)


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrier]:
    """One process of people; `number_of(persona)` is who they are."""
    folder = tmp_path_factory.mktemp("people")
    with Carrier(folder, lines=3) as started:
        started.set_scene({number_of(name): Part(name, "en", "rms") for name in PERSONAS})
        yield started
    shutil.rmtree(folder)


def number_of(persona: str) -> str:
    return f"+120655501{list(PERSONAS).index(persona):02d}"


def lines_of(carrier: Carrier, number: str) -> list[dict[str, object]]:
    """What the person with that number wrote down."""
    return [line for line in carrier.diary() if line["number"] == number]
