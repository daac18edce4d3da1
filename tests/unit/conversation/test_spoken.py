"""Values are said in words, in both languages."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.conversation.spoken import FORMS, spoken

WEDNESDAY = datetime(2026, 11, 25, 10, 30)

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(),
    st.text(),
    st.from_regex(r"[$€£₽+-]?[0-9 .,:-]{1,20}( ?[A-Z]{3})?", fullmatch=True),
    st.binary(),
    st.lists(st.integers()),
)


@given(value=values, language=st.sampled_from(["en", "ru", "ko"]), form=st.sampled_from([*FORMS]))
def test_any_value_in_any_form_is_said_without_a_digit(value, language, form):
    said = spoken(value, language, form)
    assert not any(letter.isdigit() for letter in said)


@given(value=values, form=st.text(max_size=12))
def test_a_form_that_does_not_exist_is_still_said(value, form):
    assert isinstance(spoken(value, "en", form), str)


@given(number=st.integers(-999_999, 999_999))
def test_a_whole_number_never_loses_its_words(number):
    assert spoken(number, "en") and spoken(number, "ru")


@given(figures=st.text("0123456789", min_size=1, max_size=15))
def test_each_digit_of_a_number_is_said_once(figures):
    assert len(spoken(figures, "en", "digits").replace(",", "").split()) == len(figures)
    assert len(spoken(figures, "ru", "digits").replace(",", "").split()) == len(figures)


@pytest.mark.parametrize(
    ("value", "form", "english", "russian"),
    [
        (21, "", "twenty-one", "двадцать один"),
        (-2.5, "", "minus two point five", "минус две целых пять десятых"),
        (21, "ordinal", "twenty-first", "двадцать первый"),
        (True, "", "yes", "да"),
        (None, "date", "", ""),
        ("4821", "digits", "four eight two one", "четыре восемь два один"),
        (
            WEDNESDAY,
            "",
            "Wednesday the twenty-fifth of November, ten thirty in the morning",
            "среда, двадцать пятое ноября, десять тридцать",
        ),
        (WEDNESDAY, "day", "Wednesday", "среда"),
        (WEDNESDAY, "time.at", "at ten thirty in the morning", "в десять тридцать"),
        (time(21), "", "nine in the evening", "двадцать один час"),
        (time(0), "time", "midnight", "ноль часов"),
        (time(13, 5), "time", "one oh five in the afternoon", "тринадцать ноль пять"),
        ("9:05", "time", "nine oh five in the morning", "девять ноль пять"),
        (timedelta(minutes=90), "", "one hour thirty minutes", "один час тридцать минут"),
        (21, "duration", "twenty-one minutes", "двадцать одна минута"),
        (timedelta(0), "", "zero seconds", "ноль секунд"),
    ],
)
def test_what_is_said(value, form, english, russian):
    assert spoken(value, "en", form) == english
    assert spoken(value, "ru", form) == russian


@pytest.mark.parametrize(
    ("form", "russian"),
    [
        ("date", "среда, двадцать пятое ноября"),
        ("date.accusative", "среду, двадцать пятое ноября"),
        ("date.genitive", "среды, двадцать пятого ноября"),
        ("date.on", "в среду, двадцать пятого ноября"),
        ("day.on", "в среду"),
        ("time.genitive", "десяти тридцати"),
    ],
)
def test_russian_takes_the_case_that_the_sentence_asks_for(form, russian):
    assert spoken(WEDNESDAY, "ru", form) == russian


def test_tuesday_takes_the_longer_preposition():
    assert spoken(date(2026, 11, 24), "ru", "day.on") == "во вторник"


def test_a_minute_is_counted_in_the_accusative_after_a_preposition():
    assert spoken(timedelta(minutes=1), "ru", "duration.accusative") == "одну минуту"
    assert spoken(timedelta(minutes=2), "ru", "duration.accusative") == "две минуты"
    assert spoken(timedelta(minutes=5), "ru", "duration.genitive") == "пяти минут"


@pytest.mark.parametrize(
    ("amount", "english", "russian"),
    [
        (150, "one hundred and fifty dollars", "сто пятьдесят рублей"),
        (Decimal("3.1"), "three dollars ten cents", "три рубля десять копеек"),
        ("$12.50", "twelve dollars fifty cents", "двенадцать долларов пятьдесят центов"),
        ("21 EUR", "twenty-one euro", "двадцать один евро"),
        (
            "1 500 ₽",
            "one thousand, five hundred roubles",
            "одна тысяча пятьсот рублей",
        ),
        ("-5", "minus five dollars", "минус пять рублей"),
        ("7 CHF", "seven Swiss francs", "семь швейцарских франков"),
    ],
)
def test_money_is_said_with_its_currency(amount, english, russian):
    assert spoken(amount, "en", "money") == english
    assert spoken(amount, "ru", "money") == russian


def test_a_telephone_number_is_said_in_the_groups_of_its_country():
    assert (
        spoken("+12025550100", "en", "digits")
        == "plus one, two zero two, five five five, zero one zero zero"
    )
    assert spoken("+79161234567", "ru", "digits").startswith("плюс семь, девять один шесть, ")


def test_figures_inside_a_text_are_said_for_what_they_are():
    text = "flat 12, 10:30 on 2026-12-01 at +1 202 555 0100, 3rd floor, 2.5 kg, code 0012"
    assert spoken(text, "en") == (
        "flat twelve, ten thirty in the morning on Tuesday the first of December at plus one, "
        "two zero two, five five five, zero one zero zero, third floor, two point five kg, "
        "code zero zero one two"
    )


def test_a_name_is_written_in_latin_only_for_the_voice_that_cannot_read_it():
    assert spoken("ЖАННА ЩУКИНА", "en", "name") == "Zhanna Shchukina"
    assert spoken("ЖАННА ЩУКИНА", "ru", "name") == "Жанна Щукина"
    assert spoken("John Smith", "ru", "name") == "John Smith"
