"""One stretch of a person's speech on its way through recognition."""

import logging
import threading
import time

from voicebot.adapters.speech.engine import (
    BYTES_PER_S,
    NOTHING_HEARD,
    EndJudge,
    Engine,
    Hypothesis,
    Stream,
)
from voicebot.adapters.speech.tally import Tally
from voicebot.adapters.speech.waiting import Wish
from voicebot.conversation.ports import Deliver, EarGlimpsed, EarHeard, EarOverloaded

log = logging.getLogger(__name__)

LONGEST_S = 60.0  # audio beyond this is not recognised: nobody speaks so long without a pause
PARTIAL_EVERY_S = 0.3  # until the engine says its own
COST_MULTIPLE = 4.0  # a stream's partials may take at most a quarter of one thread


class Utterance:
    """Audio is added by the call's thread, results are made by one recogniser thread at a time."""

    def __init__(self, number: int, language: str, deliver: Deliver, tally: Tally) -> None:
        self.language = language
        self._number = number
        self._deliver = deliver
        self._tally = tally
        self._lock = threading.Lock()
        self._audio = bytearray()
        self._due_at = int(PARTIAL_EVERY_S * BYTES_PER_S)
        self._every_s = PARTIAL_EVERY_S
        self._skipped = 0
        self._dropped = False
        self._finished_at = 0.0
        self._stream: Stream | None = None
        self._fed = 0
        self._last_text = ""

    def add(self, pcm: bytes) -> bool:
        """Add audio; true if a periodic partial is due now."""
        with self._lock:
            if len(self._audio) < LONGEST_S * BYTES_PER_S:
                self._audio += pcm
            if len(self._audio) < self._due_at:
                return False
            self._due_at = len(self._audio) + int(self._every_s * BYTES_PER_S)
            return True

    def skip(self) -> None:
        """A periodic partial was due while the one before it still waited."""
        with self._lock:
            self._skipped += 1
        self._tally.skip()

    def drop(self) -> None:
        """No result is wanted any more."""
        with self._lock:
            self._dropped = True

    def finish(self) -> None:
        """No audio will come any more."""
        self._finished_at = time.monotonic()
        self._tally.awaited(self._finished_at)

    def judge_end(self, judge: EndJudge) -> None:
        """Tell whether the turn sounds over; before the words, since it takes less time."""
        if self._dropped:
            return
        with self._lock:
            audio = bytes(self._audio)
        try:
            finished = judge.finished(audio)
        except Exception:
            log.exception("the end of a turn could not be judged by its sound")
            self._tally.failure()
            return
        self._deliver(EarGlimpsed(self._number, finished=finished))

    def serve(self, wish: Wish, engine: Engine) -> None:
        """Make and deliver the result wished for. Runs in a recogniser thread; does not raise."""
        if self._dropped:
            return
        began = time.monotonic()
        if wish is Wish.FINAL:
            self._say_final(self._final(engine))
        else:
            heard = self._partial(wish, engine)
            self._say_partial(heard)
            if wish is Wish.GLIMPSE and not self._dropped:
                self._deliver(EarGlimpsed(self._number, text=heard.text if heard else ""))
        spent = time.monotonic() - began
        if wish is Wish.PARTIAL:
            self._every_s = max(engine.partial_every_s, COST_MULTIPLE * spent)
        self._tally.worked(spent)

    def fail(self, wish: Wish) -> None:
        """No engine could be had: the final is empty."""
        self._tally.failure()
        if wish is Wish.FINAL and not self._dropped:
            self._say_final(NOTHING_HEARD)

    def _partial(self, wish: Wish, engine: Engine) -> Hypothesis | None:
        try:
            stream = self._fed_stream(engine)
            return stream.glimpse() if wish is Wish.GLIMPSE else stream.partial()
        except Exception:
            log.exception("a partial result failed")
            self._give_up_stream()
            return None

    def _final(self, engine: Engine) -> Hypothesis:
        """A stream that breaks is given up, and the whole audio heard once more on a new one."""
        for _ in range(2):
            try:
                return self._fed_stream(engine).final()
            except Exception:
                log.exception("a final result failed")
                self._give_up_stream()
        return NOTHING_HEARD

    def _fed_stream(self, engine: Engine) -> Stream:
        """The stream with all audio that came so far."""
        if self._stream is None:
            self._stream = engine.open(self.language)
            self._fed = 0
        with self._lock:
            fresh = bytes(self._audio[self._fed :])
        self._fed += len(fresh)
        self._stream.feed(fresh)
        return self._stream

    def _give_up_stream(self) -> None:
        self._stream = None
        self._tally.failure()

    def _say_partial(self, heard: Hypothesis | None) -> None:
        if heard is None or heard.text == self._last_text or self._dropped:
            return
        self._last_text = heard.text
        self._say(EarHeard(self._number, heard.text, heard.confidence, final=False))
        self._tally.partial()

    def _say_final(self, heard: Hypothesis) -> None:
        self._tally.final(self._finished_at, len(self._audio) / BYTES_PER_S)
        self._say(EarHeard(self._number, heard.text, heard.confidence, True, heard.otherwise))

    def _say(self, heard: EarHeard) -> None:
        with self._lock:
            skipped, self._skipped = self._skipped, 0
        if skipped:
            self._deliver(EarOverloaded(skipped))
        self._deliver(heard)
