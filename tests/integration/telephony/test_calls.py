"""Real SIP and RTP between two processes on loopback."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.telephony.conftest import Far, Robot
from tests.integration.telephony.far_end import Line
from voicebot.adapters.telephony.watch import Limits
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import (
    Frame,
    LegAnswered,
    LegEarlyMedia,
    LegEnded,
    LegPlayed,
    LegRinging,
    LegTransfer,
    Signal,
)

pytestmark = pytest.mark.sip

Call = Callable[..., Line]


def ended(line: Line) -> LegEnded:
    signal = line.until(LegEnded)
    assert isinstance(signal, LegEnded)
    return signal


def as_many_as_fit(call: Call, robot: Robot, far: Far) -> list[Line]:
    """Answered calls in every slot that the library has."""
    lines = [call(far.uri("stays")) for _ in range(robot.endpoint.capacity)]
    for line in lines:
        line.until(LegAnswered)
    return lines


def test_a_call_rings_is_answered_and_carries_audio_both_ways(
    call: Call, far: Far, clips: Path
) -> None:
    line = call(far.uri("speaks"))
    line.until(LegAnswered)
    line.leg.play(clips / "400.wav")
    line.until_tone(700)
    line.until(LegPlayed)
    line.leg.hang_up()
    end = ended(line)
    assert end.by_us
    assert (end.cause.result, end.cause.sip_code) == (NetworkResult.ANSWERED, 200)
    assert [type(s) for s in line.seen] == [LegRinging, LegAnswered, LegPlayed, LegEnded]
    heard_after, last = far.report("speaks")
    assert isinstance(heard_after, float)
    assert isinstance(last, LegEnded)
    assert not last.by_us
    assert last.cause.q850 == 16


@pytest.mark.parametrize(
    ("codes", "result", "q850"),
    [
        ("486-17", NetworkResult.BUSY, 17),
        ("404-1", NetworkResult.INVALID_NUMBER, 1),
        ("603-21", NetworkResult.REJECTED, 21),
        ("607", NetworkResult.UNWANTED, None),
        ("608", NetworkResult.BLOCKED_BY_ANALYTICS, None),
        ("480-19", NetworkResult.NO_ANSWER, 19),
        ("480-20", NetworkResult.NO_USER_RESPONSE, 20),
        ("410-22", NetworkResult.NUMBER_CHANGED, 22),
        ("503-34", NetworkResult.CONGESTION, 34),
        ("500", NetworkResult.FAILED, None),
    ],
)
def test_a_refusal_becomes_its_network_result_with_the_raw_codes(
    call: Call, far: Far, codes: str, result: NetworkResult, q850: int | None
) -> None:
    end = ended(call(far.uri(f"rejects-{codes}")))
    assert not end.by_us
    assert (end.cause.result, end.cause.sip_code, end.cause.q850) == (result, int(codes[:3]), q850)


def test_a_phone_that_rings_out_is_cancelled_as_no_answer(call: Call, far: Far) -> None:
    line = call(far.uri("rings"), limits=Limits(ring_s=0.5))
    end = ended(line)
    assert end.by_us
    assert (end.cause.result, end.cause.sip_code) == (NetworkResult.NO_ANSWER, 487)
    assert LegRinging() in line.seen


def test_an_address_where_nobody_is_fails_without_waiting_for_the_ringing_time(call: Call) -> None:
    end = ended(call("sip:anyone@127.0.0.1:9", limits=Limits(reply_s=0.5)))
    assert end.cause.result is NetworkResult.FAILED


def test_the_next_gateway_is_tried_when_one_is_dead_or_overloaded(call: Call, far: Far) -> None:
    line = call(
        "sip:anyone@127.0.0.1:9",
        far.uri("rejects-503"),
        far.uri("stays"),
        limits=Limits(reply_s=0.5),
    )
    line.until(LegAnswered)


def test_a_busy_person_is_not_tried_again_at_the_next_gateway(call: Call, far: Far) -> None:
    end = ended(call(far.uri("rejects-486"), far.uri("stays")))
    assert end.cause.result is NetworkResult.BUSY


def test_an_announcement_before_the_answer_is_heard(call: Call, far: Far) -> None:
    line = call(far.uri("announces-404"))
    line.until(LegEarlyMedia)
    line.until_tone(700)
    end = ended(line)
    assert (end.cause.result, end.cause.sip_code) == (NetworkResult.INVALID_NUMBER, 404)
    assert LegAnswered() not in line.seen


def test_a_call_answered_after_early_media_goes_on_hearing(call: Call, far: Far) -> None:
    line = call(far.uri("announces-200"))
    line.until(LegEarlyMedia)
    line.until(LegAnswered)
    line.until_tone(700)


def test_keys_arrive_once_each_by_rfc_4733(call: Call, far: Far) -> None:
    line = call(far.uri("presses-1star9hash"))
    line.until(LegAnswered)
    assert line.keys(4) == "1*9#"


def test_keys_arrive_by_sip_info(call: Call, far: Far) -> None:
    line = call(far.uri("informs-9"))
    assert line.keys(1) == "9"


def test_our_keys_reach_the_far_end_by_both_ways(call: Call, far: Far) -> None:
    line = call(far.uri("listens"))
    line.until(LegAnswered)
    line.leg.send_keys("12")
    time.sleep(0.8)
    line.leg.send_keys_by_info("3")
    line.leg.send_keys_by_info("4")
    time.sleep(0.3)
    line.leg.hang_up()
    assert far.report("listens")[0] == "1234"


def test_the_person_hanging_up_is_told_apart_from_us(call: Call, far: Far) -> None:
    end = ended(call(far.uri("hangs")))
    assert not end.by_us
    assert (end.cause.result, end.cause.q850) == (NetworkResult.ANSWERED, 16)


def test_a_held_call_comes_back_with_its_audio(call: Call, far: Far, clips: Path) -> None:
    line = call(far.uri("holds"))
    line.until(LegAnswered)
    line.leg.play(clips / "400.wav")
    line.until(LegPlayed)
    line.leg.play(clips / "400.wav")
    line.until_tone(700)
    line.leg.hang_up()
    assert isinstance(far.report("holds")[0], float)


def test_audio_time_goes_on_while_a_call_is_held(call: Call, far: Far, clips: Path) -> None:
    line = call(far.uri("holds-too"))
    line.until(LegAnswered)
    before, began = line.frames, time.monotonic()
    line.leg.play(clips / "400.wav")
    line.until(LegPlayed)
    frames, seconds = line.frames - before, time.monotonic() - began
    assert frames * 0.02 > seconds * 0.7


def test_a_prompt_tells_its_end_once_and_a_stopped_one_never(
    call: Call, far: Far, clips: Path
) -> None:
    line = call(far.uri("stays"))
    line.until(LegAnswered)
    stopped = line.leg.play(clips / "short.wav")
    line.leg.stop_playing()
    replaced = line.leg.play(clips / "short.wav")
    played = line.leg.play(clips / "short.wav")
    assert line.until(LegPlayed) == LegPlayed(played)
    for _ in range(40):
        line.until(Frame)
    told = [s.play_id for s in line.seen if isinstance(s, LegPlayed)]
    assert told == [played]
    assert len({stopped, replaced, played}) == 3


def test_a_stopped_prompt_is_silent_at_the_far_end(call: Call, far: Far, clips: Path) -> None:
    line = call(far.uri("notices"))
    line.until(LegAnswered)
    line.leg.play(clips / "400.wav")
    assert line.keys(1) == "1"
    line.leg.stop_playing()
    for _ in range(30):
        line.until(Frame)
    line.leg.hang_up()
    quiet_after = far.report("notices")[0]
    assert isinstance(quiet_after, float)
    assert quiet_after < 1.5  # the prompt would have gone on for two seconds


def test_a_caller_cannot_make_the_robot_call_elsewhere(call: Call, robot: Robot, far: Far) -> None:
    line = call(far.uri("refers-premium"))
    line.until(LegAnswered)
    for _ in range(25):
        line.until(Frame)
    assert len(robot.endpoint.calls) == 1
    line.leg.hang_up()
    ended(line)


def test_a_transfer_that_is_declined_is_told(call: Call, far: Far) -> None:
    line = call(far.uri("stays"))
    line.until(LegAnswered)
    line.leg.transfer("operators")
    told = line.until(LegTransfer)
    assert isinstance(told, LegTransfer)
    assert not told.ok


def test_a_transfer_that_the_end_overtakes_was_not_refused_by_anybody(call: Call, far: Far) -> None:
    line = call(far.uri("stays"))
    line.until(LegAnswered)
    line.leg.transfer("operators")
    line.leg.hang_up()
    ended(line)
    assert LegTransfer not in [type(signal) for signal in line.seen]


def test_a_call_is_ended_at_its_longest_length(call: Call, far: Far) -> None:
    line = call(far.uri("stays"), limits=Limits(talk_s=0.4))
    line.until(LegAnswered)
    assert ended(line).by_us


def test_nothing_is_delivered_after_the_end(call: Call, far: Far) -> None:
    line = call(far.uri("stays"))
    line.until(LegAnswered)
    line.leg.hang_up()
    ended(line)
    time.sleep(0.2)
    assert line.inbox.empty()


def test_a_missing_prompt_ends_the_call_rather_than_pretending_it_was_said(
    call: Call, far: Far, clips: Path
) -> None:
    line = call(far.uri("stays"))
    line.until(LegAnswered)
    line.leg.play(clips / "missing.wav")
    assert ended(line).by_us


def test_a_call_that_takes_the_place_of_one_just_ended_is_not_hung_up_with_it(
    robot: Robot, call: Call, far: Far
) -> None:
    for _ in range(robot.endpoint.capacity - 1):
        call(far.uri("stays")).until(LegAnswered)
    first, second = Line(robot.account.leg()), Line(robot.account.leg())

    def deliver(signal: Signal) -> None:
        first.inbox.put(signal)
        if isinstance(signal, LegEnded):
            robot.endpoint.post(lambda: robot.place(second, far.uri("stays")))

    robot.endpoint.post(lambda: robot.place(first, far.uri("stays"), deliver=deliver))
    first.until(LegAnswered)
    first.leg.hang_up()
    second.until(LegAnswered)
    second.until(Frame)
    second.leg.hang_up()
    assert ended(second).by_us


def test_more_calls_than_the_library_holds_fail_by_themselves(
    call: Call, robot: Robot, far: Far
) -> None:
    lines = as_many_as_fit(call, robot, far)
    assert ended(call(far.uri("stays"))).cause.result is NetworkResult.FAILED
    for line in lines:
        line.until(Frame)
        line.leg.hang_up()
        ended(line)


def test_a_call_given_up_while_it_waits_for_a_slot_is_not_placed_afterwards(
    call: Call, robot: Robot, far: Far
) -> None:
    lines = as_many_as_fit(call, robot, far)
    waiting = call(far.uri("speaks"), far.uri("speaks"))
    time.sleep(0.2)
    waiting.leg.hang_up()
    assert ended(waiting).by_us
    for line in lines:
        line.leg.hang_up()
        ended(line)
    time.sleep(0.3)
    assert waiting.inbox.empty()
    assert not robot.endpoint.calls


def test_what_is_asked_of_a_call_that_waits_for_a_slot_does_no_harm(
    call: Call, robot: Robot, far: Far, clips: Path
) -> None:
    lines = as_many_as_fit(call, robot, far)
    waiting = call(far.uri("speaks"))
    time.sleep(0.2)
    waiting.leg.send_keys("1")
    waiting.leg.send_keys_by_info("2")
    waiting.leg.hold()
    waiting.leg.unhold()
    waiting.leg.transfer("operators")
    waiting.leg.answer()
    waiting.leg.stop_playing()
    waiting.leg.play(clips / "400.wav")
    lines[0].leg.hang_up()
    waiting.until(LegAnswered)
    waiting.until(LegPlayed)


def test_a_call_hung_up_between_two_gateways_is_not_placed_through_the_second(
    robot: Robot, far: Far
) -> None:
    line = Line(robot.account.leg())

    def place() -> None:
        robot.place(line, far.uri("rejects-503-34"), far.uri("speaks"))
        line.leg.hung_up = True  # as by a hang-up that comes when the first is over already

    robot.endpoint.post(place)
    assert ended(line).by_us
    time.sleep(0.3)
    assert line.inbox.empty()
    assert not robot.endpoint.calls


def test_a_call_hung_up_before_it_is_placed_calls_nobody(robot: Robot, far: Far) -> None:
    line = Line(robot.account.leg())
    line.leg.hang_up()
    robot.endpoint.post(lambda: robot.place(line, far.uri("stays")))
    assert ended(line) == LegEnded(Cause(NetworkResult.FAILED), by_us=True)
