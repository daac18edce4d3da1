"""Recognition for all calls of one agent process.

Calls hand in audio and return at once; recogniser threads, niced below the audio, do the work.
One thread is kept for finals and glimpses, so that what decides a call never waits for a periodic
partial. When the load is too high, periodic partials are given up and counted; finals never are.
"""

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from voicebot.adapters.speech.engine import EndJudge, Engine
from voicebot.adapters.speech.tally import HearingStats, Tally
from voicebot.adapters.speech.utterance import Utterance
from voicebot.adapters.speech.waiting import WaitingRoom, Wish
from voicebot.conversation.ports import RATE_HZ, Deliver

log = logging.getLogger(__name__)

THREADS = 2
NICENESS = 4
SECOND_OF_SILENCE = bytes(RATE_HZ * 2)

EngineFor = Callable[[str], Engine]


class Hearing:
    """Opens an ear for each call. `engine_for` loads the engine of a language once and keeps it."""

    def __init__(
        self, engine_for: EngineFor, threads: int = THREADS, turn_model: EndJudge | None = None
    ) -> None:
        self._engine_for = engine_for
        self._turn_model = turn_model
        self._tally = Tally()
        self._room: WaitingRoom[Utterance] = WaitingRoom()
        self._threads = [
            threading.Thread(
                target=self._work, args=(_least(index, threads),), name=f"recogniser-{index}"
            )
            for index in range(threads)
        ]
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def warm_up(self, languages: Iterable[str]) -> None:
        """Load the engines and let each decode once, since the first time is slow.

        Blocks. Raises ModelMissing, ModelCorrupt.
        """
        for language in languages:
            _in_quiet_thread(self._warm, language)

    def open_ear(self, deliver: Deliver) -> "LineEar":
        """An ear for one call; `deliver` is called from recogniser threads."""
        return LineEar(self._room, self._tally, deliver)

    def stats(self) -> HearingStats:
        """Counters since the start."""
        return self._tally.stats()

    def lag_s(self) -> float:
        """The longest that words took in the last seconds, or have been waiting for."""
        return self._tally.lag_s()

    def close(self) -> None:
        """Deliver the finals still awaited, then end the threads. Blocks."""
        self._room.close()
        for thread in self._threads:
            thread.join()

    def _warm(self, language: str) -> None:
        stream = self._engine_for(language).open(language)
        stream.feed(SECOND_OF_SILENCE)
        stream.glimpse()
        stream.final()

    def _work(self, least: Wish) -> None:
        _step_back()
        while (taken := self._room.take(least)) is not None:
            utterance, wish = taken
            try:
                self._serve(utterance, wish)
            except Exception:
                log.exception("a result of recognition could not be delivered")
            finally:
                self._room.give_back(utterance)

    def _serve(self, utterance: Utterance, wish: Wish) -> None:
        try:
            engine = self._engine_for(utterance.language)
        except Exception:
            log.exception("no engine could be loaded")
            utterance.fail(wish)
            return
        if wish is Wish.GLIMPSE and self._turn_model is not None:
            utterance.judge_end(self._turn_model)
        utterance.serve(wish, engine)


class LineEar:
    """The `Ear` of one call: no method waits for recognition."""

    def __init__(self, room: "WaitingRoom[Utterance]", tally: Tally, deliver: Deliver) -> None:
        self._room = room
        self._tally = tally
        self._deliver = deliver
        self._open: Utterance | None = None

    def begin(self, utterance: int, language: str) -> None:
        """Open an utterance; one still open is finished."""
        self.finish()
        self._open = Utterance(utterance, language, self._deliver, self._tally)

    def feed(self, pcm: bytes) -> None:
        """Add audio to the open utterance."""
        if self._open is None or not self._open.add(pcm):
            return
        if self._room.waits(self._open):
            self._open.skip()
        else:
            self._room.put(self._open, Wish.PARTIAL)

    def glimpse(self) -> None:
        """A partial result soon."""
        if self._open is not None:
            self._room.put(self._open, Wish.GLIMPSE)

    def finish(self) -> None:
        """A final result will come."""
        if self._open is not None:
            self._open.finish()
            self._room.put(self._open, Wish.FINAL)
            self._open = None

    def drop(self) -> None:
        """No result will come."""
        if self._open is not None:
            self._open.drop()
            self._room.withdraw(self._open)
            self._open = None

    def close(self) -> None:
        """The call is over; finals still awaited are delivered."""
        self.drop()


def _least(index: int, threads: int) -> Wish:
    return Wish.GLIMPSE if index == 0 and threads > 1 else Wish.PARTIAL


def _step_back() -> None:
    """Let audio threads go first. Linux gives each thread its own niceness; others do not."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _in_quiet_thread(work: Callable[[str], None], language: str) -> None:
    """Work in a niced thread, whose engines' own threads inherit its niceness."""
    with ThreadPoolExecutor(1, "recogniser-loading", initializer=_step_back) as pool:
        pool.submit(work, language).result()
