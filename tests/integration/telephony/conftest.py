"""A robot's endpoint in this process, and a far end in another, on loopback."""

import math
import multiprocessing
import struct
import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.integration.telephony.far_end import Line, run_far_end
from voicebot.adapters.telephony.account import Identity, SipAccount
from voicebot.adapters.telephony.endpoint import EndpointConfig, SipEndpoint
from voicebot.adapters.telephony.watch import Limits
from voicebot.conversation.ports import Deliver

SPAWN = multiprocessing.get_context("spawn")


def write_tone(path: Path, hz: float, seconds: float) -> Path:
    """An 8 kHz mono WAV of one tone."""
    count = int(8000 * seconds)
    samples = (int(8000 * math.sin(2 * math.pi * hz * i / 8000)) for i in range(count))
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(8000)
        wav.writeframes(struct.pack(f"<{count}h", *samples))
    return path


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400.wav and 700.wav, two seconds each, and short.wav of 0.3 s."""
    folder = tmp_path_factory.mktemp("clips")
    write_tone(folder / "400.wav", 400, 2.0)
    write_tone(folder / "700.wav", 700, 2.0)
    write_tone(folder / "short.wav", 400, 0.3)
    return folder


@dataclass
class Far:
    """The far end's process."""

    address: str
    channel: Connection

    def uri(self, who: str) -> str:
        return f"sip:{who}@{self.address}"

    def report(self, who: str) -> tuple[object, object]:
        """What that person noticed, and their last signal."""
        while self.channel.poll(25):
            called, noticed, last = self.channel.recv()
            if called == who:
                return noticed, last
        raise AssertionError("the far end reports nothing")


@pytest.fixture(scope="session")
def far(clips: Path) -> Iterator[Far]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(
        target=run_far_end, args=(theirs, clips, Identity("far"), {"udp": 0}), daemon=True
    )
    process.start()
    theirs.close()
    assert ours.poll(30), "the far end does not start"
    yield Far(ours.recv(), ours)
    ours.send("")
    process.join(10)
    assert process.exitcode == 0


@dataclass
class Robot:
    """The endpoint under test and its account."""

    endpoint: SipEndpoint
    account: SipAccount

    def call(self, *uris: str, limits: Limits | None = None) -> Line:
        line = Line(self.account.leg())
        self.endpoint.post(lambda: self.place(line, *uris, limits=limits))
        return line

    def place(
        self, line: Line, *uris: str, deliver: Deliver | None = None, limits: Limits | None = None
    ) -> None:
        """On the endpoint's thread."""
        self.account.place(line.leg, uris, deliver or line.inbox.put, limits or Limits())


def _serve(made: "list[Robot]", ready: threading.Event) -> None:
    endpoint = SipEndpoint(EndpointConfig())
    endpoint.start()
    made.append(Robot(endpoint, SipAccount(endpoint, Identity("robot"))))
    ready.set()
    endpoint.run()


@pytest.fixture(scope="module")
def robot() -> Iterator[Robot]:
    """pjsua2 can live only once at a time in a process: one endpoint serves a module's tests."""
    made: list[Robot] = []
    ready = threading.Event()
    thread = threading.Thread(target=_serve, args=(made, ready))
    thread.start()
    assert ready.wait(20)
    yield made[0]
    made[0].endpoint.stop()
    thread.join(20)


@pytest.fixture
def call(robot: Robot) -> Iterator[Callable[..., Line]]:
    """Places calls that are all ended when the test ends."""
    lines: list[Line] = []

    def place(*uris: str, limits: Limits | None = None) -> Line:
        line = robot.call(*uris, limits=limits)
        lines.append(line)
        return line

    yield place
    for line in lines:
        line.leg.hang_up()
