"""Where processes that hold calls come from: forked from one that has imported everything once.

That process has no call and no thread, so that a fork of it is as clean as a new process; it costs
a few milliseconds where a new one would spend seconds of a core on imports.
"""

import multiprocessing
import os
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Small products of matrices cost many times more when several threads share them."""

GROUND = "voicebot.bootstrap.agent_ground"
"""What that process imports, by name: it lies above this room."""


def lay_ground() -> None:
    """Start that process, if it does not run; returns at once, while it imports."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    multiprocessing.set_forkserver_preload([GROUND])
    forkserver.ensure_running()


def forked() -> ForkServerContext:
    """The context whose processes begin on that ground."""
    lay_ground()
    return multiprocessing.get_context("forkserver")
