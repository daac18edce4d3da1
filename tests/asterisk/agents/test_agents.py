"""Agents registered to a real Asterisk: every transport, restarts, transfers, callers."""

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from tests.asterisk.agents.conftest import Exchange, ExchangeMaker
from tests.integration.telephony.conftest import Far, Robot
from tests.integration.telephony.far_end import Line
from voicebot.adapters.telephony.account import Identity, Invitation, SipAccount
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.events import HungUp, KeyPressed, TransferEnded
from voicebot.conversation.network import NetworkResult
from voicebot.conversation.ports import CallOrder, Deliver, LegAnswered, LegPlayed
from voicebot.errors import RegistrationFailed

pytestmark = pytest.mark.asterisk

OPERATORS = "700"


def order_for(number: str, **variables: object) -> CallOrder:
    return CallOrder(
        attempt_id=str(uuid.uuid4()),
        direction="outbound",
        target=number,
        number=number,
        flow="reminder",
        language="en",
        purpose=Purpose.APPOINTMENT_REMINDER,
        variables=variables,
    )


def speak_and_hang_up(line: Line, wav: Path) -> None:
    line.leg.answer()
    line.until(LegAnswered)
    line.leg.play(wav)
    line.until(LegPlayed)
    line.leg.hang_up()


def wait_until(what: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_an_agent_registers_and_calls_over(transport: str, exchange: Exchange, far: Far) -> None:
    with exchange.agents(transport) as pool:
        assert exchange.pbx.status().registered == ("robot1",)
        log = pool.place(order_for("+12025550111", talk_s=2.5))
        assert isinstance(log.events[-1], HungUp)
        assert log.events[-1].cause.result is NetworkResult.ANSWERED
    assert isinstance(far.report("+12025550111")[0], float)  # the far end heard our prompt


def test_audio_to_asterisk_is_encrypted_when_asked(open_exchange: ExchangeMaker, far: Far) -> None:
    with open_exchange(srtp=True) as exchange, exchange.agents("tls") as pool:
        log = pool.place(order_for("+12025550112", talk_s=2.5))
        assert KeyPressed in [type(event) for event in log.events]
        pool.place(order_for("+12025550111", talk_s=2.5))
    assert isinstance(far.report("+12025550111")[0], float)


def test_a_wrong_password_is_said_in_one_sentence(exchange: Exchange) -> None:
    with pytest.raises(RegistrationFailed, match="password"), exchange.agents(password="wrong"):
        pass


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_an_agent_registers_again_after_asterisk_restarts(
    transport: str, open_exchange: ExchangeMaker
) -> None:
    with open_exchange() as exchange, exchange.agents(transport) as pool:
        exchange.pbx.down()
        exchange.pbx.up()
        wait_until(lambda: exchange.pbx.status().registered == ("robot1",), 70)
        last = pool.place(order_for("+12025550114")).events[-1]
        assert isinstance(last, HungUp)
        assert last.cause.result is NetworkResult.UNWANTED


def test_a_person_is_transferred_to_the_operators_queue(
    exchange: Exchange, far: Far, robot: Robot
) -> None:
    account = exchange.pbx.operator(0)
    registered: list[int] = []

    def operator(invitation: Invitation, leg: SipLeg) -> Deliver:
        line = Line(leg)
        Thread(target=speak_and_hang_up, args=(line, exchange.clips / "700.wav")).start()
        return line.inbox.put

    def sit_down() -> None:
        SipAccount(
            robot.endpoint,
            Identity(account.username, f"{account.host}:{account.sip_port}", account.password),
            operator,
            lambda code, _: registered.append(code),
        )

    robot.endpoint.post(sit_down)
    wait_until(lambda: 200 in registered)
    with exchange.agents() as pool:
        log = pool.place(order_for("+12025550115", transfer=OPERATORS))
        transfers = [event for event in log.events if isinstance(event, TransferEnded)]
        assert [transfer.ok for transfer in transfers] == [True]
        assert isinstance(log.events[-1], HungUp)
        assert log.events[-1].by == "robot"
    assert isinstance(far.report("+12025550115")[0], float)  # the person hears the operator


def test_a_caller_reaches_the_opt_out_line_through_asterisk(exchange: Exchange, far: Far) -> None:
    account = exchange.pbx.credentials(0)
    uri = f"sip:+12025550100@{account.host}:{account.sip_port}"
    with exchange.agents():
        far.channel.send(uri)
        assert far.report(uri)[0] == "heard 400 Hz"
        wait_until(lambda: bool(exchange.incoming))
    order, log = exchange.incoming[-1]
    assert (order.direction, order.flow, order.target) == (
        "inbound",
        "opt_out_line",
        "+12025550100",
    )
    assert isinstance(log.events[-1], HungUp)
