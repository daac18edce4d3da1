"""A call to one of our numbers reaches a free robot with all it must know."""

import pytest

from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.plain_sip import Answer, Telephone

pytestmark = pytest.mark.asterisk


@pytest.fixture
def carrier(asterisk: RunningAsterisk) -> Telephone:
    return asterisk.carrier.gateways[0]


@pytest.fixture
def robots(asterisk: RunningAsterisk):
    """Two registered robots; what each answers is in the list beside it."""
    answers: list[list[Answer]] = [[Answer(180), Answer(200)], [Answer(180), Answer(200)]]
    robots = [
        Telephone(asterisk.address, lambda _, index=index: answers[index]) for index in range(2)
    ]
    for index, robot in enumerate(robots):
        assert robot.register(asterisk.robot(index)).code == 200
    yield robots, answers
    for index, robot in enumerate(robots):
        robot.register(asterisk.robot(index), seconds=0)
        robot.close()


def invites(robots: list[Telephone]) -> list:
    return [m for robot in robots for m in robot.requests if m.method == "INVITE"]


def test_a_registered_robot_is_listed(asterisk, robots) -> None:
    assert asterisk.pbx.status().registered == ("robot1", "robot2")


@pytest.mark.parametrize("written", ["+12025550177", "12025550177"])
def test_the_robot_learns_flow_language_called_and_caller(
    asterisk, carrier, robots, written
) -> None:
    call = carrier.call(written, from_user="+15550400001")
    assert call.final.code == 200
    (invite,) = invites(robots[0])
    assert invite.header("x-voicebot-flow") == "delivery_notice"
    assert invite.header("x-voicebot-language") == "ru"
    assert invite.header("x-voicebot-called") == written
    assert invite.header("x-voicebot-caller") == "+15550400001"
    carrier.within(call, "BYE")


def test_the_callback_number_is_the_opt_out_line(asterisk, carrier, robots) -> None:
    call = carrier.call(asterisk.settings.callback_number, from_user="+15550400002")
    (invite,) = invites(robots[0])
    assert invite.header("x-voicebot-flow") == "opt_out_line"
    assert invite.header("x-voicebot-language") == "en"
    carrier.within(call, "BYE")


def test_an_anonymous_caller_is_named_anonymous(asterisk, carrier, robots) -> None:
    call = carrier.call(asterisk.settings.callback_number, from_user="anonymous")
    (invite,) = invites(robots[0])
    assert invite.header("x-voicebot-caller") == "anonymous"
    carrier.within(call, "BYE")


@pytest.mark.parametrize("full", [0, 1])
def test_a_full_robot_is_passed_over(asterisk, carrier, robots, full) -> None:
    phones, answers = robots
    answers[full][:] = [Answer(486)]
    call = carrier.call(asterisk.settings.callback_number)
    assert call.final.code == 200
    assert phones[1 - full].invited
    carrier.within(call, "BYE")


def test_with_no_robot_at_all_the_caller_hears_busy(asterisk, carrier) -> None:
    call = carrier.call(asterisk.settings.callback_number)
    assert call.final.code == 486


def test_a_keypad_digit_by_sip_info_reaches_the_robot_side(asterisk, carrier, robots) -> None:
    call = carrier.call(asterisk.settings.callback_number)
    kind = ["Content-Type: application/dtmf-relay"]
    assert carrier.within(call, "INFO", kind, "Signal=9\r\nDuration=160\r\n") == 200
    carrier.within(call, "BYE")


def test_a_carrier_cannot_transfer_a_call(asterisk, carrier, robots) -> None:
    call = carrier.call(asterisk.settings.callback_number)
    refer = ["Refer-To: <sip:+15550400009@127.0.0.1>"]
    assert carrier.within(call, "REFER", refer) >= 400
    assert "+15550400009" not in asterisk.carrier.invited
    carrier.within(call, "BYE")
