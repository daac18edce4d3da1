"""The log-mel picture of sound that Whisper was trained on.

80 bands of the Slaney mel scale, 25 ms Hann windows every 10 ms, at 16 kHz; the dynamic range is
cut to 80 dB below the loudest point (Radford et al. 2022, section 2.2).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]

RATE_HZ = 16_000
WINDOW = 400
HOP = 160
BANDS = 80
LINEAR_HZ_PER_MEL = 200.0 / 3.0
LOG_FROM_HZ = 1000.0
MELS_AT_LOG = LOG_FROM_HZ / LINEAR_HZ_PER_MEL
LOG_STEP = np.log(6.4) / 27.0
RANGE_BELS = 8.0


def log_mel(samples: NDArray[np.float32]) -> Picture:
    """`samples` at 16 kHz to (80, len // 160) values of about -1 to 1."""
    padded = np.pad(samples, WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: samples.size // HOP]
    spectrum = np.fft.rfft(frames * _window(), axis=1)
    power = np.abs(spectrum).astype(np.float32) ** 2
    bels = np.log10(np.maximum(_filters() @ power.T, 1e-10))
    picture: Picture = ((np.maximum(bels, bels.max() - RANGE_BELS) + 4.0) / 4.0).astype(np.float32)
    return picture


@cache
def _window() -> NDArray[np.float32]:
    return np.hanning(WINDOW + 1)[:-1].astype(np.float32)


@cache
def _filters() -> NDArray[np.float32]:
    """Triangles of equal area, (80, 201)."""
    bins = np.fft.rfftfreq(WINDOW, 1.0 / RATE_HZ)
    edges = _hertz(np.linspace(0.0, _mels(RATE_HZ / 2), BANDS + 2))
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    area = (2.0 / (edges[2:] - edges[:-2]))[:, None]
    return (triangles * area).astype(np.float32)


def _mels(hertz: float) -> float:
    return float(MELS_AT_LOG + np.log(hertz / LOG_FROM_HZ) / LOG_STEP)


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = mels * LINEAR_HZ_PER_MEL
    logarithmic = LOG_FROM_HZ * np.exp(LOG_STEP * (mels - MELS_AT_LOG))
    return np.where(mels < MELS_AT_LOG, linear, logarithmic)
