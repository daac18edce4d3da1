"""Laws that hold for whatever happens on a call, in whatever order."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.conversation import actions, events
from voicebot.conversation.flow import Flow, load_flow
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.rehearsal import Rehearsal, rehearsed_order
from voicebot.conversation.session import Session
from voicebot.errors import BadInput

DIALPLANS = Path(__file__).parents[3] / "dialplans"
FLOWS = sorted(path.stem for path in DIALPLANS.glob("*.yaml"))
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
NUMBER = "+12025550199"
ENDED = Cause(NetworkResult.ANSWERED, 200, 16)
WORDS = (
    "", "hello", "yes", "no", "mhm", "stop calling me", "stop", "who is this", "five",
    "call me later", "call me tomorrow at ten", "wrong number", "I want a person", "go to hell",
    "I already paid", "repeat please", "two zero two five five five zero one four two",
    "another number", "да", "нет", "не звоните мне больше", "алло", "кто это", "перезвоните",
    "blah blah blah", "I will complain", "help call an ambulance", "угу", "5", "говорите по-русски",
    "please leave a message after the tone",
)  # fmt: skip
TONES = ("SIT", "CNG", "CED", "RINGBACK", "BUSY", "CONGESTION")
NAMES = ("identification", "remind", "confirmed", "opt_out_acknowledged", "are_you_there", "whose")


@cache
def flow_called(name: str) -> Flow:
    return load_flow(DIALPLANS / f"{name}.yaml")


def session_of(flow: str, language: str = "en", number: str | None = NUMBER) -> Session:
    order = rehearsed_order(flow_called(flow), language, number)
    return Session(flow_called(flow), order, seller="Northern Clinic", now=NOW)


Happening = events.Event | actions.Tick

_text, _name, _chance = st.sampled_from(WORDS), st.sampled_from(NAMES), st.floats(0, 1)
MAKERS: tuple[Callable[[float], st.SearchStrategy[Happening]], ...] = (
    lambda at: st.just(events.Answered(at)),
    lambda at: st.just(events.EarlyMedia(at)),
    lambda at: st.just(events.SpeechStarted(at)),
    lambda at: st.just(events.SpeechEnded(at, at + 0.5)),
    lambda at: st.builds(
        events.Heard, st.just(at), _text, _chance, st.just(True), st.just(at - 1), st.just(at)
    ),
    lambda at: st.builds(
        events.Heard, st.just(at), _text, _chance, st.booleans(), st.just(at - 1), st.just(at)
    ),
    lambda at: st.builds(events.KeyPressed, st.just(at), st.sampled_from("0123456789*#A")),
    lambda at: st.just(events.BeepHeard(at)),
    lambda at: st.builds(events.LineTone, st.just(at), st.sampled_from(TONES)),
    lambda at: st.builds(events.PromptStarted, st.just(at), _name, st.just("…")),
    lambda at: st.builds(events.PromptEnded, st.just(at), _name, st.booleans()),
    lambda at: st.just(events.OptOutSaved(at, "id", NUMBER, "SELLER", "stop", "database")),
    lambda at: st.builds(events.TransferEnded, st.just(at), st.booleans()),
    lambda at: st.just(events.TakenOver(at, "a.supervisor", "700")),
    lambda at: st.just(events.EndedBySupervisor(at, "a.supervisor")),
    lambda at: st.just(events.HungUp(at, "callee", ENDED)),
    lambda at: st.just(events.Failed(at, "…")),
    lambda at: st.just(actions.Tick(at)),
)


@st.composite
def happenings(draw: st.DrawFn) -> list[Happening]:
    """Events of one call with growing times, in any order at all."""
    at = 0.0
    found: list[Happening] = [events.Answered(0.0)] * draw(st.integers(0, 1))
    for maker in draw(st.lists(st.sampled_from(MAKERS), max_size=40)):
        at += draw(st.sampled_from((0.1, 0.5, 2.0, 7.0, 30.0)))
        found.append(draw(maker(at)))
    return found


every_flow = st.sampled_from(FLOWS)
every_language = st.sampled_from(("en", "ru"))
every_number = st.sampled_from((NUMBER, None))


@given(every_flow, every_language, every_number, happenings())
@settings(max_examples=150, deadline=None)
def test_no_order_of_events_breaks_the_laws(
    flow: str, language: str, number: str | None, happened: list[Happening]
) -> None:
    session = session_of(flow, language, number)
    over = saved = False
    numbers: list[str | None] = []
    for event in happened:
        over = over or isinstance(event, events.HungUp)
        saved = saved or (isinstance(event, events.OptOutSaved) and bool(numbers))
        for action in session.on(event):
            match action:
                case actions.Emit(events.OptOutAcknowledged()):
                    assert saved, "acknowledged before it was saved"
                case actions.SaveOptOut():
                    numbers.append(action.number)
                case actions.Emit():
                    pass
                case _:
                    assert not over, f"{action} after the end"
            over = over or isinstance(action, actions.HangUp)
    assert len(numbers) == len(set(numbers)), "an opt-out was saved twice"


@given(every_flow, every_language, happenings(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_demand_to_stop_is_saved_wherever_the_conversation_stands(
    flow: str,
    language: str,
    happened: list[Happening],
    final: bool,
) -> None:
    session = session_of(flow, language)
    wanted = [action for event in happened for action in session.on(event)]
    wanted += session.on(events.Answered(990.0))
    if any(isinstance(action, actions.HangUp) for action in wanted):
        final = True  # only whole utterances count once the call is over
    demand = "stop calling me" if session.language == "en" else "не звоните мне больше"
    over = any(isinstance(event, events.HungUp) for event in happened)
    wanted += session.on(events.Heard(1000.0, demand, 0.9, final or over, 999.0, 1000.0))
    saves = [action for action in wanted if isinstance(action, actions.SaveOptOut)]
    assert NUMBER in [save.number for save in saves]


@given(every_flow, every_language, every_number, st.lists(st.sampled_from(WORDS), max_size=40))
@settings(max_examples=100, deadline=None)
def test_every_conversation_ends(
    flow: str, language: str, number: str | None, words: list[str]
) -> None:
    order = rehearsed_order(flow_called(flow), language, number)
    session = Session(flow_called(flow), order, seller="Northern Clinic", now=NOW)
    rehearsal = Rehearsal(session, order, NOW)
    rehearsal.dial()
    rehearsal.answer()
    for text in words:
        while rehearsal.prompt is not None:
            rehearsal.finish_prompt()
        if not rehearsal.over:
            rehearsal.speak(text)
    for _ in range(20):
        while rehearsal.prompt is not None:
            rehearsal.finish_prompt()
        rehearsal.keep_silent()
    assert rehearsal.over


def test_the_first_words_come_soon_though_nobody_speaks() -> None:
    session = session_of("satisfaction")
    (wake,) = session.on(events.Answered(3.0))
    assert isinstance(wake, actions.WakeAt)
    assert wake.at_s - 3.0 < 2.0
    said = session.on(actions.Tick(wake.at_s))
    assert [action.name for action in said if isinstance(action, actions.Say)] == ["identification"]


def test_the_first_words_do_not_wait_for_slow_recognition() -> None:
    session = session_of("satisfaction")
    session.on(events.Answered(1.0))
    session.on(events.SpeechStarted(1.2))
    (wake,) = session.on(events.SpeechEnded(1.8, 2.3))
    assert isinstance(wake, actions.WakeAt)
    assert wake.at_s - 1.8 < 2.0
    assert any(isinstance(action, actions.Say) for action in session.on(actions.Tick(wake.at_s)))


def test_an_early_tick_does_nothing() -> None:
    session = session_of("satisfaction")
    session.on(events.Answered(1.0))
    assert session.on(actions.Tick(1.5)) == ()


def test_who_calls_is_said_to_its_end_though_spoken_over_twice() -> None:
    session = session_of("satisfaction")
    session.on(events.Answered(0.0))
    session.on(actions.Tick(1.2))
    session.on(events.SpeechStarted(2.0))
    session.on(events.BargedIn(2.3, 2.0))
    session.on(events.PromptEnded(2.3, "identification", False))
    session.on(events.SpeechEnded(2.6, 3.0))
    again = session.on(events.Heard(3.2, "hello hello", 0.9, True, 2.0, 2.6))
    (said,) = [action for action in again if isinstance(action, actions.Say)]
    assert said.name == "identification"
    assert not said.interruptible


def test_a_greeting_that_sounds_like_a_demand_is_a_greeting() -> None:
    session = session_of("satisfaction")
    session.on(events.Answered(0.0))
    said = session.on(events.Heard(1.5, "enough is enough", 0.9, True, 0.5, 1.2))
    assert not any(isinstance(action, actions.SaveOptOut) for action in said)
    assert any(isinstance(action, actions.Say) for action in said)


def test_a_doubtful_demand_is_asked_about_and_silence_means_yes() -> None:
    rehearsal = _at_the_question("remind", "enough is enough")
    assert rehearsal.prompt is not None
    assert rehearsal.prompt.name == "shall_we_stop"
    rehearsal.finish_prompt()
    rehearsal.keep_silent()
    assert _saved(rehearsal) == [NUMBER]


def test_a_doubtful_demand_that_is_denied_changes_nothing() -> None:
    rehearsal = _at_the_question("remind", "enough is enough")
    rehearsal.finish_prompt()
    rehearsal.speak("no")
    assert _saved(rehearsal) == []
    assert rehearsal.prompt is not None
    assert rehearsal.prompt.name == "remind"


def test_hanging_up_at_that_question_means_yes() -> None:
    rehearsal = _at_the_question("remind", "enough is enough")
    rehearsal.hang_up()
    assert _saved(rehearsal) == [NUMBER]


def test_a_value_that_is_missing_is_told_before_any_call() -> None:
    flow = flow_called("payment_reminder")
    order = rehearsed_order(flow, "en", NUMBER)
    order.variables.pop("due")
    with pytest.raises(BadInput, match="'due'"):
        Session(flow, order, seller="Northern Clinic", now=NOW)


def _at_the_question(step: str, words: str) -> Rehearsal:
    flow = flow_called("appointment_reminder")
    order = rehearsed_order(flow, "en", NUMBER)
    rehearsal = Rehearsal(Session(flow, order, seller="Northern Clinic", now=NOW), order, NOW)
    rehearsal.dial()
    rehearsal.answer()
    rehearsal.speak("hello")
    rehearsal.finish_prompt()
    assert rehearsal.prompt is not None
    assert rehearsal.prompt.name == step
    rehearsal.finish_prompt()
    rehearsal.speak(words)
    return rehearsal


def _saved(rehearsal: Rehearsal) -> list[str | None]:
    return [a.number for a in rehearsal.actions if isinstance(a, actions.SaveOptOut)]


def test_nothing_is_said_of_a_choice_that_could_not_be_saved_once_the_call_is_over() -> None:
    session = session_of("opt_out_line")
    session.on(events.Answered(0.0))
    session.on(events.PromptEnded(5.0, "identification", True))
    wished = session.on(events.KeyPressed(6.0, "3"))
    assert any(isinstance(action, actions.TurnOffers) for action in wished)
    session.on(events.HungUp(7.0, "callee", ENDED))
    assert session.on(events.Failed(8.0, "…")) == ()
