"""A recognition engine written against the port, whose moods a test decides."""

import threading
from collections.abc import Callable

from voicebot.adapters.speech.engine import Hypothesis


class FakeEngine:
    """Says how much audio it was fed. While `gate` is closed, its results do not come.

    `trouble` is called with what is asked of a stream ("feed", "partial", "final") and may raise.
    """

    name = "fake"

    def __init__(
        self, partial_every_s: float = 0.1, trouble: Callable[[str], None] = lambda _: None
    ) -> None:
        self.partial_every_s = partial_every_s
        self.trouble = trouble
        self.gate = threading.Event()
        self.gate.set()
        self.opened = 0
        self.asked = threading.Semaphore(0)

    def open(self, language: str) -> "FakeStream":
        self.opened += 1
        return FakeStream(self, language)


class FakeStream:
    def __init__(self, engine: FakeEngine, language: str) -> None:
        self._engine = engine
        self._language = language
        self._bytes = 0

    def feed(self, pcm: bytes) -> None:
        self._engine.trouble("feed")
        self._bytes += len(pcm)

    def partial(self) -> Hypothesis | None:
        return self._answer("partial")

    def glimpse(self) -> Hypothesis | None:
        return self._answer("partial")

    def final(self) -> Hypothesis:
        return self._answer("final")

    def _answer(self, kind: str) -> Hypothesis:
        self._engine.asked.release()
        self._engine.gate.wait()
        self._engine.trouble(kind)
        return Hypothesis(f"{self._language} {self._bytes}", 0.9)
