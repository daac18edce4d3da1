"""Somebody in danger is told whom to ring, and is never filed as a person who refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import shortnumberinfo

from voicebot.conversation import actions, emergency, events
from voicebot.conversation.emergency import ANYWHERE, emergency_number
from voicebot.conversation.flow import load_flow
from voicebot.conversation.rehearsal import Rehearsal, rehearsed_order
from voicebot.conversation.session import Session
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.settle import settle

DIALPLANS = Path(__file__).parents[3] / "dialplans"
FLOWS = sorted(path.stem for path in DIALPLANS.glob("*.yaml"))
FILE = Path(emergency.__file__).with_name("emergency_numbers.yaml")
ENTRIES = yaml.load(FILE.read_text("utf-8"), Loader=yaml.BaseLoader)
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
DANGER = {"en": ("help, call an ambulance", "fire"), "ru": ("пожар", "вызовите скорую, ему плохо")}
BEFORE = {
    "en": ("hello", "yes", "no", "no thank you", "enough is enough", "go to hell", "who is this"),
    "ru": ("алло", "да", "нет", "спасибо, не надо", "с меня довольно", "идите к черту"),
}


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("+12025550199", "911"),
        ("+14165550199", "911"),
        ("+442079460999", "999"),
        ("+61255501234", "000"),
        ("+6433551234", "111"),
        ("+81312345678", "119"),
        ("+79161234567", "112"),
        ("+4930123456", "112"),
        ("sip:anna@example.net", ANYWHERE),
        (None, ANYWHERE),
    ],
)
def test_whom_to_ring_goes_by_the_country_of_the_number(number: str | None, digits: str) -> None:
    assert emergency_number(number) == digits


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["dial"])
def test_each_number_is_an_emergency_number_of_its_countries(entry: dict[str, list[str]]) -> None:
    wrong = [
        country
        for country in entry["countries"]
        if not shortnumberinfo.is_emergency_number(str(entry["dial"]), country)
    ]
    assert wrong == []
    assert entry["source"]


def test_no_country_stands_in_the_file_twice() -> None:
    countries = [country for entry in ENTRIES for country in entry["countries"]]
    assert len(countries) == len(set(countries))


@st.composite
def calls(draw: st.DrawFn) -> tuple[Rehearsal, str]:
    language = draw(st.sampled_from(("en", "ru")))
    flow = load_flow(DIALPLANS / f"{draw(st.sampled_from(FLOWS))}.yaml")
    order = rehearsed_order(flow, language, "+12025550199")
    session = Session(flow, order, seller="Northern Clinic", now=NOW)
    rehearsal = Rehearsal(session, order, NOW, transfers=draw(st.booleans()))
    rehearsal.dial()
    rehearsal.answer()
    for words in draw(st.lists(st.sampled_from(BEFORE[language]), max_size=3)):
        if draw(st.booleans()) and rehearsal.prompt is not None:
            rehearsal.finish_prompt()
        if not rehearsal.over and not _saved(rehearsal):
            rehearsal.speak(words)
    return rehearsal, draw(st.sampled_from(DANGER[language]))


def _saved(rehearsal: Rehearsal) -> list[actions.Action]:
    return [action for action in rehearsal.actions if isinstance(action, actions.SaveOptOut)]


@given(calls())
@settings(max_examples=150, deadline=None)
def test_an_emergency_is_never_filed_as_a_refusal(call: tuple[Rehearsal, str]) -> None:
    rehearsal, danger = call
    if rehearsal.over or _saved(rehearsal) or rehearsal.session.language not in ("en", "ru"):
        return
    rehearsal.speak(danger)
    while not rehearsal.over:
        while rehearsal.prompt is not None:
            rehearsal.finish_prompt()
        rehearsal.keep_silent()
    assert _saved(rehearsal) == []
    outcome = settle(rehearsal.log)
    assert outcome.disposition in (Disposition.TRANSFERRED, Disposition.PARTIAL)
    assert outcome.refusal_kind is None
    assert outcome.review == "emergency"


@given(st.sampled_from(FLOWS), st.sampled_from(("en", "ru")))
@settings(max_examples=20, deadline=None)
def test_whom_to_ring_is_said_first_and_again_and_the_call_goes_on_with_nothing_else(
    flow: str, language: str
) -> None:
    loaded = load_flow(DIALPLANS / f"{flow}.yaml")
    order = rehearsed_order(loaded, language, "+12025550199")
    session = Session(loaded, order, seller="Northern Clinic", now=NOW)
    rehearsal = Rehearsal(session, order, NOW, transfers=False)
    rehearsal.dial()
    rehearsal.answer()
    rehearsal.finish_prompt()
    said_before = len(_said(rehearsal))
    rehearsal.speak(DANGER[language][0])
    while rehearsal.prompt is not None:
        rehearsal.finish_prompt()
    names = [event.name for event in _said(rehearsal)[said_before:]]
    texts = [event.text for event in _said(rehearsal)[said_before:]]
    assert [name for name in names if not name.startswith("emergency")] == []
    number = {"en": "nine one one", "ru": "девять один один"}[language]
    assert [text.count(number) for text in texts] == [2, 2]
    assert rehearsal.over


def _said(rehearsal: Rehearsal) -> list[events.PromptStarted]:
    return [event for event in rehearsal.log if isinstance(event, events.PromptStarted)]
