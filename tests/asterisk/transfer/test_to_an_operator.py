"""REFER leads to a human operator who is there, and nowhere else."""

import re
import time

import pytest

from tests.asterisk.conftest import SUPERVISOR, RunningAsterisk
from tests.asterisk.plain_sip import Answer, Dialog, Telephone

pytestmark = pytest.mark.asterisk


@pytest.fixture
def robot(asterisk: RunningAsterisk):
    with Telephone(asterisk.address) as robot:
        yield robot


@pytest.fixture
def operator(asterisk: RunningAsterisk):
    with Telephone(asterisk.address, lambda _: (Answer(180), Answer(200))) as operator:
        operator.register(asterisk.pbx.operator(0))
        wait_until_ready(asterisk, "Not in use")
        yield operator
        operator.hang_up()
        operator.register(asterisk.pbx.operator(0), seconds=0)
        wait_until_ready(asterisk, "Unavailable")


def wait_until_ready(asterisk: RunningAsterisk, state: str) -> None:
    deadline = time.monotonic() + 15
    while state not in asterisk.pbx.ask("queue show operators").partition("operator2")[0]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answered_call(asterisk: RunningAsterisk, robot: Telephone, number: str) -> Dialog:
    asterisk.carrier.script[number] = (Answer(200),)
    call = robot.call(number, asterisk.robot())
    assert call.final.code == 200
    deadline = time.monotonic() + 10
    while not bridged(asterisk):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return call


def bridged(asterisk: RunningAsterisk) -> bool:
    """Robot and carrier hear each other; until then there is nothing to transfer."""
    return re.search(r"\s2\s+basic", asterisk.pbx.ask("bridge show all")) is not None


def refer(robot: Telephone, call: Dialog, target: str) -> list[int]:
    """Statuses the robot is told about its REFER, in order, the last one final."""
    header = f"Refer-To: <sip:{target}@127.0.0.1>"
    told = [robot.within(call, "REFER", [header])]
    deadline = time.monotonic() + 20
    while told[-1] < 200 or told == [202]:
        assert time.monotonic() < deadline, told
        time.sleep(0.02)
        notices = [m for m in robot.requests if m.header("call-id") == call.call_id]
        bodies = [m.body.split() for m in notices if m.method == "NOTIFY" and m.body]
        told = told[:1] + [int(words[1]) for words in bodies]
    return told


def hung_up(telephone: Telephone) -> bool:
    return any(message.method == "BYE" for message in telephone.requests)


def test_a_person_is_transferred_to_an_operator(asterisk, robot, operator) -> None:
    call = answered_call(asterisk, robot, "+15550500001")
    told = refer(robot, call, "700")
    assert (told[0], told[-1]) == (202, 200)
    operator.wait_for("ACK")
    assert robot.within(call, "BYE") == 200
    channels = asterisk.pbx.ask("core show channels concise")
    assert "!operators-queue!700!" in channels


def test_one_operator_is_reached_by_their_own_extension(asterisk, robot, operator) -> None:
    call = answered_call(asterisk, robot, "+15550500004")
    told = refer(robot, call, "711")
    assert (told[0], told[-1]) == (202, 200)
    operator.wait_for("ACK")
    assert robot.within(call, "BYE") == 200


def test_an_operator_who_is_away_is_not_handed_anybody(asterisk, robot, operator) -> None:
    call = answered_call(asterisk, robot, "+15550500005")
    assert refer(robot, call, "712")[-1] == 404
    assert not hung_up(robot)
    assert robot.within(call, "BYE") == 200


def test_a_person_is_handed_to_a_supervisors_own_telephone(asterisk, robot) -> None:
    call = answered_call(asterisk, robot, "+15550500006")
    asterisk.carrier.script[SUPERVISOR] = (Answer(200),)
    assert refer(robot, call, SUPERVISOR)[0] == 202
    deadline = time.monotonic() + 10
    while SUPERVISOR not in asterisk.carrier.invited:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert robot.within(call, "BYE") in (200, 481)


def test_with_no_operator_ready_the_robot_is_told_and_keeps_the_person(asterisk, robot) -> None:
    call = answered_call(asterisk, robot, "+15550500002")
    assert refer(robot, call, "700")[-1] == 404
    assert not hung_up(robot)
    assert robot.within(call, "BYE") == 200


@pytest.mark.parametrize("target", ["+15550500009", "robot2", "s", "701"])
def test_a_transfer_leads_nowhere_else(asterisk, robot, operator, target) -> None:
    call = answered_call(asterisk, robot, "+15550500003")
    assert refer(robot, call, target)[-1] == 404
    assert "+15550500009" not in asterisk.carrier.invited
    assert not hung_up(robot)
    assert robot.within(call, "BYE") == 200
