"""What is made of words that recognition was unsure of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.conversation.believing import (
    CORRECTS_RECORDS,
    GUESSED,
    HARDLY_HEARD,
    WEIGHTY,
    believed,
)
from voicebot.conversation.events import Heard
from voicebot.understanding.intents import Intent, Meaning, RefusalKind

chances = st.floats(0, 1)


def heard(text: str, confidence: float) -> Heard:
    return Heard(3.0, text, confidence, True, 1.0, 2.5)


@pytest.mark.parametrize("intent", sorted(WEIGHTY))
def test_a_garbled_word_ends_no_call_and_calls_no_ambulance(intent: Intent) -> None:
    kind = RefusalKind.HOSTILE_REFUSAL if intent is Intent.REFUSAL else None
    guessed = Meaning("a little", intent, 0.6, kind)
    kept = believed(guessed, heard("a little", 0.5))
    assert (kept.intent, kept.refusal_kind) == (Intent.OTHER, None)


def test_plain_words_count_however_badly_they_were_heard() -> None:
    plain = Meaning("call an ambulance", Intent.EMERGENCY, 0.95)
    assert believed(plain, heard(plain.text, 0.3)) == plain


def test_what_was_heard_well_is_left_as_it_was_understood() -> None:
    guessed = Meaning("my son has fallen", Intent.EMERGENCY, 0.55)
    assert believed(guessed, heard(guessed.text, HARDLY_HEARD)) == guessed


@pytest.mark.parametrize("intent", sorted(CORRECTS_RECORDS))
def test_nobody_corrects_records_on_a_guess_however_well_the_words_were_heard(
    intent: Intent,
) -> None:
    guessed = Meaning("we have had him us", intent, 0.53)
    assert believed(guessed, heard(guessed.text, 0.92)).intent is Intent.OTHER
    likely = Meaning("there is no Anna here", intent, GUESSED)
    assert believed(likely, heard(likely.text, 0.92)) == likely


@given(chances, chances, st.sampled_from(Intent), st.booleans(), st.booleans())
def test_a_demand_is_never_made_less(
    sure: float, clear: float, intent: Intent, opt_out: bool, unclear: bool
) -> None:
    meaning = Meaning("words", intent, sure, opt_out=opt_out, unclear_demand=unclear)
    kept = believed(meaning, heard("words", clear))
    assert (kept.opt_out, kept.unclear_demand) == (opt_out, unclear)
    if opt_out or unclear:
        assert kept == meaning
