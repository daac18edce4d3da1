"""How long a silence ends a turn, and that recognition's word for it is taken."""

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.call_parts import FakeEar, LoudDetector
from tests.unit.conversation.test_turns import stretch
from voicebot.conversation import events
from voicebot.conversation.listening import LEAD_S, Listening
from voicebot.conversation.ports import EarGlimpsed
from voicebot.conversation.turn_end import TurnEnd
from voicebot.conversation.turn_settings import TurnSettings
from voicebot.conversation.turns import Turns

SETTINGS = TurnSettings()
TEXTS = st.sampled_from(["yes", "no thanks", "call me at", "my number is", "tomorrow at ten", ""])


def end_after(text: str | None, sound: float | None = None) -> float:
    end = TurnEnd(SETTINGS, "en")
    end.glimpsed(text, None)
    end.glimpsed(None, sound)
    return end.silence_s


def test_a_whole_answer_ends_sooner_than_silence_alone_and_half_a_sentence_later() -> None:
    assert end_after("yes") < end_after("tomorrow at ten") < end_after("call me at")


def test_words_that_do_not_sound_finished_are_waited_for() -> None:
    assert end_after("tomorrow at ten", 0.02) > end_after("tomorrow at ten", 0.9)


@given(text=TEXTS, sound=st.none() | st.floats(0, 1))
def test_no_wait_is_longer_than_the_named_limit(text: str, sound: float | None) -> None:
    assert SETTINGS.complete_end_s <= end_after(text, sound) <= SETTINGS.open_end_s


@given(sound=st.floats(0, 1))
def test_words_weigh_more_than_sound(sound: float) -> None:
    assert end_after("call me at", sound) == SETTINGS.open_end_s
    assert end_after("yes", sound) == SETTINGS.complete_end_s


class Line:
    """The real listening; says when the turn's end was noticed."""

    def __init__(self) -> None:
        self.ear = FakeEar(lambda _: None, [])
        self.listening = Listening(self.ear, LoudDetector(), Turns())
        self.now = 0
        self.ended_s: list[float] = []

    def hear(self, kind: str, frames: int) -> None:
        for pcm in stretch(kind, frames):
            for event in self.listening.frame(pcm, self.now / 50, None, "en"):
                if isinstance(event, events.SpeechEnded):
                    self.ended_s.append(round(event.noticed_s - event.at_s, 2))
            self.now += 1


def silence_after(*glimpsed: EarGlimpsed) -> float:
    line = Line()
    line.hear("voice", 40)
    line.hear("silence", 15)
    for result in glimpsed:
        line.listening.glimpsed(result)
    line.hear("silence", 100)
    (silence_s,) = line.ended_s
    return silence_s


def test_the_turn_waits_for_the_rest_of_an_open_sentence() -> None:
    assert 1.3 <= silence_after(EarGlimpsed(0, text="my number is")) <= 1.5


def test_the_turn_ends_early_after_a_whole_answer() -> None:
    assert 0.4 <= silence_after(EarGlimpsed(0, text="no thank you")) <= 0.5


def test_without_any_word_of_recognition_the_turn_ends_all_the_same() -> None:
    assert 0.7 <= silence_after() <= 0.8


def test_what_is_told_of_another_utterance_changes_nothing() -> None:
    assert silence_after(EarGlimpsed(7, text="my number is")) == silence_after()


def test_speech_that_goes_on_makes_what_was_told_void() -> None:
    line = Line()
    line.hear("voice", 40)
    line.hear("silence", 15)
    line.listening.glimpsed(EarGlimpsed(0, text="my number is"))
    line.hear("silence", 20)
    line.hear("voice", 40)
    line.hear("silence", 15)
    line.listening.glimpsed(EarGlimpsed(0, text="my number is two"))
    line.listening.glimpsed(EarGlimpsed(0, text="thanks"))
    line.hear("silence", 100)
    (silence_s,) = line.ended_s
    assert silence_s <= 0.5


def test_recognition_hears_the_person_from_before_the_onset() -> None:
    fed: list[bytes] = []
    line = Line()
    line.ear.feed = fed.append  # type: ignore[method-assign]
    line.hear("silence", 60)
    line.hear("voice", 30)
    heard = b"".join(fed)
    silence = heard[: len(heard) - len(heard.lstrip(b"\0"))]
    assert b"".join(stretch("voice", 30)).lstrip(b"\0") in heard
    assert len(silence) >= LEAD_S * 16000 - 320
