"""People answer a plain SIP call and play their parts with real audio."""

import time

import pytest

from tests.integration.simulation.conftest import PROMPT, Robot, lines_of, number_of
from tests.integration.telephony.far_end import Line
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import (
    LegAnswered,
    LegEarlyMedia,
    LegEnded,
    LegKey,
    LegPlayed,
    LegRinging,
)
from voicebot.simulation.callers import BY_KEY, with_hidden_number
from voicebot.simulation.carrier import CALLS_A_PROCESS, Carrier

pytestmark = pytest.mark.sip

PATIENCE_S = 40.0


def ended(line: Line) -> Cause:
    """How a call ended."""
    signal = line.until(LegEnded, PATIENCE_S)
    assert isinstance(signal, LegEnded)
    return signal.cause


def called(robot: Robot, carrier: Carrier, persona: str, ring_s: float = 5.0) -> Line:
    return robot.call(number_of(persona), carrier.gateways[0], ring_s)


def times_of(carrier: Carrier, persona: str) -> dict[str, float]:
    """When each thing happened, the last time it did, in a call that is over."""
    until_nobody_talks(carrier)
    lines = lines_of(carrier, number_of(persona))
    return {f"{n['what']} {n.get('phrase', '')}".strip(): float(str(n["at"])) for n in lines}


def until_nobody_talks(carrier: Carrier) -> None:
    """Wait until every call has been written down to its end, and its line is free."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        noted = [line["what"] for line in carrier.diary()]
        if noted.count("ended") == noted.count("invited") + noted.count("placed"):
            time.sleep(0.2)
            return
        time.sleep(0.05)
    raise AssertionError("somebody is still on the telephone")


@pytest.mark.parametrize(
    ("persona", "cause"),
    [
        ("busy", Cause(NetworkResult.BUSY, 486, 17)),
        ("not_in_service", Cause(NetworkResult.INVALID_NUMBER, 404, 1)),
    ],
)
def test_the_network_refuses_with_its_codes(
    robot: Robot, carrier: Carrier, persona: str, cause: Cause
) -> None:
    assert ended(called(robot, carrier, persona)) == cause


def test_a_number_nobody_plays_does_not_exist(robot: Robot, carrier: Carrier) -> None:
    line = robot.call("+12065550199", carrier.gateways[0])
    assert ended(line) == Cause(NetworkResult.INVALID_NUMBER, 404, 1)


def test_an_announcement_is_heard_before_the_refusal(robot: Robot, carrier: Carrier) -> None:
    line = called(robot, carrier, "switched_off", ring_s=15.0)
    assert ended(line) == Cause(NetworkResult.NO_ANSWER, 480, 19)
    kinds = [type(signal) for signal in line.seen]
    assert kinds == [LegEarlyMedia, LegEnded]
    assert line.frames > 150, "about five seconds of early media"


def test_who_does_not_answer_rings_until_the_caller_gives_up(
    robot: Robot, carrier: Carrier
) -> None:
    line = called(robot, carrier, "rings_out", ring_s=2.0)
    assert ended(line).result is NetworkResult.NO_ANSWER
    assert LegRinging in [type(signal) for signal in line.seen]


def test_a_person_can_hang_up_at_once(robot: Robot, carrier: Carrier) -> None:
    line = called(robot, carrier, "hangs_up_at_once")
    line.until(LegAnswered)
    end = line.until(LegEnded)
    assert isinstance(end, LegEnded)
    assert not end.by_us


def test_a_person_greets_and_answers_when_the_robot_has_finished(
    robot: Robot, carrier: Carrier
) -> None:
    line = called(robot, carrier, "confirms_by_voice")
    line.until(LegAnswered)
    time.sleep(2.0)
    line.leg.play(PROMPT)
    line.until(LegPlayed, PATIENCE_S)
    time.sleep(2.6)
    line.leg.hang_up()
    ended(line)
    at = times_of(carrier, "confirms_by_voice")
    assert at["answered"] < at["speech_starts hello_speaking"] < at["robot_starts"]
    assert 0.8 < at["speech_starts i_will_come"] - at["robot_stops"] < 1.3
    assert at["speech_ends i_will_come"] > at["speech_starts i_will_come"] + 0.5


def test_a_person_interrupts_the_prompt_at_the_right_moment(robot: Robot, carrier: Carrier) -> None:
    line = called(robot, carrier, "opts_out_by_voice")
    line.until(LegAnswered)
    time.sleep(2.0)
    line.leg.play(PROMPT)
    time.sleep(3.8)
    line.leg.hang_up()
    ended(line)
    notes = lines_of(carrier, number_of("opts_out_by_voice"))
    began = [float(str(n["at"])) for n in notes if n["what"] == "robot_starts"]
    at = times_of(carrier, "opts_out_by_voice")
    assert 2.9 < at["speech_starts stop_calling"] - began[0] < 3.3


def test_a_person_presses_nine_while_the_robot_speaks(robot: Robot, carrier: Carrier) -> None:
    line = called(robot, carrier, "opts_out_by_key")
    line.until(LegAnswered)
    time.sleep(2.0)
    line.leg.play(PROMPT)
    assert line.until(LegKey, PATIENCE_S) == LegKey("9")
    line.leg.hang_up()
    ended(line)


def test_a_full_process_says_so_and_lets_the_next_one_be_tried(
    robot: Robot, carrier: Carrier
) -> None:
    until_nobody_talks(carrier)
    waiting = [called(robot, carrier, "rings_out", ring_s=20.0) for _ in range(CALLS_A_PROCESS)]
    for line in waiting:
        line.until(LegRinging)
    assert ended(called(robot, carrier, "confirms_by_key")).sip_code == 503
    for line in waiting:
        line.leg.hang_up()
        ended(line)


@pytest.mark.parametrize("number", ["+12065550177", None])
def test_a_stranger_calls_in_and_presses_keys(
    robot: Robot, carrier: Carrier, number: str | None
) -> None:
    caller = BY_KEY if number else with_hidden_number("+12065550188")
    before = len(robot.incoming)
    uri = f"sip:line@{robot.endpoint.address()}"
    carrier.call_in(uri, caller, number=number, language="en", voice="slt")
    deadline = time.monotonic() + 10
    while len(robot.incoming) == before and time.monotonic() < deadline:
        time.sleep(0.02)
    invitation, line = robot.incoming[-1]
    assert invitation.caller == number
    line.until(LegAnswered)
    line.leg.play(PROMPT)
    line.until(LegPlayed, PATIENCE_S)
    keys = ""
    while len(keys) < (1 if number else 12):
        signal = line.until(LegKey)
        assert isinstance(signal, LegKey)
        keys += signal.key
    assert keys == ("1" if number else "12065550188#")
    line.leg.hang_up()
    ended(line)
