"""What else sounds on a telephone: other people talking, a street, the line itself.

Every noise is drawn from a random generator, so the same seed makes the same noise. Samples are at
8 kHz; a noise's level is set by whoever mixes it in.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache

import numpy as np

from voicebot.adapters.speech.loudness import RATE_HZ, Wave, read_wav
from voicebot.simulation.clips import VOICES, clip

Draw = np.random.Generator

TALKERS = 6
TALK = (
    "always_refused",
    "call_tomorrow_at_ten",
    "hello_speaking",
    "i_will_contact_you",
    "real_person",
)
HUM_HZ = 50.0
HUM_OVERTONES = 20
CLICKS_PER_S = 2.0
CLICK = 20.0  # times the hiss


class Noise(StrEnum):
    """Kinds of noise."""

    BABBLE = "babble"
    STREET = "street"
    LINE = "line"


def make(kind: Noise, length: int, draw: Draw) -> Wave:
    """So many samples of a noise, with a root mean square of 1."""
    noise = _MAKERS[kind](length, draw)
    level: Wave = noise / np.sqrt(np.mean(noise**2))
    return level


def _babble(length: int, draw: Draw) -> Wave:
    """Several of our people at once, backwards, so that no word of theirs can be recognised."""
    total = np.zeros(length)
    voices = _talk()
    for _ in range(TALKERS):
        voice = voices[draw.integers(len(voices))]
        talk = np.roll(voice, draw.integers(len(voice)))
        total += np.resize(talk, length) * draw.uniform(0.5, 1.0)
    return total


@cache
def _talk() -> tuple[Wave, ...]:
    """What each voice says, one after the other, backwards."""
    return tuple(
        np.concatenate([read_wav(clip(voice, language, phrase))[0] for phrase in TALK])[::-1]
        for language, voices in VOICES.items()
        for voice in voices
    )


def _street(length: int, draw: Draw) -> Wave:
    """A rumble that falls by 3 dB an octave, and a car or two that pass."""
    rumble = _shaped(length, draw, -0.5)
    seconds = np.arange(length) / RATE_HZ
    swell = np.full(length, 0.5)
    for _ in range(2):
        passes, lasts = draw.uniform(0, length / RATE_HZ), draw.uniform(0.5, 1.5)
        swell += np.exp(-(((seconds - passes) / lasts) ** 2))
    passing: Wave = rumble * swell
    return passing


def _line(length: int, draw: Draw) -> Wave:
    """Hiss, mains hum with its overtones, and clicks."""
    sound = draw.standard_normal(length)
    seconds = np.arange(length) / RATE_HZ
    for overtone in range(1, HUM_OVERTONES + 1):
        phase = draw.uniform(0, 2 * np.pi)
        sound += np.sin(2 * np.pi * HUM_HZ * overtone * seconds + phase) / np.sqrt(overtone)
    clicks = draw.random(length) < CLICKS_PER_S / RATE_HZ
    sound += CLICK * clicks * draw.choice((-1, 1), length)
    return sound


def _shaped(length: int, draw: Draw, slope: float) -> Wave:
    """Noise whose amplitude goes with that power of the frequency."""
    spectrum = np.fft.rfft(draw.standard_normal(length))
    spectrum *= np.maximum(np.arange(len(spectrum)), 1.0) ** slope
    shaped: Wave = np.fft.irfft(spectrum, length)
    return shaped


_MAKERS: dict[Noise, Callable[[int, Draw], Wave]] = {
    Noise.BABBLE: _babble,
    Noise.STREET: _street,
    Noise.LINE: _line,
}
