"""Telephone numbers, spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from voicebot.understanding.digits import spoken_digits


@pytest.mark.parametrize(
    ("language", "text", "digits"),
    [
        ("en", "five five five oh one two", "555012"),
        ("en", "double five five zero one", "55501"),
        ("en", "triple seven nine", "7779"),
        ("en", "my number is 202 555 0123", "2025550123"),
        ("en", "+1 (202) 555-0123", "12025550123"),
        ("en", "eight hundred five five five one two one two", "8005551212"),
        ("en", "two oh two five five five to one for nine", "2025552149"),
        ("en", "twenty five thirty six", "2536"),
        ("en", "hello there", ""),
        ("ru", "восемь девятьсот шестнадцать сто двадцать три сорок пять", "891612345"),
        ("ru", "плюс семь девять один шесть ноль ноль пять", "7916005"),
        ("ru", "две пятерки ноль семь три семерки", "5507777"),
        ("ru", "восьмёрка девять", "89"),
        ("ru", "алло", ""),
    ],
)
def test_a_spoken_number_is_taken_down(language: str, text: str, digits: str) -> None:
    assert spoken_digits(text, language) == digits


@given(
    digits=st.text("0123456789", min_size=3, max_size=12), language=st.sampled_from(["en", "ru"])
)
def test_a_number_said_digit_by_digit_comes_back_whole(digits: str, language: str) -> None:
    said = " ".join(num2words(int(digit), lang=language) for digit in digits)
    assert spoken_digits(said, language) == digits


@given(groups=st.lists(st.integers(100, 999), min_size=1, max_size=4))
def test_russian_groups_of_three_come_back_whole(groups: list[int]) -> None:
    said = " ".join(num2words(group, lang="ru") for group in groups)
    whole = all(group % 100 for group in groups)  # «двести» «пять» cannot be told from 205
    if whole:
        assert spoken_digits(said, "ru") == "".join(map(str, groups))


@given(text=st.text(max_size=100), language=st.sampled_from(["en", "ru"]))
def test_any_text_gives_only_digits(text: str, language: str) -> None:
    assert set(spoken_digits(text, language)) <= set("0123456789")
