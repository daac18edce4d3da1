"""What happened on a call, in order, as its page tells it."""

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.calls import order
from tests.fakes.clock import NOON
from tests.fakes.heard_call import AUDIO_FROM_S, talk
from voicebot.conversation import events as ev
from voicebot.dashboard.call_timeline import Happened, marks, of_record, timeline
from voicebot.dashboard.outcome_words import because
from voicebot.outcomes.settle import settle
from voicebot.understanding.intents import Intent

TALK = talk(order(), NOON, "no thanks")


def told(happened: list[ev.Event] = TALK) -> list[Happened]:
    return timeline(happened, AUDIO_FROM_S)


def test_times_are_those_of_the_recording() -> None:
    (words,) = [line for line in told() if line.who == "callee"]
    assert (words.at_s, words.until_s) == (3.5, 5.0)
    assert [line.at_s for line in told()] == sorted(line.at_s for line in told())


def test_what_was_understood_stands_with_its_words() -> None:
    (words,) = [line for line in told() if line.who == "callee"]
    (meant,) = words.meant
    assert (meant.intent, meant.because, meant.tone) == ("refusal", "no", "care")


def test_a_prompt_that_was_spoken_over_is_cut() -> None:
    (prompt,) = [line for line in told() if line.who == "robot"]
    assert prompt.cut
    assert any(line.label == "Spoke over the robot" for line in told())


def test_keys_one_after_another_are_one_line() -> None:
    pressed = [ev.KeyPressed(float(place), key) for place, key in enumerate("12#")]
    (line,) = timeline(pressed, 0.0)
    assert line.detail == "12#"


def test_turning_points_are_marked_and_plain_words_are_not() -> None:
    assert marks(told()) == [{"at_s": 3.8, "tone": "care"}]


def test_without_a_log_the_record_tells_what_was_said() -> None:
    (line,) = of_record({"transcript": [{"at_s": 2, "who": "callee", "text": "yes"}]})
    assert (line.who, line.text) == ("callee", "yes")
    assert of_record({"transcript": None}) == []


def test_what_decided_is_the_persons_words_or_what_happened() -> None:
    assert because(settle(TALK)).words == "no thanks"
    idle = talk(order(), NOON, "hello", Intent.GREETING, refusal_kind=None)
    assert because(settle(idle)).happened == "they hung up at our first words"
    assert because(None).words == because(None).happened == ""


@given(st.permutations(TALK))
def test_events_in_any_order_are_told_in_order_of_time(happened: list[ev.Event]) -> None:
    lines = told(happened)
    assert [line.at_s for line in lines] == sorted(line.at_s for line in lines)
    assert all(line.at_s >= 0 for line in lines)
