"""A quick engine that asks a slower one where it is unsure."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.engines import FakeEngine, FakeStream
from voicebot.adapters.speech.engine import NOTHING_HEARD, Hypothesis
from voicebot.adapters.speech.second_opinion import SecondOpinion
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.likely import likely_words


class Opinion:
    """An engine that always says the same, and notes the audio it heard."""

    name = "opinion"
    partial_every_s = 0.3

    def __init__(self, says: Hypothesis) -> None:
        self._says = says
        self.audio = b""
        self.asked = 0

    def open(self, language: str) -> "Opinion":
        return self

    def feed(self, pcm: bytes) -> None:
        self.audio += pcm

    def partial(self) -> Hypothesis | None:
        self.asked += 1
        return self._says if self._says.text else None

    glimpse = partial

    def final(self) -> Hypothesis:
        self.asked += 1
        return self._says


class Broken(FakeEngine):
    """An engine that raises where `at` says, and tells the words it was at."""

    def __init__(self, at: str) -> None:
        super().__init__(trouble=self._break)
        self.at = at

    def open(self, language: str) -> FakeStream:
        self._break("open")
        return super().open(language)

    def _break(self, kind: str) -> None:
        if kind == self.at:
            raise RuntimeError(f"no token for {UNSURE.text}")


SURE = Hypothesis("stop calling me", 0.95)
UNSURE = Hypothesis("start calling me", 0.7)


def test_what_the_first_is_sure_of_is_not_asked_again() -> None:
    second = Opinion(Hypothesis("something else", 0.99))
    stream = SecondOpinion(Opinion(SURE), second).open("en")
    stream.feed(b"ab")
    assert (stream.glimpse(), stream.final()) == (SURE, SURE)
    assert second.asked == 0


@pytest.mark.parametrize("ask", ["glimpse", "final"])
def test_where_the_first_is_unsure_the_second_decides_on_all_the_audio(ask: str) -> None:
    second = Opinion(SURE)
    stream = SecondOpinion(Opinion(UNSURE), second).open("en")
    stream.feed(b"ab")
    both = Hypothesis(SURE.text, SURE.confidence, otherwise=UNSURE.text)
    assert stream.glimpse() == both
    stream.feed(b"cd")
    assert getattr(stream, ask)() == both
    assert second.audio == b"abcd"


def test_partials_never_wait_for_the_second() -> None:
    second = Opinion(SURE)
    stream = SecondOpinion(Opinion(UNSURE), second).open("en")
    stream.feed(b"ab")
    assert stream.partial() == UNSURE
    assert second.asked == 0


def test_a_second_that_hears_nothing_does_not_silence_the_first() -> None:
    stream = SecondOpinion(Opinion(UNSURE), Opinion(NOTHING_HEARD)).open("en")
    stream.feed(b"ab")
    assert stream.final() == UNSURE


@pytest.mark.parametrize("at", ["open", "feed", "partial"])
def test_a_second_that_breaks_takes_no_words_from_the_first(at: str) -> None:
    stream = SecondOpinion(Opinion(UNSURE), Broken(at)).open("en")
    stream.feed(b"ab")
    assert (stream.glimpse(), stream.final()) == (UNSURE, UNSURE)


def test_a_second_that_broke_once_hears_the_whole_audio_when_it_is_asked_again() -> None:
    second = Broken("partial")
    stream = SecondOpinion(Opinion(UNSURE), second).open("en")
    stream.feed(b"ab")
    assert stream.glimpse() == UNSURE
    second.at = ""
    stream.feed(b"cd")
    assert stream.final() == Hypothesis("en 4", 0.9, otherwise=UNSURE.text)


def test_a_second_that_breaks_is_not_left_asking() -> None:
    engine = SecondOpinion(Opinion(UNSURE), second := Broken("feed"))
    engine.open("en").final()
    second.at = ""
    assert engine.open("en").final().otherwise == UNSURE.text


def test_a_second_that_breaks_is_logged_without_what_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        SecondOpinion(Opinion(UNSURE), Broken("partial")).open("en").final()
    assert "RuntimeError" in caplog.text
    assert UNSURE.text not in caplog.text


def test_silence_is_believed_without_asking() -> None:
    second = Opinion(SURE)
    stream = SecondOpinion(Opinion(NOTHING_HEARD), second).open("en")
    stream.feed(b"ab")
    assert stream.final() == NOTHING_HEARD
    assert second.asked == 0


@pytest.mark.parametrize(
    ("first", "second", "believed"),
    [
        ("Get off my phone and stay off.", "Get off my full mental tail.", 0),
        ("Quit blowing off my phone.", "Quick, go ahead, my phone.", 0),
        ("Star calling mere.", "Stop calling me.", 1),
        ("Frog number.", "Wrong number.", 1),
    ],
)
def test_the_words_that_people_say_are_believed(first: str, second: str, believed: int) -> None:
    heard = (Hypothesis(first, 0.7), Hypothesis(second, 0.7))
    likely = likely_words(Shelf(Path(__file__).parents[4] / "models"), "en")
    assert likely is not None
    stream = SecondOpinion(Opinion(heard[0]), Opinion(heard[1]), likely).open("en")
    stream.feed(b"ab")
    assert stream.final() == replace(heard[believed], otherwise=heard[1 - believed].text)


def test_the_same_words_are_heard_once() -> None:
    again = Hypothesis("Start calling me!", 0.8)
    stream = SecondOpinion(Opinion(UNSURE), Opinion(again)).open("en")
    stream.feed(b"ab")
    assert stream.final() == again
