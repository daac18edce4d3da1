"""The people of one process, all played by one thread."""

import logging
import queue
import threading
import time
from collections.abc import Callable

from voicebot.adapters.telephony.leg import SipLeg
from voicebot.conversation.ports import Deliver, Signal
from voicebot.simulation.diary import Diary
from voicebot.simulation.performance import Performance, Role

log = logging.getLogger(__name__)

TICK_S = 0.02

Work = tuple[float, Callable[[float], None]]


class Stage:
    """Gets what happened on every line, with its time, through one queue."""

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self._inbox: queue.SimpleQueue[Work] = queue.SimpleQueue()
        self._playing: list[Performance] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stage", daemon=True)

    def start(self) -> None:
        """Begin to play."""
        self._thread.start()

    def stop(self) -> None:
        """Stop playing; returns when the last line of the diary is written."""
        self._stopping.set()
        self._thread.join()
        self._diary.close()

    def enter(self, role: Role, leg: SipLeg) -> Deliver:
        """A person comes on stage; returns where the line's signals go. From any thread."""
        performance = Performance(role, leg, self._diary)

        def begin(at: float) -> None:
            self._playing.append(performance)
            performance.begin(at)

        def deliver(signal: Signal) -> None:
            self._inbox.put((time.time(), lambda at: performance.signal(at, signal)))

        self._inbox.put((time.time(), begin))
        return deliver

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._work()
            now = time.time()
            for performance in self._playing:
                performance.tick(now)
            self._playing = [p for p in self._playing if not p.over]

    def _work(self) -> None:
        try:
            at, work = self._inbox.get(timeout=TICK_S)
        except queue.Empty:
            return
        try:
            work(at)
        except Exception:
            log.exception("a person's part went wrong")
