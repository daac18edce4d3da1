"""Who answered, by the words."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.answered import (
    LONG_GREETING_S,
    Greeting,
    announcement,
    tell,
    who_answered,
)
from voicebot.understanding.intents import Announcement, AnsweredBy

HUMANS = {AnsweredBy.HUMAN, AnsweredBy.NOT_SURE}
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


def test_silence_before_a_greeting_is_not_a_human() -> None:
    late = Greeting(spoken_s=1.0, silence_s=4.0)
    assert tell("hello there", "en", late).who is AnsweredBy.NOT_SURE
    assert tell("алло", "ru", late).who is AnsweredBy.NOT_SURE


def test_what_people_say_too_is_a_machine_only_in_a_long_greeting_with_two_such_things() -> None:
    assert tell("I will call you back", "en", Greeting(spoken_s=9.0)).who is AnsweredBy.NOT_SURE
    assert tell("we are not home and we are closed", "en", Greeting(spoken_s=1.0)).who in HUMANS
    told = tell("we are not home and we will call you back", "en", Greeting(spoken_s=4.0))
    assert told.who is AnsweredBy.MACHINE


def test_after_an_operators_tones_a_sentence_is_an_announcement_and_a_word_is_a_persons() -> None:
    tones = Greeting(after_tones=True)
    assert tell("la la la la la", "en", tones).who is AnsweredBy.INTERCEPT
    assert tell("hello", "en", tones).who is AnsweredBy.HUMAN


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("please leave a message after the tone", True),
        ("the mailbox is full and can not accept any messages", False),
        ("for sales press one", False),
        ("for sales press one or leave a message after the tone", True),
        ("you have reached the voicemail of Ann the mailbox is full", False),
    ],
)
def test_a_machine_says_whether_it_takes_a_message(text: str, takes: bool) -> None:
    told = tell(text, "en", Greeting(spoken_s=4.0))
    assert (told.who, told.takes_message) == (AnsweredBy.MACHINE, takes)


def test_a_call_that_goes_on_is_no_announcement() -> None:
    text = "Абонент разговаривает, пожалуйста, оставайтесь на линии"
    assert tell(text, "ru", Greeting(early_media=True)).who is AnsweredBy.NOT_SURE
    told = tell("Абонент разговаривает", "ru", Greeting(early_media=True))
    assert told.announcement is Announcement.BUSY


def test_of_two_states_the_one_that_passes_holds() -> None:
    text = "the number is not in service the phone may be switched off or out of coverage"
    assert announcement(text, "en") is Announcement.SWITCHED_OFF
