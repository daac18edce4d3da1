"""Two endpoints, one after the other, in one process: what the first one leaves harms nobody."""

import gc
import threading

import pytest

from tests.integration.telephony.conftest import SPAWN, Robot
from tests.integration.telephony.far_end import Line
from voicebot.adapters.telephony.account import Identity, Invitation, SipAccount
from voicebot.adapters.telephony.endpoint import EndpointConfig, SipEndpoint
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.adapters.telephony.watch import Limits
from voicebot.conversation.ports import Deliver, LegAnswered

pytestmark = pytest.mark.sip


class Served:
    """An endpoint in its thread, with an account that answers every call."""

    def __init__(self) -> None:
        self.endpoint = SipEndpoint(EndpointConfig())
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
        leg.answer()
        return line.inbox.put

    def stop(self) -> None:
        self.endpoint.stop()
        self._thread.join(20)
        assert not self._thread.is_alive()


def drop_the_first_while_the_second_calls() -> None:
    """In a process of its own: pjsip ends the process that frees its objects in a wrong thread."""
    first = Served()
    first.stop()
    second = Served()
    del first  # its account is in a cycle of references: the collector frees it, in this thread
    gc.collect()
    line = second.robot.call(f"sip:robot@{second.endpoint.address()}", limits=Limits(talk_s=5))
    line.until(LegAnswered)
    second.stop()


def test_an_account_freed_late_does_not_end_the_next_endpoints_account() -> None:
    process = SPAWN.Process(target=drop_the_first_while_the_second_calls)
    process.start()
    process.join(60)
    assert process.exitcode == 0
