"""The live call, with the real dialogue and turns, on a line and an ear of our own making.

Time is that of the audio: each frame that is taken moves the clock by 20 ms.
"""

import queue
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.call_parts import (
    FakeEar,
    FakeFolder,
    FakeLeg,
    FakeRegister,
    FakeVoice,
    LoudDetector,
)
from voicebot.contacts.purpose import Purpose
from voicebot.conversation import events, ports
from voicebot.conversation.call import LiveCall, Parts
from voicebot.conversation.flow import load_flow
from voicebot.conversation.listening import Listening
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.session import Session
from voicebot.conversation.speaking import Speaking
from voicebot.conversation.turns import Turns

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FLOWS = Path(__file__).parents[3] / "dialplans"
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
        return not self.script and not self.late


class Stage:
    """One call with everything around it."""

    def __init__(self, folder: Path, script: list[Step], says: list[str], broken: bool = False):
        self.inbox = Rehearsed(script)
        deliver = self.inbox.late.append
        self.leg = FakeLeg(deliver)
        self.ear = FakeEar(deliver, says)
        self.voice = FakeVoice(folder)
        self.folder = FakeFolder()
        self.register = FakeRegister(broken)
        flow = load_flow(FLOWS / "appointment_reminder.yaml")
        variables: dict[str, object] = {"name": "Anna", "when": datetime(2026, 12, 1, 10, 30)}
        order = ports.CallOrder(
            "attempt",
            "outbound",
            "+12025550123",
            "+12025550123",
            flow.name,
            "en",
            Purpose.APPOINTMENT_REMINDER,
            {name: variables.get(name, "Dr Smith") for name in flow.variables} | variables,
            zone="America/New_York",
        )
        parts = Parts(
            Session(flow, order, seller="Northern Clinic", now=NOW),
            self.leg,
            Speaking(self.leg, self.voice, self.folder),
            Listening(self.ear, LoudDetector(), Turns()),
            self.ear,
            self.folder,
            self.register,
        )
        self.call = LiveCall(order, self.inbox, parts, NOW, monotonic=lambda: self.inbox.now)

    def run(self) -> list[events.Event]:
        self.call.run()
        return self.folder.events


def seconds(frame: ports.Frame, length: float) -> list[Step]:
    return [frame] * round(length / 0.02)


def names(happened: list[events.Event]) -> list[str]:
    return [type(event).__name__ for event in happened]


OPENING: list[Step] = [ports.LegRinging(), ports.LegAnswered(), *seconds(QUIET, 2.0)]


def test_an_opt_out_is_on_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [], ["stop calling me"])
    speech = [*seconds(LOUD, 0.8), *seconds(QUIET, 1.5)]
    stage.inbox.script.extend([*OPENING, *speech, lambda: stage.leg.finish_prompt(), HUNG_UP])
    order = names(stage.run())
    assert order.index("OptOutSaved") < order.index("OptOutAcknowledged")
    assert [optout.words for optout in stage.register.saved] == ["stop calling me"]
    assert stage.register.saved[0].evidence == "calls/evidence.wav"
    assert stage.leg.did[-1] == "hang up"
    assert order[-1] == "HungUp"


def test_words_said_while_hanging_up_still_count(tmp_path: Path) -> None:
    script: list[Step] = [*OPENING, *seconds(LOUD, 0.8), GONE]
    stage = Stage(tmp_path, script, ["don't ever call me again"])
    order = names(stage.run())
    assert order.index("HungUp") < order.index("OptOutSaved")
    assert "OptOutAcknowledged" not in order
    assert len(stage.register.saved) == 1


def test_key_9_is_an_opt_out_in_the_middle_of_a_prompt(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [], [])
    finish = [lambda: stage.leg.finish_prompt(), HUNG_UP]
    stage.inbox.script.extend([*OPENING, ports.LegKey("9"), *seconds(QUIET, 0.2), *finish])
    order = names(stage.run())
    assert "OptOutSaved" in order
    assert len(stage.register.saved) == 1


def test_nothing_is_promised_when_the_opt_out_could_not_be_written(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [], ["stop calling me"], broken=True)
    speech = [*seconds(LOUD, 0.8), *seconds(QUIET, 1.5)]
    stage.inbox.script.extend([*OPENING, *speech, lambda: stage.leg.finish_prompt(), HUNG_UP])
    order = names(stage.run())
    assert "Failed" in order
    assert "OptOutAcknowledged" not in order
    assert any(isinstance(e, events.Understood) and e.opt_out for e in stage.folder.events)


def test_speech_over_the_prompt_silences_the_robot(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*OPENING, *seconds(LOUD, 0.6), GONE], ["hello"])
    happened = stage.run()
    barged = [event for event in happened if isinstance(event, events.BargedIn)]
    assert barged
    assert "stop" in stage.leg.did


def test_a_conversation_that_breaks_ends_its_call_and_says_so(tmp_path: Path) -> None:
    stage = Stage(tmp_path, list(OPENING), [])

    def broken(text: str, language: str) -> ports.Prompt:
        raise RuntimeError("the voice fell over")

    stage.voice.say = broken  # type: ignore[method-assign]
    happened = stage.run()
    assert isinstance(happened[-1], events.Failed)
    assert "hang up" in stage.leg.did
    assert stage.folder.closed_with == [None]


@pytest.mark.parametrize("result", [NetworkResult.BUSY, NetworkResult.NO_ANSWER])
def test_a_call_nobody_took_ends_by_the_network(tmp_path: Path, result: NetworkResult) -> None:
    stage = Stage(tmp_path, [ports.LegEnded(Cause(result, 486, 17), by_us=False)], [])
    ended = stage.run()[-1]
    assert isinstance(ended, events.HungUp)
    assert ended.by == "network"
