"""Personal data as a role may see them."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.dashboard.masking import Masking

HIDES, SHOWS = Masking(whole=False), Masking(whole=True)


@given(st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True))
def test_of_a_number_at_most_its_beginning_and_two_last_digits_are_told(number: str) -> None:
    masked = HIDES.number(number)
    assert number not in masked
    assert sum(character.isdigit() for character in masked) == 3
    assert SHOWS.number(number) == number


@given(st.text(min_size=2).filter(lambda text: text.strip() == text and len(text.split()) == 1))
def test_of_a_name_only_the_first_letter_is_told(name: str) -> None:
    assert HIDES.name(name) == f"{name[0]}•••"
    assert SHOWS.name(name) == name


@given(st.text())
def test_of_words_only_their_count_is_told(said: str) -> None:
    assert set(HIDES.words(said)) <= {"•", " "}
    assert SHOWS.words(said) == said


def test_what_is_not_there_stays_nothing() -> None:
    assert (HIDES.number(None), HIDES.name(""), HIDES.words(None)) == ("", "", "")


def test_a_pseudonym_of_an_erased_person_tells_nothing_and_is_shown() -> None:
    assert HIDES.number("#1234") == "#1234"
