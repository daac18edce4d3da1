"""Our own prompt coming back on the person's line, told from the person's own voice."""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from voicebot.conversation.ports import RATE_HZ
from voicebot.conversation.sound import Samples

_FRAME: Final = RATE_HZ // 50
_WINDOW: Final = 15 * _FRAME  # 300 ms of the line are compared at most
_DELAY: Final = RATE_HZ // 2  # an echo comes at most 500 ms after its prompt
_TAPS: Final = 32  # the echo's path: 4 ms around its strongest reflection
_BEFORE: Final = 8  # taps before that reflection
_FFT: Final = 8192
_AUDIBLE: Final = 1e-7  # mean square of a prompt below which nothing can come back: -70 dBFS


class Echo:
    """Explains the line's audio by what we said in the last half second.

    An echo is the prompt, later, softer and filtered. Its delay is where the normalised
    cross-correlation is highest; its filter is the least-squares fit around that delay. Once a
    path has explained an echo it is kept and taken away frame by frame, so that a person who
    speaks over an echo is heard from the first sound.
    """

    def __init__(self, share: float) -> None:
        """`share` of the energy (0 to 1) explained by the prompt makes it an echo."""
        self._share = share
        self._line = np.zeros(_WINDOW, dtype=np.float32)
        self._prompt = np.zeros(_WINDOW + _DELAY + _TAPS, dtype=np.float32)
        self._path: tuple[int, NDArray[np.float64]] | None = None

    def hear(self, frame: Samples, prompt: Samples | None) -> float:
        """Take in 20 ms of both; the share of the frame's energy the known path explains."""
        said = np.zeros(_FRAME, dtype=np.float32) if prompt is None else prompt
        self._line = np.concatenate((self._line[_FRAME:], frame))
        self._prompt = np.concatenate((self._prompt[_FRAME:], said))
        if self._path is None:
            return 0.0
        lag, taps = self._path
        return _explained(frame.astype(np.float64), self._reflections(lag, _FRAME) @ taps)

    @property
    def audible(self) -> bool:
        """True while an echo of something we said could be on the line."""
        return float(np.dot(self._prompt, self._prompt)) / len(self._prompt) > _AUDIBLE

    def explains(self, seconds: float) -> bool:
        """Is the last part of the line (20 to 300 ms) an echo? Remembers the path if so."""
        length = min(_WINDOW, max(_FRAME, round(seconds * RATE_HZ)))
        line = self._line[-length:].astype(np.float64)
        lag = self._delay(line)
        if lag is None:
            return False
        reflections = self._reflections(lag, length)
        power = reflections.T @ reflections
        power[np.diag_indices(_TAPS)] += 1e-3 * np.trace(power) / _TAPS + 1e-12
        taps = np.asarray(np.linalg.solve(power, reflections.T @ line), dtype=np.float64)
        if _explained(line, reflections @ taps) < self._share:
            return False
        self._path = (lag, taps)
        return True

    def _delay(self, line: NDArray[np.float64]) -> int | None:
        """Samples between prompt and echo; None if the line or we were silent."""
        said = self._prompt[-(len(line) + _DELAY) :].astype(np.float64)
        if not np.any(line) or not np.any(said):
            return None
        spectrum = np.fft.rfft(said, _FFT) * np.conj(np.fft.rfft(line, _FFT))
        products = np.fft.irfft(spectrum)[: _DELAY + 1]
        energy = np.concatenate(([0.0], np.cumsum(said**2)))
        under = energy[len(line) :] - energy[: -len(line)]
        likeness = np.abs(products) / np.sqrt(under + 1e-6 * energy[-1])
        return _DELAY - int(np.argmax(likeness))

    def _reflections(self, lag: int, length: int) -> NDArray[np.float64]:
        """The prompt as it left us, once for each tap: shape (length, taps)."""
        padded = np.concatenate((self._prompt, np.zeros(_TAPS, dtype=np.float32)))
        last = len(self._prompt) - lag + _BEFORE
        said = padded[last - length - _TAPS + 1 : last].astype(np.float64)
        return sliding_window_view(said, _TAPS)


def _explained(line: NDArray[np.float64], guess: NDArray[np.float64]) -> float:
    energy = float(np.dot(line, line))
    rest = line - guess
    return max(0.0, 1.0 - float(np.dot(rest, rest)) / energy) if energy > 0 else 0.0
