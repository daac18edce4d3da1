"""Whether words are finished, told by how they end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.finished import Finished, ending_of

UNFINISHED = [
    ("en", "my number is… uh…"),
    ("en", "Call me at"),
    ("en", "okay and"),
    ("en", "could you please"),
    ("en", "five five five oh"),
    ("en", "my number is two zero two five five five"),
    ("en", "what I mean is"),
    ("en", "so I wanted to ask whether"),
    ("ru", "и…"),
    ("ru", "ну вот я…"),
    ("ru", "Мой номер восемь девятьсот шестнадцать"),
    ("ru", "перезвоните мне после"),
    ("ru", "скажите, пожалуйста,"),
    ("ru", "врач мне вчера сказал что"),
]
FINISHED = [
    ("en", "yes"),
    ("en", "No, thank you."),
    ("en", "stop calling me"),
    ("en", "my number is 202 555 0143"),
    ("en", "I don't want to"),
    ("ru", "нет"),
    ("ru", "Не звоните мне больше!"),
    ("ru", "до свидания"),
    ("ru", "мой номер восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь"),
]
NEITHER = [
    ("en", "where are you calling from"),
    ("en", "call me tomorrow at ten"),
    ("en", "Hello?"),
    ("ru", "Алло!"),
    ("en", "hold my place in the queue"),
    ("ru", "перезвоните завтра в десять часов"),
    ("ru", "я живу на третьем этаже"),
]


@pytest.mark.parametrize(("language", "text"), UNFINISHED)
def test_what_breaks_off_is_waited_for(language, text):
    assert ending_of(text, language).finished is Finished.NO


@pytest.mark.parametrize(("language", "text"), FINISHED)
def test_a_whole_answer_is_finished(language, text):
    assert ending_of(text, language).finished is Finished.YES


@pytest.mark.parametrize(("language", "text"), NEITHER)
def test_other_sentences_are_left_to_the_silence(language, text):
    assert ending_of(text, language).finished is Finished.UNSURE


@pytest.mark.parametrize("language", ["en", "ru"])
@given(text=st.text(max_size=200))
def test_any_text_has_an_answer(language, text):
    assert ending_of(text, language).finished in Finished


@pytest.mark.parametrize("text", ["", "   ", "😀", "?!", "…"])
def test_no_words_tell_nothing(text):
    assert ending_of(text, "en").finished is Finished.UNSURE


@pytest.mark.parametrize(("language", "word"), [("en", "because"), ("ru", "потому что")])
@given(before=st.lists(st.sampled_from(["yes", "нет", "номер", "tomorrow", "ten"]), max_size=5))
def test_a_conjunction_at_the_end_always_promises_more(language, word, before):
    assert ending_of(" ".join((*before, word)), language).finished is Finished.NO
