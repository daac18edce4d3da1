"""Scenes on a telephone line whose turns are known, made of recorded phrases and sounds.

A scene is one line of audio, the prompt that we play meanwhile, and what ought to be told of it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from voicebot.learning.understanding import turn_sounds as sounds
from voicebot.learning.understanding.turn_sounds import RATE_HZ, Wave

SPEECH_AT_S: Final = 2.0
LONGEST_S: Final = 2.5  # of a phrase, so that a scene is not longer than it needs to be
CARRIER_S: Final = 0.8  # of a phrase that only carries an utterance: short, without pauses
AFTER_S: Final = 2.0  # silence at the end of a scene
VOICE_DB: Final = -20.0
QUIET_DB: Final = -32.0
RADIO_DB: Final = -38.0
NOISY_DB: Final = -35.0
ECHO_DB: Final = -16.0
LOSS: Final = 0.05
STOPPED_AFTER_S: Final = 0.3  # the echo of a prompt that the person stopped goes on so long
HESITATION_S: Final = 0.9
SOUND_SEEDS: Final = 20


@dataclass(frozen=True, slots=True)
class Scene:
    """`said` is when the person speaks, (from, to) in seconds; empty where nobody does.

    `words` is what recognition hears of a pause until `words_until_s`; after that, nothing.
    """

    kind: str
    line: Wave
    prompt: Wave | None
    said: tuple[float, float] | None
    prompt_from_s: float = 0.0
    words: str = ""
    words_until_s: float = math.inf


def scenes_of(phrases: Sequence[Wave], prompt: Wave) -> Iterator[Scene]:
    """Every kind of scene from a language's recorded phrases, and one prompt of 6 s or more."""
    voices = [sounds.levelled(sounds.trimmed(phrase), VOICE_DB) for phrase in phrases]
    ours = sounds.levelled(prompt, VOICE_DB)
    for number, voice in enumerate(voices):
        yield from _spoken(_short(voice), _short(voices[number - 1]), ours)
    yield from _unspoken(voices, ours)


def hesitations(phrases: Sequence[Wave], utterances: Sequence[tuple[str, bool]]) -> Iterator[Scene]:
    """Each utterance (its text, whether it is finished) in the sound of a phrase.

    After unfinished words the person is silent for 0.9 s and goes on.
    """
    voices = [_short(sounds.levelled(sounds.trimmed(p), VOICE_DB), CARRIER_S) for p in phrases]
    for number, (text, finished) in enumerate(utterances):
        voice, rest = voices[number % len(voices)], voices[(number + 1) % len(voices)]
        first_s = len(voice) / RATE_HZ
        goes_on_s = 1.0 + first_s + HESITATION_S
        parts = [(1.0, voice)] if finished else [(1.0, voice), (goes_on_s, rest)]
        end_s = 1.0 + first_s if finished else goes_on_s + len(rest) / RATE_HZ
        line = sounds.line_of(*parts, seconds=end_s + AFTER_S)
        kind = "finished" if finished else "hesitation"
        said = (1.0, end_s)
        yield Scene(kind, line, None, said, words=text, words_until_s=goes_on_s)


def _spoken(voice: Wave, other: Wave, prompt: Wave) -> Iterator[Scene]:
    said = (SPEECH_AT_S, SPEECH_AT_S + len(voice) / RATE_HZ)
    seconds = said[1] + AFTER_S
    here = (SPEECH_AT_S, voice)
    radio = (0.0, sounds.levelled(np.tile(other, 8), RADIO_DB)[: int(seconds * RATE_HZ)])
    until_silent = prompt[: int((SPEECH_AT_S + STOPPED_AFTER_S) * RATE_HZ)]
    echo = (0.0, sounds.echo_of(until_silent, ECHO_DB, 0.15))
    dog = (SPEECH_AT_S + 0.3, sounds.levelled(sounds.barking(len(voice) % 97), -30.0))
    quiet = (SPEECH_AT_S, voice * 10 ** ((QUIET_DB - VOICE_DB) / 20))

    def on_line(*parts: tuple[float, Wave], noise_db: float = sounds.LINE_NOISE_DB) -> Wave:
        return sounds.line_of(*parts, seconds=seconds, noise_db=noise_db)

    yield Scene("alone", on_line(here), None, said)
    yield Scene("5% loss", sounds.with_loss(on_line(here), LOSS), None, said)
    yield Scene("noisy line", on_line(here, noise_db=NOISY_DB), None, said)
    yield Scene("dog beside", on_line(here, dog), None, said)
    yield Scene("over prompt", on_line(here), prompt, said)
    yield Scene("over prompt, quietly", on_line(quiet), prompt, said)
    yield Scene("over prompt, noisy line", on_line(here, noise_db=NOISY_DB), prompt, said)
    yield Scene("over prompt, 5% loss", sounds.with_loss(on_line(here), LOSS), prompt, said)
    yield Scene("double talk with echo", on_line(here, echo), prompt, said)
    yield Scene("over prompt, radio", on_line(here, radio), prompt, said)
    child = sounds.childlike(voice)
    until_s = SPEECH_AT_S + len(child) / RATE_HZ
    yield Scene("child", on_line((SPEECH_AT_S, child)), prompt, (SPEECH_AT_S, until_s))


def _unspoken(voices: Sequence[Wave], prompt: Wave) -> Iterator[Scene]:
    """Nothing here may stop the prompt."""
    made = {
        "cough": (sounds.cough, -18.0),
        "hum": (sounds.hum, -20.0),
        "barking": (sounds.barking, -22.0),
        "knock": (sounds.knock, -15.0),
    }
    for kind, (sound, level_db) in made.items():
        for seed in range(SOUND_SEEDS):
            part = (SPEECH_AT_S, sounds.levelled(sound(seed), level_db))
            yield Scene(kind, sounds.line_of(part, seconds=5.0), prompt, None)
    for delay_s in (0.06, 0.12, 0.25, 0.4):
        for down_db in (-12.0, -16.0, -20.0):
            part = (0.0, sounds.echo_of(prompt, down_db, delay_s))
            yield Scene("echo", sounds.line_of(part, seconds=6.0), prompt, None)
    for number, voice in enumerate(voices):
        yield _radio_after_a_turn(_short(voices[number - 1]), voice, prompt)


def _radio_after_a_turn(voice: Wave, radio: Wave, prompt: Wave) -> Scene:
    """The person has spoken; then a radio is heard while we do, and nobody else."""
    begins_s = 0.5 + len(voice) / RATE_HZ + 1.5
    soft = sounds.levelled(_short(radio), RADIO_DB)
    line = sounds.line_of((0.5, voice), (begins_s + 1.0, soft), seconds=begins_s + 4.5)
    return Scene("radio after a turn", line, prompt, None, begins_s)


def _short(voice: Wave, seconds: float = LONGEST_S) -> Wave:
    return sounds.trimmed(voice[: int(seconds * RATE_HZ)])
