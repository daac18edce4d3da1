"""Who answered, told from sound: greetings by synthetic voices, tones, and the real detector."""

from pathlib import Path

import numpy as np
import pytest

from tests.fakes import line_sounds as sounds
from tests.fakes.call_parts import FakeEar
from voicebot.adapters.speech.voice_activity import SileroDetector
from voicebot.conversation import events
from voicebot.conversation.listening import Listening
from voicebot.conversation.ports import Signal
from voicebot.conversation.turns import Turns

GREETINGS = [
    ("en-gb", "Hello?"),
    ("en-us", "Good morning, thank you for calling Riverside Dental, how may I help you?"),
    ("ru", "Алло, слушаю вас."),
    ("ru+f3", "Добрый день, компания Вектор, меня зовут Ольга, чем могу вам помочь?"),
]
TONES = (events.BeepHeard, events.LineTone)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


def happened(line: sounds.Wave) -> list[events.Event]:
    """What a silent robot is told of a line."""
    results: list[Signal] = []
    listening = Listening(FakeEar(results.append, []), SileroDetector(), Turns())
    return [
        event
        for i, frame in enumerate(sounds.frames(line))
        for event in listening.frame(frame, i / 50, None, "en")
    ]


def repeated(tone: sounds.Wave, silence_s: float, times: int) -> sounds.Wave:
    return np.concatenate([tone, np.zeros(int(silence_s * sounds.RATE_HZ))] * times)


@pytest.mark.parametrize(("voice", "text"), GREETINGS, ids=[text for _, text in GREETINGS])
def test_a_greeting_holds_no_tone(voice: str, text: str, folder: Path) -> None:
    person = sounds.levelled(sounds.say(text, voice, folder), -20)
    told = happened(sounds.line((0.4, person), seconds=2 + len(person) / sounds.RATE_HZ))
    assert not [event for event in told if isinstance(event, TONES)]
    assert any(isinstance(event, events.SpeechEnded) for event in told)


def test_a_turn_is_over_in_time_for_an_answer_within_two_and_a_half_seconds(folder: Path) -> None:
    person = sounds.levelled(sounds.say(GREETINGS[0][1], GREETINGS[0][0], folder), -20)
    ended_s = 0.4 + len(person) / sounds.RATE_HZ
    told = happened(sounds.line((0.4, person), seconds=4))
    (over,) = [event for event in told if isinstance(event, events.SpeechEnded)]
    assert over.noticed_s - ended_s <= 1.0


@pytest.mark.parametrize(
    ("sound", "kind"),
    [
        (repeated(sounds.tone(425, 1.0), 4.0, 2), "RINGBACK"),
        (repeated(sounds.tone(440, 2.0, -22) + sounds.tone(480, 2.0, -22), 4.0, 2), "RINGBACK"),
        (repeated(sounds.tone(425, 0.35), 0.35, 5), "BUSY"),
        (repeated(sounds.tone(480, 0.5, -22) + sounds.tone(620, 0.5, -22), 0.5, 5), "BUSY"),
        (sounds.tone(2100, 3.0), "CED"),
        (np.concatenate([sounds.tone(hz, 0.33) for hz in (950, 1400, 1800)]), "SIT"),
    ],
    ids=["ringback", "American ringback", "busy", "American busy", "fax", "operator"],
)
def test_a_tone_is_told_and_is_no_speech(sound: sounds.Wave, kind: str) -> None:
    told = happened(sounds.line((0.5, sound), seconds=2 + len(sound) / sounds.RATE_HZ))
    assert {event.kind for event in told if isinstance(event, events.LineTone)} == {kind}
    assert not any(isinstance(event, events.BeepHeard) for event in told)
    assert not any(isinstance(event, events.SpeechEnded) for event in told)


def test_operators_tones_come_before_the_words_that_follow_them(folder: Path) -> None:
    tones = np.concatenate([sounds.tone(hz, 0.33) for hz in (950, 1400, 1800)])
    words = sounds.say("The number you have dialed is not in service", "en-us", folder)
    line = sounds.line((0.5, tones), (1.7, sounds.levelled(words, -20)), seconds=7)
    kinds = [type(event) for event in happened(line)]
    assert kinds.index(events.LineTone) < kinds.index(events.SpeechEnded)
