"""Which language a person asks for, and what they are told where the dialogue does not have it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.conversation import events
from voicebot.conversation.flow import load_flow
from voicebot.conversation.language_asked import UNKNOWN, language_asked
from voicebot.conversation.rehearsal import Rehearsal, rehearsed_order
from voicebot.conversation.session import Session
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.settle import settle

DIALPLANS = Path(__file__).parents[3] / "dialplans"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
NUMBER = "+12025550199"


@pytest.mark.parametrize(
    ("text", "spoken", "asked"),
    [
        ("Do you speak Russian?", "en", "ru"),
        ("I don't speak English", "en", "ru"),
        ("no English", "en", "ru"),
        ("ne ponimayu", "en", "ru"),
        ("Do you speak Spanish?", "en", UNKNOWN),
        ("no hablo inglés", "en", UNKNOWN),
        ("I speak English", "en", "en"),
        ("Вы говорите по-английски?", "ru", "en"),
        ("Я не говорю по-русски", "ru", "en"),
        ("Вы говорите по-татарски?", "ru", UNKNOWN),
        ("не розумію", "ru", UNKNOWN),
        ("Говорите по-русски, пожалуйста", "en", "ru"),
        ("алло", "en", "ru"),
        ("English please", "ru", "en"),
        ("I don't speak Russian", "ru", "en"),
    ],
)
def test_a_language_is_asked_for_by_name_or_by_being_spoken(
    text: str, spoken: str, asked: str
) -> None:
    assert language_asked(text, spoken) == asked


@given(st.text(max_size=80), st.sampled_from(("en", "ru")))
def test_any_words_ask_for_a_language_or_for_none(text: str, spoken: str) -> None:
    assert language_asked(text, spoken) in ("en", "ru", UNKNOWN, None)


def held(languages: tuple[str, ...], language: str, *words: str) -> Rehearsal:
    flow = replace(load_flow(DIALPLANS / "appointment_reminder.yaml"), languages=languages)
    order = rehearsed_order(flow, language, NUMBER)
    session = Session(flow, order, seller="Northern Clinic", now=NOW)
    rehearsal = Rehearsal(session, order, NOW)
    rehearsal.dial()
    rehearsal.answer()
    for text in words:
        while rehearsal.prompt is not None:
            rehearsal.finish_prompt()
        if not rehearsal.over:
            rehearsal.speak(text)
    return rehearsal


def said(rehearsal: Rehearsal) -> list[events.PromptStarted]:
    return [event for event in rehearsal.log if isinstance(event, events.PromptStarted)]


def test_without_that_language_this_is_said_once_in_it_and_a_person_is_offered() -> None:
    rehearsal = held(("en",), "en", "hello", "Do you speak Russian?")
    assert said(rehearsal)[-1].name == "language_unknown"
    assert "сотрудником" in said(rehearsal)[-1].text
    rehearsal.finish_prompt()
    rehearsal.speak("Да, пожалуйста")
    assert said(rehearsal)[-1].name == "transfer"


def test_who_wants_no_person_either_has_a_language_barrier() -> None:
    rehearsal = held(("en",), "en", "hello", "Do you speak Russian?", "нет")
    rehearsal.finish_prompt()
    assert rehearsal.over
    assert settle(rehearsal.log).disposition is Disposition.LANGUAGE_BARRIER


def test_to_and_fro_between_languages_ends() -> None:
    words = ("hello", *("Do you speak Russian?", "Вы говорите по-английски?") * 4)
    rehearsal = held(("en", "ru"), "en", *words)
    while rehearsal.prompt is not None:
        rehearsal.finish_prompt()
    assert rehearsal.over
    assert settle(rehearsal.log).disposition is Disposition.LANGUAGE_BARRIER


def test_recognition_changes_with_the_language_that_is_spoken() -> None:
    rehearsal = held(("en", "ru"), "en", "hello", "Do you speak Russian?")
    assert rehearsal.session.language == "ru"
    assert "Робот с записью" in said(rehearsal)[-1].text
