"""A listener's signals into our speech, and what is none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicebot.conversation import actions, events
from voicebot.conversation.flow import load_flow
from voicebot.conversation.nods import is_nod
from voicebot.conversation.rehearsal import rehearsed_order
from voicebot.conversation.session import Session

FLOW = load_flow(Path(__file__).parents[3] / "dialplans" / "appointment_reminder.yaml")
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["okay", "so", "Uh-huh.", "mhm", "yeah, yeah", "I see", "yes yes"])
def test_english_nods(text):
    assert is_nod(text, "en")


@pytest.mark.parametrize("text", ["да-да", "угу", "ага", "ну да", "так, так", "понятно"])
def test_russian_nods(text):
    assert is_nod(text, "ru")


@pytest.mark.parametrize(
    ("text", "language"),
    [("yes", "en"), ("да", "ru"), ("no", "en"), ("", "en"), ("okay stop", "en"), ("ну нет", "ru"),
     ("yes I will come", "en"), ("да, приду", "ru"), ("😀", "ru")],
)  # fmt: skip
def test_answers_and_demands_are_no_nods(text, language):
    assert not is_nod(text, language)


def interrupted(text: str, language: str) -> tuple[actions.Action, ...]:
    """What the dialogue does when these words stopped the first step's prompt."""
    session = Session(FLOW, rehearsed_order(FLOW, language, "+12025550199"), seller="C", now=NOW)
    session.on(events.Answered(0.0))
    heard = [events.SpeechStarted(0.2), events.SpeechEnded(0.8, 1.2)]
    hello = {"en": "hello", "ru": "алло"}[language]
    for event in (*heard, events.Heard(1.3, hello, 0.9, True, 0.2, 0.8)):
        session.on(event)
    said = session.on(events.PromptEnded(6.0, "identification", True))
    (step,) = [action for action in said if isinstance(action, actions.Say)]
    session.on(events.PromptStarted(6.1, step.name, step.text))
    session.on(events.SpeechStarted(7.0))
    session.on(events.BargedIn(7.2, 7.0))
    session.on(events.PromptEnded(7.2, step.name, False))
    session.on(events.SpeechEnded(7.4, 7.9))
    did = session.on(events.Heard(8.0, text, 0.9, True, 7.0, 7.4))
    return tuple(a for a in did if isinstance(a, actions.Say | actions.SaveOptOut)) or did


@pytest.mark.parametrize(("text", "language"), [("okay", "en"), ("so", "en"), ("да-да", "ru")])
def test_after_a_nod_the_prompt_is_said_again(text, language):
    (again,) = interrupted(text, language)
    assert isinstance(again, actions.Say) and again.name == FLOW.start


@pytest.mark.parametrize(
    ("text", "language"), [("stop calling me", "en"), ("не звоните мне", "ru")]
)
def test_a_demand_into_a_prompt_is_acted_upon(text, language):
    assert any(isinstance(action, actions.SaveOptOut) for action in interrupted(text, language))
