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
_TAPS: Final = 48  # the echo's path: 6 ms around its strongest reflection
_BEFORE: Final = 12  # taps before that reflection
_FFT: Final = 8192
_AUDIBLE: Final = 1e-7  # mean square of a prompt below which nothing can come back: -70 dBFS
_MEMORY: Final = 0.97  # of what a path was learned from, kept from frame to frame: 0.7 s
_LEARNED: Final = 0.95  # a path that explains so much needs no more learning
_STIFFNESS: Final = 1e-3  # of the mean power, added so that a soft prompt gives a soft path

Signal = NDArray[np.float64]


class Echo:
    """Explains the line's audio by what we said in the last half second.

    An echo is the prompt, later, softer and filtered. Its delay is where the normalised
    cross-correlation is highest; its filter is the least-squares fit around that delay. Once a
    path has explained an echo it is kept, learned further, and taken away frame by frame, so that
    a person who speaks over an echo is heard from the first sound.
    """

    def __init__(self, share: float) -> None:
        """From this `share` of explained energy (0 to 1) on, a sound is an echo."""
        self._share = share
        self._line = np.zeros(_WINDOW, dtype=np.float32)
        self._prompt = np.zeros(_WINDOW + _DELAY + _TAPS, dtype=np.float32)
        self._path: _Path | None = None

    def hear(self, frame: Samples, prompt: Samples | None) -> float:
        """Take in 20 ms of both; the share of the frame's energy the known path explains."""
        said = np.zeros(_FRAME, dtype=np.float32) if prompt is None else prompt
        self._line = np.concatenate((self._line[_FRAME:], frame))
        self._prompt = np.concatenate((self._prompt[_FRAME:], said))
        if self._path is None:
            return 0.0
        line, reflections = self._seen(self._path.lag, _FRAME)
        explained = self._path.explains(line, reflections)
        if self._share <= explained < _LEARNED:
            self._path.learn(line, reflections)
        return explained

    @property
    def audible(self) -> bool:
        """True while an echo of something we said could be on the line."""
        return float(np.dot(self._prompt, self._prompt)) / len(self._prompt) > _AUDIBLE

    def explained(self, seconds: float) -> float:
        """The share of the energy of the last part of the line (20 to 300 ms) that our prompt
        explains; the path is remembered if that makes it an echo.
        """
        length = min(_WINDOW, max(_FRAME, round(seconds * RATE_HZ)))
        known = 0.0
        if self._path is not None:
            seen = self._seen(self._path.lag, length)
            known = self._path.explains(*seen)
            if known >= self._share:
                return known
        lag = self._delay(self._line[-length:].astype(np.float64))
        if lag is None:
            return known
        path = _Path(lag)
        seen = self._seen(lag, length)
        path.learn(*seen)
        fresh = path.explains(*seen)
        if fresh >= self._share:
            self._path = path
        return max(known, fresh)

    def _delay(self, line: Signal) -> int | None:
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

    def _seen(self, lag: int, length: int) -> tuple[Signal, Signal]:
        """The last samples of the line, and the prompt that may be in each: (length, taps)."""
        padded = np.concatenate((self._prompt, np.zeros(_TAPS, dtype=np.float32)))
        last = len(self._prompt) - lag + _BEFORE
        said = padded[last - length - _TAPS + 1 : last].astype(np.float64)
        return self._line[-length:].astype(np.float64), sliding_window_view(said, _TAPS)


class _Path:
    """How a prompt comes back: a delay and a filter around it, fitted by least squares."""

    def __init__(self, lag: int) -> None:
        self.lag = lag
        self._power = np.zeros((_TAPS, _TAPS))
        self._cross = np.zeros(_TAPS)
        self._taps: Signal = np.zeros(_TAPS)

    def learn(self, line: Signal, reflections: Signal) -> None:
        self._power *= _MEMORY
        self._cross *= _MEMORY
        for first in range(0, len(line), _FRAME):  # larger products would be spread over threads
            part = np.ascontiguousarray(reflections[first : first + _FRAME])
            self._power += part.T @ part
            self._cross += part.T @ line[first : first + _FRAME]
        firm = self._power.copy()
        firm[np.diag_indices(_TAPS)] += _STIFFNESS * np.trace(firm) / _TAPS + 1e-12
        self._taps = np.asarray(np.linalg.solve(firm, self._cross), dtype=np.float64)

    def explains(self, line: Signal, reflections: Signal) -> float:
        energy = float(np.dot(line, line))
        rest = line - reflections @ self._taps
        return max(0.0, 1.0 - float(np.dot(rest, rest)) / energy) if energy > 0 else 0.0
