"""Times read from a diary."""

import pytest

from voicebot.simulation.measurements import measure

CALL = {"call": "people0-1", "number": "+12065550101"}


def note(at: float, what: str, **more: object) -> dict[str, object]:
    return {"at": at, "what": what, **CALL, **more}


def test_an_interruption_lasts_until_the_robot_is_heard_no_more() -> None:
    diary = [
        note(10.0, "robot_starts"),
        note(13.0, "speech_starts"),
        note(13.32, "robot_stops"),
        note(14.0, "speech_ends"),
    ]
    assert measure(diary, {}).barge_in_ms == [pytest.approx(320)]


def test_speech_into_the_robots_silence_interrupts_nothing() -> None:
    diary = [
        note(10.0, "robot_starts"),
        note(12.0, "robot_stops"),
        note(13.0, "speech_starts"),
        note(14.0, "speech_ends"),
    ]
    assert measure(diary, {}).barge_in_ms == []


def test_a_response_is_timed_from_the_end_of_the_last_words() -> None:
    diary = [
        note(1.0, "speech_starts"),
        note(2.0, "speech_ends"),
        note(2.9, "robot_starts"),
        note(5.0, "robot_stops"),
        note(7.0, "robot_starts"),
    ]
    assert measure(diary, {}).response_ms == [pytest.approx(900)]


def test_an_opt_out_is_timed_from_the_end_of_its_words_to_the_disk() -> None:
    diary = [
        note(1.0, "speech_starts"),
        note(2.0, "speech_ends"),
        note(6.0, "speech_starts"),
        note(7.0, "speech_ends"),
    ]
    assert measure(diary, {"+12065550101": 7.41}).speech_end_to_saved_ms == [pytest.approx(410)]
    early = measure(diary, {"+12065550101": 6.8}).speech_end_to_saved_ms
    assert early == [pytest.approx(-200)], "understood before the sentence was over"


def test_calls_are_not_mixed_up() -> None:
    other = {"call": "people0-2", "number": "+12065550102"}
    diary = [
        note(1.0, "robot_starts"),
        {"at": 1.5, "what": "speech_starts", **other},
        note(2.0, "robot_stops"),
    ]
    assert measure(diary, {}).barge_in_ms == []
