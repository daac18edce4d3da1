"""An endpoint's beginning and end, and another one after it in the same process.

Each in a process of its own: where something is wrong, pjsip ends the whole process.
"""

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.telephony.conftest import SPAWN, Robot
from tests.integration.telephony.far_end import Line
from voicebot.adapters.telephony.account import Identity, Invitation, SipAccount
from voicebot.adapters.telephony.endpoint import ACCOUNTS, EndpointConfig, SipEndpoint
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.conversation.ports import Deliver, LegAnswered, LegEnded, LegPlayed
from voicebot.errors import TelephonyError

pytestmark = pytest.mark.sip


class Served:
    """An endpoint in its thread, with an account that answers every call."""

    def __init__(self) -> None:
        self.endpoint = SipEndpoint(EndpointConfig())
        self.answered: list[Line] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        assert self._ready.wait(20)

    def _serve(self) -> None:
        self.endpoint.start()
        self.robot = Robot(self.endpoint, SipAccount(self.endpoint, Identity("robot"), self.take))
        self._ready.set()
        self.endpoint.run()

    def take(self, _: Invitation, leg: SipLeg) -> Deliver:
        line = Line(leg)
        self.answered.append(line)
        leg.answer()
        return line.inbox.put

    def call_itself(self) -> Line:
        return self.robot.call(f"sip:robot@{self.endpoint.address()}")

    def stop(self) -> None:
        self.endpoint.stop()
        self._thread.join(20)
        assert not self._thread.is_alive()


def drop_the_first_while_the_second_calls() -> None:
    first = Served()
    first.stop()
    second = Served()
    del first  # its account is in a cycle of references: the collector frees it, in this thread
    gc.collect()
    second.call_itself().until(LegAnswered)
    second.stop()


def stop_with_calls_in_every_state() -> None:
    """Answered ones, one that waits for a slot, and one that is asked for when it is too late."""
    served = Served()
    talking = [served.call_itself() for _ in range(served.endpoint.capacity // 2)]
    for line in talking:
        line.until(LegAnswered)
    waiting, late = served.call_itself(), Line(served.robot.account.leg())
    endpoint, place = served.endpoint, served.robot.place
    uri = f"sip:robot@{endpoint.address()}"

    def stop_and_place() -> None:
        endpoint.stop()
        place(late, uri)
        endpoint.post(lambda: place(late, uri))

    endpoint.post(stop_and_place)
    served.stop()
    for line in [*talking, *served.answered, waiting, late]:
        end = line.until(LegEnded, 1.0)
        assert isinstance(end, LegEnded)
        assert end.by_us
    assert isinstance(late.until(LegEnded, 1.0), LegEnded)  # asked for twice, and twice told
    assert all(line.inbox.empty() for line in [*talking, *served.answered, waiting, late])


def stop_while_a_prompt_comes_to_its_end() -> None:
    for _ in range(5):
        served = Served()
        line = served.call_itself()
        line.until(LegAnswered)
        line.leg.play(Path("short.wav"))
        line.until(LegPlayed)
        line.leg.play(Path("short.wav"))
        served.stop()


def begin_with_a_log_that_cannot_be_written() -> None:
    endpoint = SipEndpoint(EndpointConfig(log_file=Path("not_there") / "sip.log"))
    with pytest.raises(TelephonyError, match="could not be started"):
        endpoint.start()
    Served().stop()


def hold_more_accounts_than_the_library() -> None:
    endpoint = SipEndpoint(EndpointConfig())
    endpoint.start()
    for number in range(ACCOUNTS):
        SipAccount(endpoint, Identity(f"robot{number}"))
    with pytest.raises(TelephonyError, match="8 SIP accounts at most"):
        SipAccount(endpoint, Identity("one more"))
    endpoint.close()


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(drop_the_first_while_the_second_calls, id="an account freed late"),
        pytest.param(stop_with_calls_in_every_state, id="calls in every state"),
        pytest.param(stop_while_a_prompt_comes_to_its_end, id="a prompt at its end"),
        pytest.param(begin_with_a_log_that_cannot_be_written, id="a log that cannot be written"),
        pytest.param(hold_more_accounts_than_the_library, id="too many accounts"),
    ],
)
def test_an_endpoint_begins_and_ends_without_harm(
    what: Callable[[], None], clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clips)
    process = SPAWN.Process(target=what)
    process.start()
    process.join(60)
    assert process.exitcode == 0
