"""A live transcript out of a call's events: what is told, whatever comes in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.conversation import events
from voicebot.conversation.events import Event
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.dashboard.live.line import CALLEE, HAPPENED, ROBOT
from voicebot.dashboard.live.story import ENDED, LISTENS, PERSON_SPEAKS, ROBOT_SPEAKS, Story
from voicebot.understanding.intents import AnsweredBy, Intent

GONE = Cause(NetworkResult.ANSWERED, 200, 16)


def story(*happened: Event) -> Story:
    told = Story()
    for event in happened:
        told.take(event)
    return told


def heard(text: str, *, final: bool, at_s: float = 6.0) -> Event:
    return events.Heard(at_s, text, 0.9, final, 5.0, at_s)


def test_partial_words_become_the_final_ones_in_one_line() -> None:
    told = story(events.SpeechStarted(5.0), heard("stop", final=False))
    assert [(line.said, line.growing) for line in told.lines.values()] == [("stop", True)]
    told.take(heard("stop calling me", final=True))
    assert [(line.said, line.growing) for line in told.lines.values()] == [
        ("stop calling me", False)
    ]


def test_what_words_meant_stands_beside_them() -> None:
    told = story(
        heard("who is this", final=True),
        events.Understood(6.1, "who is this", Intent.WHO_IS_THIS, 0.9),
    )
    assert told.lines[0].meant == ("asks who calls",)


def test_sounds_without_words_leave_no_line() -> None:
    told = story(events.SpeechStarted(5.0), heard("", final=True))
    assert not told.lines[0].said
    assert not told.lines[0].growing


def test_the_state_says_who_speaks() -> None:
    told = story(events.PromptStarted(5.0, "remind", "Hello"))
    assert told.state == ROBOT_SPEAKS
    told.take(events.PromptEnded(6.0, "remind", completed=False))
    assert told.state == LISTENS
    assert told.lines[0].cut
    told.take(events.SpeechStarted(6.1))
    assert told.state == PERSON_SPEAKS


def test_words_recognised_after_the_end_are_shown_and_it_stays_ended() -> None:
    told = story(events.HungUp(9.0, "callee", GONE), heard("never again", final=True))
    assert told.state == ENDED
    assert any(line.said == "never again" for line in told.lines.values())


def test_a_failure_in_the_middle_does_not_end_it() -> None:
    assert story(events.Answered(3.0), events.Failed(5.0, "no disk")).state != ENDED


def test_each_change_is_told_once() -> None:
    told = story(heard("hello", final=True))
    assert [line.said for line in told.changed()] == ["hello"]
    assert told.changed() == ()


SOME = st.sampled_from(
    [
        events.Ringing(1.0),
        events.Answered(2.0),
        events.AnswererKnown(2.0, AnsweredBy.HUMAN),
        events.PromptStarted(3.0, "a", "Hello"),
        events.PromptEnded(4.0, "a", completed=True),
        events.SpeechStarted(4.0),
        events.SpeechEnded(5.0, 5.2),
        heard("yes", final=False),
        heard("yes", final=True),
        heard("", final=True),
        events.Understood(6.1, "yes", Intent.AFFIRM, 0.9),
        events.KeyPressed(7.0, "9"),
        events.OptOutSaved(8.0, "x", "+12025550123", "SELLER", "stop", "spool"),
        events.TransferEnded(8.0, ok=False),
        events.HungUp(9.0, "network", GONE),
        events.HungUp(9.0, "callee", GONE),
    ]
)


@given(st.lists(SOME, max_size=40))
def test_whatever_happens_every_line_is_someones_and_keeps_its_key(happened: list[Event]) -> None:
    told = story(*happened)
    assert list(told.lines) == [line.key for line in told.lines.values()]
    assert {line.who for line in told.lines.values()} <= {CALLEE, ROBOT, HAPPENED}
    assert sum(line.growing for line in told.lines.values() if line.who == ROBOT) <= 1
