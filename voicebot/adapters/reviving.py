"""A process of ours that ends by itself is started again, less eagerly the more often it ends."""

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 10.0  # before a lost process is started again, doubling
STEADY_S = 60.0  # a process that lived so long starts again after the first pause


def live_again(name: str, one_life: Callable[[], None], closing: threading.Event) -> None:
    """Run one life after another until `closing` is set; `one_life` returns when its process ended.

    `name` is for the log.
    """
    pause = FIRST_PAUSE_S
    while not closing.is_set():
        born = time.monotonic()
        one_life()
        if closing.is_set():
            return
        steady = time.monotonic() - born > STEADY_S
        pause = FIRST_PAUSE_S if steady else min(LONGEST_PAUSE_S, pause * 2)
        log.error("%s ended by itself and is started again", name)
        closing.wait(pause)
