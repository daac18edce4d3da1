"""Turns told from synthetic speech, coughs, hums and echoes, with the real voice activity."""

import functools
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import line_sounds as sounds
from voicebot.adapters.speech.voice_activity import SileroDetector
from voicebot.conversation.turns import (
    BargeIn,
    Beep,
    FalseStart,
    Paused,
    SpeechBegan,
    Tone,
    TurnOver,
    Turns,
    TurnSignal,
)

PROMPT_TEXT = (
    "Good morning. This is a robot calling from Northern Clinic. Your appointment is on Tuesday "
    "the twenty fourth of November. Please say yes to confirm it."
)
VOICES = {"en": ("en-us", "en-gb+f3"), "ru": ("ru", "ru+f3")}
DEMANDS = [
    ("en", "don't call me"),
    ("en", "stop calling me"),
    ("en", "wrong number"),
    ("en", "remove me"),
    ("ru", "не звоните мне"),
    ("ru", "вы ошиблись"),
    ("ru", "перестаньте звонить"),
]
SPEECH_AT_S = 2.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="module")
def prompt(folder: Path) -> sounds.Wave:
    said = sounds.levelled(sounds.say(PROMPT_TEXT, "en-us", folder), -20)
    return said[: 5 * sounds.RATE_HZ]


def hear(line: sounds.Wave, prompt: sounds.Wave | None = None) -> list[tuple[float, TurnSignal]]:
    """What is told, and when; the prompt stops where the person is to be heard."""
    turns, detector = Turns(), SileroDetector()
    said = sounds.frames(prompt) if prompt is not None else []
    told: list[tuple[float, TurnSignal]] = []
    for i, frame in enumerate(sounds.frames(line)):
        playing = said[i] if i < len(said) else None
        for signal in turns.frame(frame, i / 50, detector.probability(frame), playing):
            told.append(((i + 1) / 50, signal))
            if isinstance(signal, BargeIn):
                said = []
    return told


def kinds(told: list[tuple[float, TurnSignal]]) -> list[type]:
    return [type(signal) for _, signal in told if not isinstance(signal, Paused)]


@functools.cache
def cleanly(voice: str, text: str, folder: Path) -> sounds.Wave:
    return sounds.levelled(sounds.say(text, voice, folder), -20)


def test_words_over_a_prompt_stop_it_within_300_ms_of_their_onset(folder, prompt):
    delays = []
    for language, text in DEMANDS:
        for voice in VOICES[language]:
            person = cleanly(voice, text, folder)
            told = hear(sounds.line((SPEECH_AT_S, person), seconds=4), prompt)
            assert kinds(told) == [SpeechBegan, BargeIn, TurnOver], (voice, text)
            delays += [at_s - SPEECH_AT_S for at_s, signal in told if isinstance(signal, BargeIn)]
    assert np.median(delays) <= 0.3
    assert np.percentile(delays, 90) <= 0.4


def test_the_turn_ends_half_a_second_after_the_last_sound(folder):
    person = cleanly("en-us", "stop calling me", folder)
    ended_s = 1.0 + len(person) / sounds.RATE_HZ
    told = hear(sounds.line((1.0, person), seconds=4))
    (at_s, over) = next(pair for pair in told if isinstance(pair[1], TurnOver))
    assert abs(over.speech_end_s - ended_s) <= 0.1
    assert at_s - over.speech_end_s == pytest.approx(0.55, abs=0.03)


def test_a_pause_inside_a_turn_is_told_and_does_not_end_it(folder):
    first, second = (cleanly("en-us", text, folder) for text in ("wrong number", "remove me"))
    resumes_s = 1.3 + len(first) / sounds.RATE_HZ
    told = hear(sounds.line((1.0, first), (resumes_s, second), seconds=5))
    assert kinds(told) == [SpeechBegan, TurnOver]
    assert [type(signal) for _, signal in told].count(Paused) == 2


def test_a_cough_does_not_stop_the_prompt_and_is_no_turn(prompt):
    for seed in range(12):
        sound = sounds.levelled(sounds.cough(seed), -18)
        told = hear(sounds.line((SPEECH_AT_S, sound), seconds=4), prompt)
        assert set(kinds(told)) <= {SpeechBegan, FalseStart}, seed


def test_a_hum_over_the_prompt_does_not_stop_it_and_is_no_turn(prompt):
    for seed in range(12):
        sound = sounds.levelled(sounds.hum(seed), -20)
        told = hear(sounds.line((SPEECH_AT_S, sound), seconds=4), prompt)
        assert set(kinds(told)) <= {SpeechBegan, FalseStart}, seed


def test_a_hum_while_we_are_silent_is_a_turn():
    told = hear(sounds.line((1.0, sounds.levelled(sounds.hum(1), -20)), seconds=3))
    assert kinds(told) == [SpeechBegan, TurnOver]


@pytest.mark.parametrize(
    ("down_db", "delay_s"), [(-12, 0.06), (-12, 0.25), (-20, 0.12), (-16, 0.4)]
)
def test_the_echo_of_our_prompt_is_no_speech_even_after_it_ended(prompt, down_db, delay_s):
    line = sounds.line((0.0, sounds.echo_of(prompt, down_db, delay_s)), seconds=6)
    assert set(kinds(hear(line, prompt))) <= {SpeechBegan, FalseStart}


@pytest.mark.parametrize("down_db", [-12, -20])
def test_words_over_an_echo_stop_the_prompt(folder, prompt, down_db):
    echo = sounds.echo_of(prompt, down_db, 0.15)
    for language, text in DEMANDS[::2]:
        person = cleanly(VOICES[language][0], text, folder)
        told = hear(sounds.line((0.0, echo), (SPEECH_AT_S, person), seconds=4.5), prompt)
        stopped = [at_s for at_s, signal in told if isinstance(signal, BargeIn)]
        assert len(stopped) == 1 and 0.15 <= stopped[0] - SPEECH_AT_S <= 0.6, text


def test_the_noise_of_a_line_is_no_speech():
    assert hear(sounds.line(seconds=4, noise_db=-45)) == []


def test_the_beep_of_an_answering_machine_is_told_after_its_greeting(folder):
    greeting = cleanly("en-gb+f3", "please leave a message after the tone", folder)
    beep_s = 1.2 + len(greeting) / sounds.RATE_HZ
    line = sounds.line((0.5, greeting), (beep_s, sounds.tone(1000, 0.4)), seconds=5)
    told = hear(line)
    beeps = [signal for _, signal in told if isinstance(signal, Beep)]
    assert len(beeps) == 1
    assert beeps[0].ended_s == pytest.approx(beep_s + 0.4, abs=0.04)


def test_speech_holds_no_beep(folder):
    person = cleanly("en-us", PROMPT_TEXT, folder)
    told = hear(sounds.line((0.5, person), seconds=9))
    assert not {Beep, Tone} & set(kinds(told))
