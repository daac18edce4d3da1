"""An engine that does not recognise the same sound twice.

Where an engine is asked by itself and as half of a pair, its words are worked out once.
"""

from voicebot.adapters.speech.engine import Engine, Hypothesis
from voicebot.adapters.speech.offline import hear_again


class Remembering:
    """An engine for sounds that are there as a whole; remembers the last one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._last: tuple[bytes, str, Hypothesis] | None = None

    @property
    def name(self) -> str:
        """The engine's."""
        return self._engine.name

    @property
    def partial_every_s(self) -> float:
        """The engine's."""
        return self._engine.partial_every_s

    def open(self, language: str) -> "WholeSound":
        """Begin an utterance."""
        return WholeSound(self, language)

    def hear(self, pcm: bytes, language: str) -> Hypothesis:
        """The words of a whole sound."""
        if self._last is None or self._last[:2] != (pcm, language):
            self._last = (pcm, language, hear_again(self._engine, pcm, language))
        return self._last[2]


class WholeSound:
    """A stream that recognises nothing before it is asked for the words of all it was fed."""

    def __init__(self, engine: Remembering, language: str) -> None:
        self._engine = engine
        self._language = language
        self._pcm = bytearray()

    def feed(self, pcm: bytes) -> None:
        """Add audio."""
        self._pcm += pcm

    def partial(self) -> Hypothesis | None:
        """None: only the whole is recognised."""
        return None

    def glimpse(self) -> Hypothesis | None:
        """The words of all that was fed; None where there are none."""
        heard = self.final()
        return heard if heard.text else None

    def final(self) -> Hypothesis:
        """The words of all that was fed."""
        return self._engine.hear(bytes(self._pcm), self._language)
