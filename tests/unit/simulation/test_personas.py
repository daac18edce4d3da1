"""Every person has what they need to be played, in every language and voice."""

import wave
from pathlib import Path

import numpy as np
import pytest

from voicebot.simulation.callee import clips_of
from voicebot.simulation.callers import BY_KEY, BY_WORDS, with_hidden_number
from voicebot.simulation.cast import HABITS, LANGUAGES, takes
from voicebot.simulation.clips import CLIPS, VOICES, seconds
from voicebot.simulation.persona import Called, LeftAlone, Persona
from voicebot.simulation.personas import PERSONAS
from voicebot.simulation.phrases import PHRASES
from voicebot.simulation.script import Actor

EVERY_CLIP = sorted(CLIPS.rglob("*.wav"))
AUDIBLE = 160  # of 32,768: the first hiss of an "s" counts
MEGABYTE = 1_000_000


@pytest.mark.parametrize("persona", PERSONAS.values(), ids=lambda persona: persona.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_a_persona_has_its_clip_in_every_voice(
    persona: Persona, language: str
) -> None:
    for voice in VOICES[language]:
        clips = clips_of(persona.script, persona.taking, voice, language)
        durations = {phrase: seconds(path) for phrase, path in clips.items()}
        for habit in range(HABITS):
            Actor(persona.script, durations, habit)
        assert all(0.1 < length < 15 for length in durations.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_persona_can_be_understood_in_some_voice(language: str) -> None:
    assert all(takes(persona, language) for persona in PERSONAS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stranger_has_their_clips(language: str) -> None:
    for caller in (BY_WORDS, BY_KEY, with_hidden_number("+12065550177")):
        assert clips_of(caller.script, None, VOICES[language][1], language) is not None


@pytest.mark.parametrize("clip", EVERY_CLIP, ids=lambda clip: f"{clip.parent.name}-{clip.stem}")
def test_a_clip_is_telephone_audio_trimmed_of_silence(clip: Path) -> None:
    with wave.open(str(clip)) as wav:
        form = (wav.getframerate(), wav.getnchannels(), wav.getsampwidth())
        samples = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16)
    assert form == (8000, 1, 2)
    loud = np.flatnonzero(np.abs(samples) > AUDIBLE) / 8000
    assert 0.2 < np.abs(samples).max() / 32768 < 1.0
    assert loud[0] < 0.1
    assert loud[-1] > len(samples) / 8000 - 0.2


def test_the_clips_are_small_enough_to_be_kept_in_git() -> None:
    assert len(EVERY_CLIP) > 100
    assert sum(clip.stat().st_size for clip in EVERY_CLIP) < 6 * MEGABYTE


def test_no_clip_lies_about_that_nobody_can_say() -> None:
    known = {phrase for book in PHRASES.values() for phrase in book} | {"beep"}
    assert {clip.stem for clip in EVERY_CLIP} <= known
    assert PHRASES["en"].keys() == PHRASES["ru"].keys()


def test_whoever_opted_out_is_left_alone_afterwards() -> None:
    for persona in PERSONAS.values():
        if isinstance(persona.first, Called) and persona.first.opt_out:
            assert isinstance(persona.second, LeftAlone)


def test_the_cast_has_everyone_that_the_demonstration_promises() -> None:
    assert len(PERSONAS) == 32
