"""A live call on a line, an ear and a clock of our own making, driven by a script.

Time is that of the audio: each frame that is taken moves the clock by 20 ms.
"""

import queue
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.fakes.call_parts import (
    FakeEar,
    FakeFolder,
    FakeLeg,
    FakeOffers,
    FakeRegister,
    FakeVoice,
    LoudDetector,
)
from voicebot.contacts.purpose import Purpose
from voicebot.conversation import ports
from voicebot.conversation.call import LiveCall, Parts
from voicebot.conversation.flow import load_flow
from voicebot.conversation.listening import Listening
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.session import Session
from voicebot.conversation.speaking import Speaking
from voicebot.conversation.turns import Turns

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FLOWS = Path(__file__).parents[2] / "dialplans"
QUIET = ports.Frame(bytes(320))
LOUD = ports.Frame(
    b"".join(
        (3000 * (1 if n % 8 < 4 else -1)).to_bytes(2, "little", signed=True) for n in range(160)
    )
)
GONE = ports.LegEnded(Cause(NetworkResult.ANSWERED, 200, 16), by_us=False)
HUNG_UP = ports.LegEnded(Cause(NetworkResult.ANSWERED, 200, 16), by_us=True)

Step = ports.Signal | Callable[[], object]


class Rehearsed:
    """An inbox that plays a script: signals as they come, and things that the test does between."""

    def __init__(self, script: list[Step]) -> None:
        self.script = deque(script)
        self.late: deque[ports.Signal] = deque()  # what the ear and the leg deliver
        self.now = 0.0

    def get(self, block: bool = True, timeout: float | None = None) -> ports.Signal:
        if self.late:
            return self.late.popleft()
        while self.script:
            step = self.script.popleft()
            if callable(step):
                step()
                if self.late:
                    return self.late.popleft()
                continue
            if isinstance(step, ports.Frame):
                self.now += 0.02
            return step
        self.now += timeout or 0.02
        raise queue.Empty

    def empty(self) -> bool:
        signals = self.script and not callable(self.script[0])
        return not signals and not self.late


class StagedCall:
    """One call with everything around it."""

    def __init__(
        self,
        folder: Path,
        script: list[Step],
        says: list[str],
        broken: bool = False,
        folder_of_call: ports.CallFolder | None = None,
        register: ports.OptOutRegister | None = None,
        recorded: ports.Recorded = ports.Recorded.FROM_NOTICE,
        identification: str = "",
    ) -> None:
        self.inbox = Rehearsed(script)
        deliver = self.inbox.late.append
        self.leg = FakeLeg(deliver)
        self.ear = FakeEar(deliver, says)
        self.voice = FakeVoice(folder)
        self.folder = folder_of_call or FakeFolder()
        self.register = register or FakeRegister(broken)
        flow = load_flow(FLOWS / "appointment_reminder.yaml")
        if identification:
            said = replace(flow.identification, texts={"en": identification})
            flow = replace(flow, identification=said)
        variables: dict[str, object] = {"name": "Anna", "when": datetime(2026, 12, 1, 10, 30)}
        self.order = order = ports.CallOrder(
            "attempt",
            "outbound",
            "+12025550123",
            "+12025550123",
            flow.name,
            "en",
            Purpose.APPOINTMENT_REMINDER,
            {name: variables.get(name, "Dr Smith") for name in flow.variables} | variables,
            zone="America/New_York",
            recorded=recorded,
        )
        parts = Parts(
            Session(flow, order, seller="Northern Clinic", now=NOW),
            self.leg,
            Speaking(self.leg, self.voice, self.folder),
            Listening(self.ear, LoudDetector(), Turns()),
            self.ear,
            self.folder,
            self.register,
            FakeOffers(),
        )
        self.call = LiveCall(order, self.inbox, parts, NOW, monotonic=lambda: self.inbox.now)


def seconds(frame: ports.Frame, length: float) -> list[Step]:
    return [frame] * round(length / 0.02)


OPENING: list[Step] = [ports.LegRinging(), ports.LegAnswered(), *seconds(QUIET, 2.0)]
