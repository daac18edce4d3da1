"""What one frame of a call's audio is like: how loud, how periodic, where its energy lies."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voicebot.conversation.ports import RATE_HZ

Samples = NDArray[np.float32]
"""Audio at 8 kHz, full scale at 1.0."""

SILENCE_DB: Final = -100.0
_FFT: Final = 512
_FRAME: Final = RATE_HZ // 50
_WINDOW: Final = np.hanning(2 * _FRAME).astype(np.float32)
_HERTZ: Final = RATE_HZ / _FFT
_BODY: Final = round(500 / _HERTZ)
_BRIGHT: Final = round(1500 / _HERTZ)
_PROGRESS: Final = slice(round(330 / _HERTZ), round(690 / _HERTZ))
_LAGS: Final = slice(RATE_HZ // 400, RATE_HZ // 70)  # a voice's pitch: 70 to 400 Hz
_TAPER: Final = np.fft.irfft(np.abs(np.fft.rfft(_WINDOW, _FFT)) ** 2)[_LAGS]
_WINDOW_POWER: Final = float(np.sum(_WINDOW**2))


@dataclass(frozen=True, slots=True)
class Sound:
    """Measures of the last 40 ms, told every 20 ms.

    `level_db`: RMS of the last 20 ms, dB below full scale.
    `power`: mean square of the last 40 ms.
    `body_power`, `bright_power`: the parts of `power` above 500 and above 1500 Hz.
    `periodicity`: highest normalised autocorrelation at the lag of a voice's pitch, 0 to 1
    (Boersma 1993: the windowed autocorrelation divided by the window's own).
    `peak_hz`, `peak_share`: the strongest frequency and the share of the power within 47 Hz of it.
    `progress_share`: the share of the power from 330 to 690 Hz, where ringback and busy tones lie.
    """

    level_db: float
    power: float
    body_power: float
    bright_power: float
    periodicity: float
    peak_hz: float
    peak_share: float
    progress_share: float = 0.0


NOTHING: Final = Sound(SILENCE_DB, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Digital silence."""


def samples(pcm: bytes) -> Samples:
    """16-bit little-endian PCM as samples."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)


def level_db(audio: Samples) -> float:
    """RMS in dB below full scale; -100 for digital silence."""
    power = float(np.dot(audio, audio)) / max(len(audio), 1)
    return max(SILENCE_DB, 10 * math.log10(power)) if power > 0 else SILENCE_DB


class SoundMeter:
    """Measures frame after frame; keeps the frame before."""

    def __init__(self) -> None:
        self._before = np.zeros(_FRAME, dtype=np.float32)

    def measure(self, frame: Samples) -> Sound:
        """The measures with this frame (160 samples) as the newest."""
        both = np.concatenate((self._before, frame))
        self._before = frame
        if not both.any():
            return NOTHING
        window = both * _WINDOW
        spectrum = np.abs(np.fft.rfft(window, _FFT)) ** 2
        spectrum[:3] = 0.0  # below 40 Hz there is no voice, only hum of the mains and offset
        total = float(spectrum.sum())
        loudness = level_db(frame)
        if total <= 1e-9:
            return Sound(loudness, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        peak = int(np.argmax(spectrum))
        near = float(spectrum[max(0, peak - 3) : peak + 4].sum())
        scale = 2 / (_FFT * _WINDOW_POWER)
        return Sound(
            level_db=loudness,
            power=total * scale,
            body_power=float(spectrum[_BODY:].sum()) * scale,
            bright_power=float(spectrum[_BRIGHT:].sum()) * scale,
            periodicity=_periodicity(spectrum),
            peak_hz=float(_between_bins(spectrum, peak)) * _HERTZ,
            peak_share=near / total,
            progress_share=float(spectrum[_PROGRESS].sum()) / total,
        )


def _periodicity(spectrum: NDArray[np.float32]) -> float:
    correlation = np.fft.irfft(spectrum)
    best = float(np.max(correlation[_LAGS] / _TAPER)) * _WINDOW_POWER / float(correlation[0])
    return min(1.0, max(0.0, best))


def _between_bins(spectrum: NDArray[np.float32], peak: int) -> float:
    """The peak's place between bins, by a parabola through the logarithms of three bins."""
    if not 0 < peak < len(spectrum) - 1:
        return float(peak)
    low, top, high = np.log(spectrum[peak - 1 : peak + 2] + 1e-12)
    bend = low - 2 * top + high
    return peak + (0.5 * (low - high) / bend if bend < 0 else 0.0)
