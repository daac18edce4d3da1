"""Who answered, by the words."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.answered import (
    LONG_GREETING_S,
    Announcement,
    announcement,
    who_answered,
)
from voicebot.understanding.intents import AnsweredBy

TABLE = Path(__file__).with_name("answered.tsv")


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", rows(), ids=[row["text"] for row in rows()])
def test_who_answered_is_told_by_the_words(row: dict[str, str]) -> None:
    who, because = who_answered(row["text"], row["language"], False, 2.0)
    assert str(who) == row["who"], because
    assert str(announcement(row["text"], row["language"]) or "") == row["tells"]


def test_switched_off_is_not_out_of_service() -> None:
    assert announcement("the phone is switched off", "en") is Announcement.SWITCHED_OFF
    assert announcement("the number is not in service", "en") is Announcement.NOT_IN_SERVICE


def test_words_before_the_answer_are_an_announcement_only_if_they_are_one() -> None:
    who, because = who_answered("абонент временно недоступен", "ru", True, None)
    assert (who, because.split(":")[0]) == (AnsweredBy.INTERCEPT, "UNREACHABLE")
    assert who_answered("la la la", "en", True, 3.0)[0] is AnsweredBy.NOT_SURE


def test_a_long_greeting_without_a_sign_is_not_sure() -> None:
    who, _ = who_answered("well hello there my friend", "en", False, LONG_GREETING_S + 1)
    assert who is AnsweredBy.NOT_SURE


@given(text=st.text(max_size=200), language=st.sampled_from(["en", "ru", "ko"]))
def test_any_greeting_has_an_answerer_and_a_sign(text: str, language: str) -> None:
    who, because = who_answered(text, language, False, None)
    assert who in AnsweredBy
    assert because
