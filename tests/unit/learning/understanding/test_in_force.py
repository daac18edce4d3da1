"""The classifiers in force: what they promise, and that the page says what they do."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.corpus import read_corpus
from voicebot.learning.understanding.loading import TASK, understanding_from
from voicebot.learning.understanding.measuring import measure
from voicebot.learning.understanding.report import page_of
from voicebot.understanding.intents import Intent
from voicebot.understanding.meaning import Understanding

ROOT = Path(__file__).parents[4]
LANGUAGES = ("en", "ru")


@lru_cache(maxsize=1)
def in_force() -> Understanding:
    return understanding_from(Shelf(ROOT / "models"))


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    corpora = [read_corpus(ROOT / "corpora" / TASK, language) for language in LANGUAGES]
    version = Shelf(ROOT / "models").in_force(TASK)
    assert version is not None
    return measure(in_force(), corpora, ROOT / "corpora" / "who_answered", version)


def test_the_page_is_what_the_command_writes(figures: dict[str, Any]) -> None:
    """Those of turn taking, which take half a minute, are taken from the document."""
    docs = ROOT / "docs"
    kept = json.loads((docs / "understanding-evaluation.json").read_text("utf-8"))
    turns = kept.pop("turns")
    assert kept == figures
    page = (docs / "understanding-evaluation.md").read_text("utf-8")
    assert page == page_of(figures | {"turns": turns})


FLOORS = {
    "right": 0.895,
    "stopped_or_asked": 0.99,
}
CEILINGS = {
    "near_alarms": 0.014,
    "talk_alarms": 0.0015,
    "refusal_alarms": 0.012,
    "needless_questions": 0.04,
}


OPT_OUTS = {"en": 0.97, "ru": 0.975}
EMERGENCIES = 0.95


def _recall(figures: dict[str, Any], intent: str) -> float:
    return float(figures["intents"][intent]["recall"]["share"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_strangers_are_understood_no_worse_than_before(
    figures: dict[str, Any], language: str
) -> None:
    strangers = figures["languages"][language]["strangers"]
    low = {name: strangers[name]["share"] for name in FLOORS}
    high = {name: strangers[name]["share"] for name in CEILINGS}
    assert all(low[name] >= floor for name, floor in FLOORS.items()), low
    assert all(high[name] <= ceiling for name, ceiling in CEILINGS.items()), high
    assert _recall(strangers, "opt_out") >= OPT_OUTS[language]
    assert _recall(strangers, "emergency") >= EMERGENCIES


@given(text=st.text(max_size=300), language=st.sampled_from(LANGUAGES))
def test_any_text_has_an_answer(text: str, language: str) -> None:
    meaning = in_force().meaning(text, language)
    assert meaning.text == text
    assert 0.0 <= meaning.confidence <= 1.0
    if meaning.intent is not Intent.EMERGENCY:
        assert meaning.opt_out is (meaning.intent is Intent.OPT_OUT)
    assert not (meaning.opt_out and meaning.unclear_demand)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "😀😀", "1234", "你好吗", "مرحبا", "\0", "stop\0calling", "\ud800", "ﷺ" * 50),
        *("a" * 10_000, "не " * 3_300, "well you see " * 3_000, "не call мне me больше again"),
    ],
)
def test_odd_input_is_answered_and_is_no_demand(text: str) -> None:
    for language in LANGUAGES:
        assert in_force().meaning(text, language).text == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("call an ambulance, he is not breathing, and never call me again", "en"),
        ("my father is choking, do not call again", "en"),
        ("she's unconscious, stop calling this number", "en"),
        ("пожар, вызовите пожарных и больше мне не звоните", "ru"),
        ("мама без сознания, больше не звоните", "ru"),
    ],
)
def test_an_emergency_comes_first_and_loses_no_demand(text: str, language: str) -> None:
    meaning = in_force().meaning(text, language)
    assert meaning.intent is Intent.EMERGENCY
    assert meaning.opt_out


def test_a_plain_demand_is_acted_on_and_an_emergency_is_no_refusal() -> None:
    assert in_force().meaning("stop calling me", "en").opt_out
    assert in_force().meaning("не звоните мне больше", "ru").opt_out
    assert in_force().meaning("call an ambulance", "en").intent is Intent.EMERGENCY
    assert in_force().meaning("вызовите скорую", "ru").intent is Intent.EMERGENCY
