"""A synthetic voice's audio made fit for a telephone line: 8 kHz, even loudness, no dead air."""

import wave
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE_HZ: Final = 8000
SPEECH_LEVEL_DB: Final = -20.0
"""RMS of the parts that hold speech, dB below full scale."""

_PEAK: Final = 0.84  # -1.5 dB below full scale
_ACTIVE_DB: Final = 25.0  # parts this much below the loudest one are pauses
_AUDIBLE_DB: Final = 45.0  # parts this much below the loudest one are not heard
_PART: Final = RATE_HZ // 200  # 5 ms
_LEAD: Final = RATE_HZ * 25 // 1000
_TAIL: Final = RATE_HZ * 60 // 1000
_LIMITER: Final = 81  # samples over which the limiter turns the level down and up: 10 ms

Wave = NDArray[np.float64]


def for_the_line(audio: Wave, rate_hz: int) -> Wave:
    """Resampled to 8 kHz, trimmed, levelled to -20 dB and kept under -1.5 dB; full scale is 1.0.

    Silence comes back as a tenth of a second of silence.
    """
    at_8k = np.asarray(soxr.resample(audio, rate_hz, RATE_HZ), dtype=np.float64)
    parts = _levels(at_8k)
    if not len(parts) or parts.max() <= 0:
        return np.zeros(RATE_HZ // 10)
    trimmed = _trim(at_8k, parts)
    powers = _levels(trimmed)
    active = powers[powers >= powers.max() * 10 ** (-_ACTIVE_DB / 10)]
    gain = 10 ** (SPEECH_LEVEL_DB / 20) / np.sqrt(active.mean())
    return _limit(trimmed * gain)


def _levels(audio: Wave) -> Wave:
    """Mean square of each 5 ms."""
    whole = len(audio) // _PART * _PART
    squares = audio[:whole].reshape(-1, _PART) ** 2
    return np.asarray(squares.mean(axis=1), dtype=np.float64)


def _trim(audio: Wave, parts: Wave) -> Wave:
    """From 25 ms before the first audible part to 60 ms after the last, faded at both ends."""
    audible = np.flatnonzero(parts >= parts.max() * 10 ** (-_AUDIBLE_DB / 10))
    first = max(0, int(audible[0]) * _PART - _LEAD)
    last = (int(audible[-1]) + 1) * _PART + _TAIL
    kept = audio[first:last].copy()
    fade = np.linspace(0, 1, min(_PART, len(kept)))
    kept[: len(fade)] *= fade
    kept[len(kept) - len(fade) :] *= fade[::-1]
    return kept


def _limit(audio: Wave) -> Wave:
    """Turn the level down smoothly around every peak that is too high."""
    wanted = np.minimum(1.0, _PEAK / np.maximum(np.abs(audio), 1e-9))
    if wanted.min() >= 1.0:
        return audio
    reach = _LIMITER // 2
    lowest = sliding_window_view(np.pad(wanted, 2 * reach, constant_values=1.0), _LIMITER).min(1)
    shape = np.hanning(_LIMITER + 2)[1:-1]
    gain = np.convolve(lowest, shape / shape.sum(), mode="valid")
    return audio * gain


def read_wav(path: Path) -> tuple[Wave, int]:
    """A mono 16-bit WAV as samples with full scale 1.0, and its rate in Hz."""
    with wave.open(str(path)) as wav:
        pcm = wav.readframes(wav.getnframes())
        return np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768, wav.getframerate()


def write_wav(path: Path, audio: Wave) -> None:
    """Samples at 8 kHz as a mono 16-bit WAV."""
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE_HZ)
        wav.writeframes(np.round(np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())
