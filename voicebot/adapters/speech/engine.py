"""What a recognition engine is to the rest of this room: one small port.

Everything here is called from recogniser threads only (hearing.py), never from an audio thread.
Audio is 8 kHz, mono, 16-bit little-endian PCM: what a telephone line carries.
"""

from dataclasses import dataclass
from typing import Protocol

LINE_RATE_HZ = 8000
BYTES_PER_S = LINE_RATE_HZ * 2


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Recognised words. `confidence` is 0 to 1: the mean probability the engine gave its words.

    `otherwise` is what a second engine heard instead, where two were asked and differ.
    """

    text: str
    confidence: float
    otherwise: str = ""


NOTHING_HEARD = Hypothesis("", 0.0)


class Stream(Protocol):
    """Recognition of one utterance; used by one thread at a time."""

    def feed(self, pcm: bytes) -> None:
        """Add audio."""

    def partial(self) -> Hypothesis | None:
        """The words so far, which may still change; None where there are none yet."""

    def glimpse(self) -> Hypothesis | None:
        """As `partial`, at a pause that may be the end: worth as much time as a final."""

    def final(self) -> Hypothesis:
        """The words of the whole utterance. The stream is not used afterwards."""


class Engine(Protocol):
    """A loaded recognition model, shared by every stream opened on it."""

    @property
    def name(self) -> str:
        """The model's name in the catalogue."""

    @property
    def partial_every_s(self) -> float:
        """Ask for a partial result each time so many seconds of audio were added."""

    def open(self, language: str) -> Stream:
        """Begin an utterance in a language this engine knows."""


class EndJudge(Protocol):
    """Tells from the sound alone whether a turn is over."""

    def finished(self, pcm: bytes) -> float:
        """How likely, 0 to 1, from the utterance's audio up to a pause."""
