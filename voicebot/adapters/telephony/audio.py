"""Audio of one call between pjmedia's clock and Python.

pjmedia's clock thread calls `onFrameReceived` every 20 ms for every line, holding the bridge up
until it returns; so it does nothing but copy 320 bytes into an inbox. Reading the frame's vector
through ctypes takes about 2.5 µs, `bytes(frame.buf)` about 270 µs (measured, 4 lines would then
cost 5% of a core).
"""

import ctypes
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pjsua2 as pj

from voicebot.conversation.ports import FRAME_BYTES, FRAME_MS, RATE_HZ, Deliver, Frame

log = logging.getLogger(__name__)

SILENCE = Frame(bytes(FRAME_BYTES))
STALLED_S = (0.1, 2.0)
"""Frames come every 20 ms. One that is so late, in seconds, means that the machine, or Python, held
the audio up; after a longer time the line was on hold."""
STOOD_STILL = (
    "the audio of a line stood still for %.0f ms because the machine was busy: "
    "what was said meanwhile is heard late, so give it fewer lines or less other work"
)
BITS_PER_SAMPLE = 16


def slow_bytes(vector: Any) -> bytes:
    """A pjsua2 ByteVector as bytes, element by element."""
    return bytes(vector)


def fast_bytes(vector: Any) -> bytes:
    """The same by its address: a std::vector begins with its first and past-the-end pointers."""
    first, past = (ctypes.c_void_p * 2).from_address(int(vector.this))
    return ctypes.string_at(first, (past or 0) - (first or 0)) if first else b""


def choose_reader() -> Callable[[Any], bytes]:
    """The fast reader where it agrees with the slow one on this platform, else the slow one."""
    frame = pj.MediaFrame()
    frame.buf = pj.ByteVector(list(range(256)) + list(range(64)))
    expected = slow_bytes(frame.buf)
    size = ctypes.sizeof(ctypes.c_void_p)
    first, past = (ctypes.c_void_p * 2).from_address(int(frame.buf.this))
    plausible = first and past and past - first == len(expected) and first % size == 0
    return fast_bytes if plausible and fast_bytes(frame.buf) == expected else slow_bytes


class CapturePort(pj.AudioMediaPort):  # type: ignore[misc]
    """Takes one line's audio out of the bridge, one `Frame` every 20 ms while it is connected.

    A port lives as long as its endpoint and is lent to one call after another: the bridge removes
    ports at its next tick only, and would call a port that Python has already freed.
    """

    def __init__(self, name: str, read: Callable[[Any], bytes]) -> None:
        super().__init__()
        self._read = read
        self._deliver: Deliver | None = None
        self._turn = threading.Lock()
        self._last: float | None = None  # when the last frame came
        form = pj.MediaFormatAudio()
        form.init(pj.PJMEDIA_FORMAT_PCM, RATE_HZ, 1, FRAME_MS * 1000, BITS_PER_SAMPLE)
        self.createPort(name, form)

    def lend(self, deliver: Deliver) -> None:
        """Send frames there from now on."""
        with self._turn:
            self._deliver, self._last = deliver, None

    def take_back(self) -> None:
        """No frame is delivered after this returns."""
        with self._turn:
            self._deliver = None

    def onFrameReceived(self, frame: Any) -> None:  # noqa: N802
        """Called by the clock thread."""
        now = time.monotonic()
        late_s = now - self._last if self._last is not None else 0.0
        self._last = now
        if STALLED_S[0] < late_s < STALLED_S[1]:
            log.warning(STOOD_STILL, 1000 * late_s)
        with self._turn:
            if self._deliver is not None:
                pcm = self._read(frame.buf) if frame.size == FRAME_BYTES else b""
                self._deliver(Frame(pcm) if len(pcm) == FRAME_BYTES else SILENCE)


class Player(pj.AudioMediaPlayer):  # type: ignore[misc]
    """Plays one WAV once, in C; `on_end` is called from a thread of pjmedia."""

    def __init__(self, wav: Path, on_end: Callable[[], None]) -> None:
        super().__init__()
        self._on_end = on_end
        self.createPlayer(str(wav), pj.PJMEDIA_FILE_NO_LOOP)

    def onEof2(self) -> None:  # noqa: N802
        """The last sample went into the bridge."""
        self._on_end()
