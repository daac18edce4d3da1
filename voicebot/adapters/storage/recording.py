"""A call's audio: two mono sides become one stereo recording, and a part of it the evidence."""

import hashlib
import os
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicebot.conversation.ports import RATE_HZ

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A prompt's WAV (8 kHz, mono, 16-bit) as heard from `from_s` to `to_s` of the recording."""

    wav: Path
    from_s: float
    to_s: float


def assemble(callee_pcm: bytes, spoken: Sequence[Spoken]) -> Samples:
    """The stereo recording, shape (samples, 2): left the person, right the robot."""
    callee = np.frombuffer(callee_pcm[: len(callee_pcm) // 2 * 2], dtype="<i2")
    last = max((_sample(part.to_s) for part in spoken), default=0)
    stereo = np.zeros((max(len(callee), last), 2), dtype=np.int16)
    stereo[: len(callee), 0] = callee
    for part in spoken:
        first = max(0, _sample(part.from_s))
        audio = _audio(part.wav)[: max(0, _sample(part.to_s) - first)]
        stereo[first : first + len(audio), 1] = audio
    return stereo


def part_from(stereo: Samples, from_s: float) -> Samples:
    """The recording from that time to its end."""
    return stereo[max(0, _sample(from_s)) :]


def write(file: Path, stereo: Samples) -> str:
    """Write a WAV, whole or not at all, flushed to disk; returns its SHA-256 in hex."""
    beside = file.with_suffix(".writing")
    with beside.open("wb") as out:
        with wave.open(out, "wb") as audio:
            audio.setnchannels(2)
            audio.setsampwidth(2)
            audio.setframerate(RATE_HZ)
            audio.writeframes(stereo.astype("<i2").tobytes())
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _sample(seconds: float) -> int:
    return round(seconds * RATE_HZ)


def _audio(wav: Path) -> Samples:
    """A prompt's samples; silence where its file has been cleared away since."""
    try:
        with wave.open(str(wav)) as audio:
            return np.frombuffer(audio.readframes(audio.getnframes()), dtype="<i2")
    except (OSError, wave.Error, EOFError):
        return np.zeros(0, dtype=np.int16)
