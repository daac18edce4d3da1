"""Somebody in danger is told whom to ring, and is never filed as a person who refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import shortnumberinfo

from tests.fakes.unsure import Unsure
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


DEMANDS = {"en": "stop calling me", "ru": "не звоните мне больше"}


class SlowDisk(Rehearsal):
    """Opt-outs are on disk, or not, only when the test says so."""

    wish: actions.SaveOptOut | None = None

    def _save(self, wish: actions.SaveOptOut) -> None:
        self.wish = wish

    def disk_answers(self) -> None:
        wish, self.wish = self.wish, None
        assert wish is not None
        super()._save(wish)


def called(language: str, *, saves: bool = True) -> SlowDisk:
    """A call that has begun to speak; no operator is free."""
    flow = load_flow(DIALPLANS / "appointment_reminder.yaml")
    order = rehearsed_order(flow, language, "+12025550199")
    session = Session(flow, order, seller="Northern Clinic", now=NOW)
    rehearsal = SlowDisk(session, order, NOW, transfers=False, saves=saves)
    rehearsal.dial()
    rehearsal.answer()
    rehearsal.finish_prompt()
    return rehearsal


def heard_out(rehearsal: Rehearsal) -> list[str]:
    while rehearsal.prompt is not None:
        rehearsal.finish_prompt()
    return [event.name for event in _said(rehearsal)]


@pytest.mark.parametrize("saves", [True, False], ids=["saved", "not saved"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_danger_is_answered_while_an_opt_out_is_on_its_way_to_the_disk_and_both_are_done(
    language: str, saves: bool
) -> None:
    rehearsal = called(language, saves=saves)
    rehearsal.speak(DEMANDS[language])
    rehearsal.speak(DANGER[language][0])
    assert heard_out(rehearsal)[-2:] == ["emergency", "emergency_failed"]
    rehearsal.disk_answers()
    assert any(isinstance(event, events.OptOutSaved) for event in rehearsal.log) is saves
    assert rehearsal.over
    outcome = settle(rehearsal.log)
    assert outcome.disposition is (Disposition.OPT_OUT if saves else Disposition.HARD_REFUSAL)
    assert outcome.review == "emergency"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_disk_that_answers_first_does_not_end_the_call_of_who_is_in_danger(
    language: str,
) -> None:
    rehearsal = called(language)
    rehearsal.speak(DEMANDS[language])
    rehearsal.speak(DANGER[language][0])
    rehearsal.disk_answers()
    assert not rehearsal.over
    assert heard_out(rehearsal)[-2:] == ["emergency", "emergency_failed"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("by_key", [True, False], ids=["by key", "in words"])
def test_a_demand_of_who_is_in_danger_is_saved_and_what_they_are_told_goes_on(
    language: str, by_key: bool
) -> None:
    rehearsal = called(language)
    rehearsal.speak(DANGER[language][0])
    if by_key:
        rehearsal.press("9")
    else:
        rehearsal.speak(DEMANDS[language], stops_prompt=False)
    assert rehearsal.prompt is not None
    assert rehearsal.prompt.name == "emergency"
    rehearsal.disk_answers()
    assert heard_out(rehearsal)[-2:] == ["emergency", "emergency_failed"]
    assert settle(rehearsal.log).disposition is Disposition.OPT_OUT


def test_who_is_in_danger_is_not_asked_whether_to_stop() -> None:
    flow = load_flow(DIALPLANS / "appointment_reminder.yaml")
    order = rehearsed_order(flow, "en", "+12025550199")
    unsure = Unsure(words=frozenset({"tired"}))
    session = Session(flow, order, seller="Northern Clinic", now=NOW, understanding=unsure)
    rehearsal = Rehearsal(session, order, NOW, transfers=False)
    rehearsal.dial()
    rehearsal.answer()
    rehearsal.finish_prompt()
    rehearsal.speak(DANGER["en"][0])
    rehearsal.finish_prompt()
    assert rehearsal.prompt is not None
    rehearsal.speak("I am so tired", stops_prompt=False)
    assert rehearsal.prompt is not None
    assert rehearsal.prompt.name == "emergency_failed"
