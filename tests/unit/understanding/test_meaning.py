"""Laws of understanding, and the cases that are easy to get wrong."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.understanding.by_phrases import RANK
from voicebot.understanding.intents import Intent, RefusalKind
from voicebot.understanding.meaning import understand
from voicebot.understanding.phrasebook import LANGUAGES, phrasebook

WORDS = sorted(
    phrasebook("en").index.vocabulary | phrasebook("ru").index.vocabulary | {"", "!", "🙂", "你好"}
)
DEMANDS = [
    ("en", "stop calling me"),
    ("en", "take me off your list"),
    ("en", "never call this number again"),
    ("en", "I never signed up for these calls"),
    ("ru", "не звоните мне больше"),
    ("ru", "удалите мой номер"),
    ("ru", "прекратите звонить"),
    ("ru", "отзываю согласие на обработку данных"),
]
FILLERS = {"en": ["please", "uh", "well", "um", "listen"], "ru": ["пожалуйста", "ну", "слушайте"]}


@settings(max_examples=300)
@given(text=st.text(max_size=200), language=st.sampled_from(["en", "ru", "ko", ""]))
def test_any_text_has_a_meaning(text: str, language: str) -> None:
    meaning = understand(text, language)
    assert meaning.text == text
    assert 0.0 <= meaning.confidence <= 1.0


@settings(max_examples=300)
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=12), language=st.sampled_from(list(LANGUAGES))
)
def test_an_opt_out_always_names_its_kind_and_a_kind_is_only_of_a_refusal(
    words: list[str], language: str
) -> None:
    meaning = understand(" ".join(words), language)
    assert meaning.opt_out == (meaning.intent is Intent.OPT_OUT)
    refuses = meaning.intent in (Intent.OPT_OUT, Intent.REFUSAL)
    assert (meaning.refusal_kind is not None) == refuses
    assert meaning.opt_out or not meaning.unmistakable


@given(
    demand=st.sampled_from(DEMANDS),
    fillers=st.lists(st.integers(0, 2), min_size=12, max_size=12),
    ending=st.sampled_from(["", ".", "!", "...", " ?!"]),
    loud=st.booleans(),
)
def test_politeness_case_and_punctuation_never_undo_an_opt_out(
    demand: tuple[str, str], fillers: list[int], ending: str, loud: bool
) -> None:
    language, words = demand
    said: list[str] = []
    for place, word in enumerate(words.split()):
        said += FILLERS[language][fillers[place] : fillers[place] + 1] if place % 2 else []
        said.append(word)
    text = " ".join(said) + ending
    assert understand(text.upper() if loud else text, language).opt_out


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_has_a_place_in_the_order_of_meanings(language: str) -> None:
    said = phrasebook(language).index.said
    assert len(said) > 100
    assert {(phrase.strength, phrase.intent, phrase.kind) for phrase in said} <= set(RANK)


@pytest.mark.parametrize(
    ("language", "partial", "enough"),
    [
        ("en", "stop calling me", True),
        ("en", "stop", False),
        ("en", "don't call me", False),
        ("en", "don't call me before nine", False),
        ("en", "don't call me again", True),
        ("en", "start calling me", False),
        ("ru", "не звоните", False),
        ("ru", "не звоните до девяти", False),
        ("ru", "больше не звоните", True),
        ("ru", "удалите мой номер", True),
        ("ru", "хватит", False),
    ],
)
def test_only_words_that_nothing_can_take_back_are_enough_unfinished(
    language: str, partial: str, enough: bool
) -> None:
    assert understand(partial, language).unmistakable is enough


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "yes fine but never call again", RefusalKind.EXPLICIT_OPT_OUT),
        ("en", "fuck off and stop calling me", RefusalKind.EXPLICIT_OPT_OUT),
        ("en", "delete my data and stop calling me", RefusalKind.ERASURE_REQUEST),
        ("en", "stop calling me or I will report you to the FTC", RefusalKind.THREAT_OF_COMPLAINT),
        ("ru", "да хорошо но больше не звоните", RefusalKind.EXPLICIT_OPT_OUT),
        ("ru", "не звоните или я пожалуюсь в роскомнадзор", RefusalKind.THREAT_OF_COMPLAINT),
    ],
)
def test_a_demand_wins_over_all_else_that_was_said_with_it(
    language: str, text: str, kind: RefusalKind
) -> None:
    meaning = understand(text, language)
    assert (meaning.opt_out, meaning.refusal_kind) == (True, kind)


def test_a_demand_in_the_other_language_counts() -> None:
    assert understand("не звоните мне больше", "en").opt_out
    assert understand("stop calling me", "ru").opt_out
    assert understand("добрый день", "en").intent is Intent.OTHER_LANGUAGE


def test_a_nod_affirms_only_where_a_yes_is_expected() -> None:
    assert understand("uh huh", "en").intent is Intent.BACKCHANNEL
    assert understand("uh huh", "en", expecting=frozenset({"affirm"})).intent is Intent.AFFIRM
    assert understand("угу", "ru", expecting=frozenset({"affirm"})).intent is Intent.AFFIRM


@pytest.mark.parametrize(("said", "language"), [("Thank you.", "en"), ("спасибо", "ru")])
def test_thanks_alone_affirm_nothing_since_a_no_may_have_been_lost_before_them(said, language):
    meaning = understand(said, language, expecting=frozenset({"affirm"}))
    assert meaning.intent is Intent.BACKCHANNEL


def test_a_wish_to_be_called_carries_its_time() -> None:
    now = datetime(2026, 11, 18, 14, 20, tzinfo=ZoneInfo("Europe/Moscow"))
    meaning = understand("позвоните завтра в десять", "ru", now=now, zone="Europe/Moscow")
    assert meaning.intent is Intent.CALLBACK
    assert meaning.callback_at == now.replace(day=19, hour=10, minute=0)


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "1234", "你好", "a" * 10_000, "не " * 3000])
def test_odd_input_is_answered(text: str) -> None:
    for language in LANGUAGES:
        assert not understand(text, language).opt_out


def test_a_long_monologue_with_a_demand_at_its_end_is_an_opt_out() -> None:
    assert understand("well you see " * 500 + "so stop calling me", "en").opt_out
