"""Turn taking measured on the people's recorded phrases, for the evaluation page."""

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from voicebot.adapters.speech.voice_activity import SileroDetector
from voicebot.learning.understanding.endings import endings, told_apart, unseen
from voicebot.learning.understanding.turn_scenes import Scene, hesitations, scenes_of
from voicebot.learning.understanding.turn_sounds import Wave, trimmed
from voicebot.learning.understanding.turn_taking import measured
from voicebot.simulation.clips import VOICES, clip
from voicebot.simulation.phrases import MACHINES, PHRASES

EVERY = 8
"""Each eighth phrase and utterance: all of them would take five minutes of one core."""

PROMPT = "voicemail_greeting"


def turn_figures(corpora: Path, languages: tuple[str, ...], every: int = EVERY) -> dict[str, Any]:
    """`endings` and `scenes`, each by language. Takes half a minute of one core."""
    apart = {
        language: told_apart(unseen(endings(corpora, language)), language) for language in languages
    }
    scenes = {language: _scenes(corpora, language, every) for language in languages}
    return {"endings": apart, "scenes": measured(scenes, SileroDetector)}


def _scenes(corpora: Path, language: str, every: int) -> Iterator[Scene]:
    phrases = [_read(path) for path in _phrases(language)[::every]]
    greeting = trimmed(_read(clip(VOICES[language][0], language, PROMPT)))
    yield from scenes_of(phrases, np.tile(greeting, 2))
    yield from hesitations(phrases, unseen(endings(corpora, language))[::every])


def _phrases(language: str) -> list[Path]:
    said = sorted(set(PHRASES[language]) - MACHINES)
    return [clip(voice, language, phrase) for voice in VOICES[language] for phrase in said]


def _read(path: Path) -> Wave:
    with wave.open(str(path)) as audio:
        pcm = np.frombuffer(audio.readframes(audio.getnframes()), "<i2")
    return pcm.astype(np.float64) / 32768
