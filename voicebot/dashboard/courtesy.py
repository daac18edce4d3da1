"""Calls come first: who looks at pages waits for them where the processor is short."""

import os
import sys
import threading

NICENESS = 5
"""A third of the weight that calls have; with less, a lock of the database might be held long."""


def yield_to_calls() -> None:
    """Lower the priority of this thread, and so of every thread that it starts.

    Linux gives each thread its own niceness; others do not.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
