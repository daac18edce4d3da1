"""Words as they are looked up."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.said_words import LONGEST, Sought, sought, words_of


def test_words_are_small_each_once_and_without_points() -> None:
    assert words_of(["Stop, STOP calling!", "Don’t call"]) == {"stop", "calling", "don't", "call"}


def test_two_spellings_of_one_russian_letter_are_one() -> None:
    assert words_of(["Ещё"]) == words_of(["еще"])


def test_a_russian_word_is_sought_in_all_its_forms() -> None:
    (found,) = sought("звонить")
    assert {"звонить", "звоните", "звонил"} <= set(found.forms)


def test_a_star_seeks_a_beginning() -> None:
    assert sought("звон* call") == (Sought(beginning="звон"), Sought(forms=("call",)))


def test_what_is_no_word_seeks_nothing() -> None:
    assert sought(" * %% -- _ ") == ()


@given(st.text(max_size=60))
def test_whatever_was_said_is_found_by_its_own_words(text: str) -> None:
    said = words_of([text])
    assert all(0 < len(word) <= LONGEST for word in said)
    assert all(said & set(term.forms) or not term.forms for term in sought(" ".join(sorted(said))))
