"""The real engines on telephone-band speech."""

import re
from pathlib import Path
from queue import Queue

import pytest

from tests.models_fixture import SpeechModels
from voicebot.adapters.speech.engine import BYTES_PER_S, Engine
from voicebot.adapters.speech.hearing import Hearing
from voicebot.adapters.speech.offline import hear_again, transcribe
from voicebot.adapters.speech.wav import read_speech
from voicebot.conversation.ports import FRAME_BYTES, EarHeard, Signal

CLIPS = Path(__file__).resolve().parents[2] / "speech"
PATIENCE_S = 60

pytestmark = pytest.mark.models


def clip(says: str) -> bytes:
    return read_speech(CLIPS / f"{says.replace(' ', '_')}.wav")


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


@pytest.fixture(scope="session")
def moonshine(speech_models: SpeechModels) -> Engine:
    return speech_models.engines("moonshine-tiny-en").engine_for("en", "moonshine")


@pytest.fixture(scope="session")
def whisper(speech_models: SpeechModels) -> Engine:
    return speech_models.engines("whisper-base").engine_for("ru", "whisper")


@pytest.fixture(scope="session")
def vosk(speech_models: SpeechModels) -> Engine:
    return speech_models.engines("vosk-small-ko").engine_for("ko", "vosk")


@pytest.mark.parametrize(
    "says",
    ["take me off your list and never call me again", "please remove my number from your list"],
)
def test_moonshine_hears_an_english_demand_to_stop(moonshine: Engine, says: str) -> None:
    heard = hear_again(moonshine, clip(says), "en")
    assert words(heard.text) == says
    assert 0.8 < heard.confidence <= 1.0


@pytest.mark.parametrize(
    "says", ["не звоните мне больше", "вы ошиблись номером", "прекратите мне звонить"]
)
def test_whisper_hears_what_russians_say_to_robots(whisper: Engine, says: str) -> None:
    heard = hear_again(whisper, clip(says), "ru")
    assert words(heard.text) == says
    assert 0.6 < heard.confidence <= 1.0


def test_whisper_hears_english_as_well(whisper: Engine) -> None:
    says = "take me off your list and never call me again"
    assert words(hear_again(whisper, clip(says), "en").text) == says


@pytest.mark.parametrize("language", ["en", "ru"])
def test_whisper_does_not_invent_words_for_silence(whisper: Engine, language: str) -> None:
    assert hear_again(whisper, bytes(2 * BYTES_PER_S), language).text == ""


def test_moonshine_does_not_invent_words_for_silence(moonshine: Engine) -> None:
    assert hear_again(moonshine, bytes(2 * BYTES_PER_S), "en").text == ""


def test_moonshine_hears_a_speech_longer_than_its_window(moonshine: Engine) -> None:
    says = "take me off your list and never call me again"
    heard = hear_again(moonshine, clip(says) * 6, "en")
    assert words(heard.text).count("off your list") >= 5


def test_vosk_knows_words_while_the_person_still_speaks(vosk: Engine) -> None:
    pcm = clip("아니요 감사합니다")
    stream = vosk.open("ko")
    known_at = None
    for at in range(0, len(pcm), FRAME_BYTES):
        stream.feed(pcm[at : at + FRAME_BYTES])
        if known_at is None and stream.partial() is not None:
            known_at = at
    final = stream.final()
    print(f"Vosk heard {final}")
    assert known_at is not None
    assert known_at < len(pcm) / 2
    assert re.search("[가-힣]", final.text)
    assert 0.0 < final.confidence <= 1.0


def test_first_words_are_known_before_the_speech_is_over(moonshine: Engine) -> None:
    pcm = clip("take me off your list and never call me again")
    told = transcribe(moonshine, pcm, "en")
    assert told.audio_s == len(pcm) / BYTES_PER_S
    assert told.first_word_s is not None
    assert told.cpu_s > 0


def test_calls_in_two_languages_are_heard_side_by_side(speech_models: SpeechModels) -> None:
    engines = speech_models.engines("moonshine-tiny-en", "whisper-base")
    hearing = Hearing(engines.engine_for)
    hearing.warm_up(["en", "ru"])
    said = [("en", "please remove my number from your list"), ("ru", "вы ошиблись номером")] * 2
    inboxes: list[Queue[Signal]] = []
    for language, says in said:
        inboxes.append(Queue())
        ear = hearing.open_ear(inboxes[-1].put)
        ear.begin(0, language)
        pcm = clip(says)
        for at in range(0, len(pcm), FRAME_BYTES):
            ear.feed(pcm[at : at + FRAME_BYTES])
        ear.finish()
    hearing.close()
    for (_, says), inbox in zip(said, inboxes, strict=True):
        finals = [s for s in inbox.queue if isinstance(s, EarHeard) and s.final]
        assert [words(final.text) for final in finals] == [says]
