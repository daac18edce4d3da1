"""Streams for engines that can only decode a whole piece of audio.

The utterance so far is decoded anew for each result, so a result costs in proportion to its
length. A long utterance is therefore cut at a quiet place, and the words before the cut stay.
"""

from collections.abc import Callable

import numpy as np
import soxr
from numpy.typing import NDArray

from voicebot.adapters.speech.engine import LINE_RATE_HZ, NOTHING_HEARD, Hypothesis

Samples = NDArray[np.float32]
Decode = Callable[[Samples], Hypothesis]

MODEL_RATE_HZ = 16_000
SHORTEST_S = 0.3  # less than this holds no word
SEARCH_CUT_S = 4.0  # a cut is looked for in the last seconds of the piece
FRAME_S = 0.02
QUIET_RATIO = 0.03  # quieter than even a telephone line carries an "s"
LOUD_QUANTILE = 0.9


def to_model_rate(pcm: bytes) -> Samples:
    """16-bit PCM at the line's rate as floats of -1 to 1 at the models' rate."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768.0
    upsampled: Samples = soxr.resample(samples, LINE_RATE_HZ, MODEL_RATE_HZ)
    return upsampled


def loudness(pcm: bytes) -> Samples:
    """Root mean square of each whole 20 ms frame, -1 to 1 full scale."""
    frame = int(LINE_RATE_HZ * FRAME_S)
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768.0
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    rms: Samples = np.sqrt(np.mean(frames**2, axis=1))
    return rms


def joined(parts: list[Hypothesis]) -> Hypothesis:
    """Pieces of one utterance as one; each counts by its number of words."""
    spoken = [part for part in parts if part.text]
    if not spoken:
        return NOTHING_HEARD
    weights = [len(part.text.split()) for part in spoken]
    total = sum(part.confidence * w for part, w in zip(spoken, weights, strict=True))
    return Hypothesis(" ".join(part.text for part in spoken), total / sum(weights))


class RedecodingStream:
    """An utterance held as audio; `longest_s` is the longest piece decoded at once."""

    def __init__(self, decode: Decode, longest_s: float) -> None:
        self._decode = decode
        self._longest = int(longest_s * LINE_RATE_HZ) * 2
        self._audio = bytearray()
        self._settled: list[Hypothesis] = []
        self._last: Hypothesis | None = None
        self._last_length = 0

    def feed(self, pcm: bytes) -> None:
        """Add audio; settles the words of a piece that has become too long."""
        self._audio += pcm
        while len(self._audio) > self._longest:
            self._cut(_quietest(bytes(self._audio[: self._longest])))

    def partial(self) -> Hypothesis | None:
        """Decode what is there."""
        heard = joined([*self._settled, self._tail()])
        return heard if heard.text else None

    def glimpse(self) -> Hypothesis | None:
        """As a partial: it is the whole model's best already."""
        return self.partial()

    def final(self) -> Hypothesis:
        """Decode what is there, or reuse the last result if only silence came since."""
        return joined([*self._settled, self._tail()])

    def _tail(self) -> Hypothesis:
        if self._last is None or self._spoke_since():
            audio = bytes(self._audio)
            self._last = self._hear(audio)
            self._last_length = len(audio)
        return self._last

    def _hear(self, audio: bytes) -> Hypothesis:
        if len(audio) < SHORTEST_S * LINE_RATE_HZ * 2:
            return NOTHING_HEARD
        return self._decode(to_model_rate(audio))

    def _spoke_since(self) -> bool:
        """Whether anything but silence was added since the last decoding that heard words."""
        if self._last_length == len(self._audio):
            return False
        if not (self._last and self._last.text):
            return True
        before = loudness(bytes(self._audio[: self._last_length]))
        since = loudness(bytes(self._audio[self._last_length :]))
        threshold = QUIET_RATIO * float(np.quantile(before, LOUD_QUANTILE))
        return bool(len(since)) and bool(since.max() > threshold)

    def _cut(self, at: int) -> None:
        self._settled.append(self._hear(bytes(self._audio[:at])))
        del self._audio[:at]
        self._last = None
        self._last_length = 0


def _quietest(piece: bytes) -> int:
    """Where to cut, in bytes: the quietest fifth of a second near the end of the piece."""
    levels = loudness(piece)
    tail = levels[-int(SEARCH_CUT_S / FRAME_S) :]
    width = 10
    sums = np.convolve(tail, np.ones(width), mode="valid")
    frame = len(levels) - len(tail) + int(np.argmin(sums)) + width // 2
    return frame * int(LINE_RATE_HZ * FRAME_S) * 2
