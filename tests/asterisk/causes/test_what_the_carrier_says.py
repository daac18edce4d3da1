"""The carrier's word on a call reaches the robot unchanged."""

import pytest

from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.plain_sip import Answer, Telephone

pytestmark = pytest.mark.asterisk


@pytest.fixture
def phone(asterisk: RunningAsterisk):
    with Telephone(asterisk.address) as phone:
        yield phone


@pytest.mark.parametrize(
    ("code", "q850"),
    [(486, 17), (480, 19), (404, 1), (410, 22), (603, 21), (408, 18), (600, 17), (484, 28)],
)
def test_a_sip_code_passes_through_with_its_q850_cause(asterisk, phone, code, q850) -> None:
    number = f"+15550200{code}"
    asterisk.carrier.script[number] = (Answer(180), Answer(code))
    call = phone.call(number, asterisk.robot())
    assert call.final.code == code
    assert call.final.header("reason") == f"Q.850;cause={q850}"
    assert asterisk.carrier.invited.count(number) == 1


@pytest.mark.parametrize("code", [607, 608])
def test_unwanted_and_blocked_calls_are_told_apart_from_rejected_ones(asterisk, phone, code):
    number = f"+15550201{code}"
    asterisk.carrier.script[number] = (Answer(code),)
    assert phone.call(number, asterisk.robot()).final.code == code


def test_early_media_reaches_the_robot_before_the_answer(asterisk, phone) -> None:
    number = "+15550203183"
    asterisk.carrier.script[number] = (
        Answer(183, early_media=True),
        Answer(404, ("Reason: Q.850;cause=1",), after_s=0.3),
    )
    call = phone.call(number, asterisk.robot())
    early = [message for message in call.heard if message.code == 183]
    assert early and "m=audio" in early[0].body
    assert call.final.code == 404


@pytest.mark.parametrize("code", [500, 502, 503])
def test_a_gateway_that_fails_is_passed_over_for_the_next(asterisk, phone, code) -> None:
    number = f"+15550204{code}"
    asterisk.carrier.per_port[1] = (Answer(code),)
    asterisk.carrier.per_port[2] = (Answer(486),)
    try:
        calls = [phone.call(f"{number}{end}", asterisk.robot()) for end in (0, 1)]
    finally:
        asterisk.carrier.per_port.clear()
    assert [call.final.code for call in calls] == [486, 486]


def test_numbers_are_spread_over_the_gateways(asterisk, phone) -> None:
    for end in range(4):
        phone.call(f"+1555020500{end}", asterisk.robot())
    first, second = (
        [user for user in gateway.invited if user.startswith("+1555020500")]
        for gateway in asterisk.carrier.gateways
    )
    assert len(first) == len(second) == 2


def test_a_busy_person_is_not_called_again_through_another_gateway(asterisk, phone) -> None:
    number = "+15550206000"
    assert phone.call(number, asterisk.robot()).final.code == 486
    assert asterisk.carrier.invited.count(number) == 1


def test_the_hang_up_of_the_person_called_ends_the_robots_call(asterisk, phone) -> None:
    number = "+15550207000"
    asterisk.carrier.script[number] = (Answer(180), Answer(200))
    call = phone.call(number, asterisk.robot())
    assert call.final.code == 200
    assert 180 in call.codes
    assert phone.within(call, "BYE") == 200
    gateway = next(g for g in asterisk.carrier.gateways if number in g.invited)
    assert "cause=16" in gateway.wait_for("BYE")[-1].header("reason")


def test_the_carrier_sees_our_own_number_as_the_caller(asterisk, phone) -> None:
    number = "+15550208000"
    phone.call(number, asterisk.robot())
    gateway = next(g for g in asterisk.carrier.gateways if number in g.invited)
    invite = next(m for m in gateway.requests if m.method == "INVITE" and m.user == number)
    assert asterisk.settings.callback_number in invite.header("from")
    assert "robot1" not in invite.header("from")
