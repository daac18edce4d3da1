"""Sounds on a telephone line, made when a test needs them: 8 kHz, full scale 1.0."""

import subprocess
import wave
from pathlib import Path

import numpy as np

from voicebot.learning.understanding.turn_sounds import (
    RATE_HZ,
    Wave,
    echo_of,
    levelled,
    pcm_frames,
    resonated,
    trimmed,
)

__all__ = [
    "RATE_HZ",
    "Wave",
    "cough",
    "echo_of",
    "frames",
    "hum",
    "levelled",
    "line",
    "resonated",
    "say",
    "through_g711",
    "tone",
    "trimmed",
]

frames = pcm_frames


def say(text: str, voice: str, folder: Path, words_per_minute: int = 160) -> Wave:
    """A text by espeak-ng, without the silence around it."""
    wav = folder / f"{abs(hash((text, voice)))}.wav"
    command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-w", str(wav), text]
    subprocess.run(command, check=True, timeout=30)
    with wave.open(str(wav)) as audio:
        pcm = np.frombuffer(audio.readframes(audio.getnframes()), "<i2").astype(float) / 32768
        rate_hz = audio.getframerate()
    times = np.arange(0, len(pcm) / rate_hz, 1 / RATE_HZ)
    kernel = np.sinc(np.arange(-30, 31) * 0.3) * np.hanning(61)  # below 3.3 kHz of 22.05
    smooth = np.convolve(pcm, kernel / kernel.sum(), mode="same")
    return trimmed(np.interp(times, np.arange(len(smooth)) / rate_hz, smooth))


def cough(seed: int) -> Wave:
    """A burst of breath noise, then a weaker, dying phase; coloured by the vocal tract."""
    rng = np.random.default_rng(seed)
    burst, phase = int(RATE_HZ * rng.uniform(0.03, 0.06)), int(RATE_HZ * rng.uniform(0.08, 0.18))
    dying = 0.5 * np.exp(-np.linspace(0, rng.uniform(1.2, 2.5), phase))
    envelope = np.concatenate((np.linspace(0, 1, 24), np.linspace(1, 0.6, burst - 24), dying))
    breath = rng.standard_normal(len(envelope)) * envelope
    return resonated(breath, (rng.uniform(450, 750), 150), (1500, 200), (2600, 300))


def hum(seed: int) -> Wave:
    """ "Mm-hm": two pulses of voice through the nose, the second higher."""
    rng = np.random.default_rng(seed)
    pitch = rng.uniform(95, 230)
    first = _murmur(rng, rng.uniform(0.12, 0.2), pitch, pitch)
    second = _murmur(rng, rng.uniform(0.15, 0.25), pitch * 1.2, pitch * 1.4)
    return np.concatenate((first, np.zeros(int(RATE_HZ * 0.05)), second))


def _murmur(rng: np.random.Generator, seconds: float, from_hz: float, to_hz: float) -> Wave:
    length = int(RATE_HZ * seconds)
    phase = np.cumsum(np.linspace(from_hz, to_hz, length) / RATE_HZ)
    pulses = (np.diff(np.floor(phase), prepend=0) > 0).astype(float)
    nose = (rng.uniform(220, 300), 70)
    voice = resonated(_one_pole(pulses, 0.9), nose)
    return voice * np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / 320)


def _one_pole(audio: Wave, keep: float) -> Wave:
    return np.convolve(audio, keep ** np.arange(60))[: len(audio)]


def tone(hertz: float, seconds: float, level_db: float = -15.0) -> Wave:
    """A steady tone."""
    times = np.arange(int(RATE_HZ * seconds)) / RATE_HZ
    return np.sin(2 * np.pi * hertz * times) * 10 ** (level_db / 20) * np.sqrt(2)


def line(*sounds: tuple[float, Wave], seconds: float, noise_db: float = -50.0) -> Wave:
    """Sounds at their times on a line with noise, as they come through G.711."""
    rng = np.random.default_rng(1)
    audio = rng.standard_normal(int(RATE_HZ * seconds)) * 10 ** (noise_db / 20)
    for at_s, sound in sounds:
        first = int(at_s * RATE_HZ)
        audio[first : first + len(sound)] += sound[: len(audio) - first]
    return through_g711(audio)


def through_g711(audio: Wave) -> Wave:
    """Encoded and decoded by mu-law (ITU-T G.711)."""
    linear = np.clip(np.round(audio * 32767), -32635, 32635).astype(int)
    magnitude = np.abs(linear) + 132
    exponent = np.floor(np.log2(magnitude)).astype(int) - 7
    mantissa = (magnitude >> (exponent + 3)) & 15
    decoded = (((mantissa << 3) + 132) << exponent) - 132
    return np.where(linear < 0, -decoded, decoded) / 32768
