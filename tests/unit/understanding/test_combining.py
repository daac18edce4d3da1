"""What phrases and the classifier come to together: danger, and consent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.by_phrases import read
from voicebot.understanding.classifier import Guess, Thresholds, guess_of
from voicebot.understanding.combining import combined
from voicebot.understanding.intents import Intent, Meaning
from voicebot.understanding.label import LABELS, Label
from voicebot.understanding.phrasebook import phrasebook

LIMITS = Thresholds(0.8, 0.3, 0.7, emergency=0.1, doubted=0.6, figurative=0.05)
STORY = "my heart attack was in May"
ALARM = "call an ambulance, he is not breathing"
BOTH = f"{ALARM}, and never call me again"


def chances(**shares: float) -> Guess:
    """What a classifier says that gives these intents such chances, and `other` the rest."""
    found = np.zeros(len(LABELS))
    for name, share in shares.items():
        label = next(label for label in LABELS if label.intent == name)
        found[LABELS.index(label)] = share
    found[LABELS.index(Label(Intent.OTHER))] = 1 - found.sum()
    return guess_of(found)


def meaning(text: str, guess: Guess) -> Meaning:
    return combined(read(text, phrasebook("en")), guess, LIMITS)


def test_an_emergency_that_all_else_speaks_against_is_a_story() -> None:
    assert meaning(STORY, chances(emergency=0.02)).intent is Intent.OTHER
    assert meaning(STORY, chances(emergency=0.06)).intent is Intent.EMERGENCY


@given(st.floats(LIMITS.figurative, 1.0))
def test_an_emergency_in_plain_phrases_stands_where_it_is_possible(chance: float) -> None:
    assert meaning(ALARM, chances(emergency=chance)).intent is Intent.EMERGENCY


@given(st.floats(0.0, 1.0))
def test_neither_is_lost_where_phrases_tell_of_danger_and_of_a_demand(chance: float) -> None:
    found = meaning(BOTH, chances(emergency=chance, opt_out=1 - chance))
    assert found.opt_out
    assert found.intent is Intent.EMERGENCY


@pytest.mark.parametrize("text", [BOTH, "take me off your list, I have swallowed the lot"])
def test_who_is_in_danger_and_wants_no_calls_is_in_danger_first(text: str) -> None:
    found = meaning(text, chances(emergency=0.4, opt_out=0.5))
    assert found.intent is Intent.EMERGENCY
    assert found.opt_out
    assert found.refusal_kind is None


@given(st.floats(LIMITS.figurative, 1.0))
def test_an_emergency_alone_is_no_demand(chance: float) -> None:
    assert not meaning(ALARM, chances(emergency=chance)).opt_out


@given(st.floats(LIMITS.opt_out, 1.0))
def test_a_demand_that_only_the_classifier_hears_beside_a_consent_is_asked_about(
    sure: float,
) -> None:
    found = meaning("I consent to the processing of my data", chances(opt_out=sure))
    assert not found.opt_out
    assert found.unclear_demand


@pytest.mark.parametrize(
    "text",
    [
        "I consent to the processing of my data, but never call me again",
        "I do not consent to the processing of my data",
        "I withdraw my consent",
    ],
)
def test_a_demand_in_phrases_beside_a_consent_counts(text: str) -> None:
    assert meaning(text, chances(opt_out=0.9)).opt_out
