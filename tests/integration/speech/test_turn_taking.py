"""Turns and listening on recorded phrases among other sounds, with the real voice activity."""

import functools
import wave
from collections import defaultdict

import numpy as np
import pytest

from voicebot.adapters.speech.voice_activity import SileroDetector
from voicebot.learning.understanding import turn_sounds as sounds
from voicebot.learning.understanding.turn_report import turn_section
from voicebot.learning.understanding.turn_scenes import SPEECH_AT_S, Scene, hesitations, scenes_of
from voicebot.learning.understanding.turn_taking import WORDS_AFTER_S, Taken, measured, take
from voicebot.simulation.clips import VOICES, clip

PHRASES = ("wrong_number", "i_will_come", "stop_calling", "not_interested")
UTTERANCES = {
    "en": [("my number is", False), ("yes please", True), ("could you call me at", False)],
    "ru": [("запишите мой номер", False), ("нет спасибо", True), ("я хотел спросить про", False)],
}


def recorded(language: str, phrase: str, place: int) -> sounds.Wave:
    voice = VOICES[language][place % len(VOICES[language])]
    with wave.open(str(clip(voice, language, phrase))) as wav:
        return np.frombuffer(wav.readframes(wav.getnframes()), "<i2").astype(float) / 32768


@functools.cache
def phrases(language: str) -> tuple[sounds.Wave, ...]:
    return tuple(recorded(language, phrase, place) for place, phrase in enumerate(PHRASES))


@functools.cache
def prompt(language: str) -> sounds.Wave:
    return np.tile(sounds.trimmed(recorded(language, "voicemail_greeting", 0)), 2)


@functools.cache
def taken(language: str) -> dict[str, list[tuple[Scene, Taken]]]:
    found = defaultdict(list)
    for scene in scenes_of(phrases(language), prompt(language)):
        told = take(scene, SileroDetector(), language, WORDS_AFTER_S[language])
        found[scene.kind].append((scene, told))
    return found


LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])


@LANGUAGES
@pytest.mark.parametrize("kind", ["cough", "hum", "barking", "knock", "echo"])
def test_what_is_no_speech_stops_no_prompt(language, kind):
    stopped = [told for _, told in taken(language)[kind] if told.barged_in_s is not None]
    assert len(stopped) <= (1 if kind == "cough" else 0)


@LANGUAGES
@pytest.mark.parametrize(
    "kind",
    ["over prompt", "over prompt, noisy line", "over prompt, 5% loss", "double talk with echo",
     "over prompt, quietly", "child"],
)  # fmt: skip
def test_a_person_who_speaks_over_the_prompt_stops_it(language, kind):
    delays = [told.barged_in_s - SPEECH_AT_S for _, told in taken(language)[kind]]
    assert min(delays) > 0
    assert np.median(delays) <= 0.25


@LANGUAGES
@pytest.mark.parametrize("kind", ["alone", "5% loss", "noisy line", "dog beside", "child"])
def test_a_turn_is_heard_whole_and_ends_in_time(language, kind):
    for scene, told in taken(language)[kind]:
        ends = told.turns
        assert len(ends) == 1
        assert -0.1 <= ends[0] - scene.said[1] <= 1.1


@LANGUAGES
def test_after_the_person_has_spoken_a_soft_radio_rarely_stops_the_prompt(language):
    scenes = taken(language)["radio after a turn"]
    assert sum(told.barged_in_s is not None for _, told in scenes) <= len(scenes) // 2


@LANGUAGES
@pytest.mark.parametrize("kind", ["over prompt", "double talk with echo"])
def test_the_first_words_over_our_prompt_reach_recognition(language, kind):
    for scene, told in taken(language)[kind]:
        frames = sounds.pcm_frames(scene.line)
        first = frames[round(SPEECH_AT_S * 50)]
        assert first in b"".join(told.fed)


@LANGUAGES
def test_words_keep_the_turn_open_that_silence_would_cut(language):
    scenes = list(hesitations(phrases(language), UTTERANCES[language]))
    figures = measured({language: scenes}, SileroDetector)[language]
    assert figures["hesitation"]["cut_early"]["found"] == 0
    assert figures["hesitation, by silence alone"]["cut_early"]["found"] == 2
    ends = [figures[k]["end_noticed_ms"]["p50"] for k in ("finished", "finished, by silence alone")]
    assert ends[0] <= ends[1] + 60


def test_the_figures_make_a_page():
    scenes = list(hesitations(phrases("en"), UTTERANCES["en"]))
    figures = {"endings": {}, "scenes": measured({"en": scenes}, SileroDetector)}
    page = "\n".join(turn_section(figures))
    assert "| hesitation | 2 | 0 of 2 |" in page
