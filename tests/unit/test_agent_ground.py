"""The process that agents are forked from."""

import os
import subprocess
import sys

from voicebot.adapters.forking import GROUND, ONE_THREAD

LIST_THREADS = f"""
import os
import {GROUND}
for task in os.listdir("/proc/self/task"):
    print(open(f"/proc/self/task/{{task}}/comm").read().strip())
"""


def test_what_agents_are_forked_from_has_started_no_workers():
    """A fork has none of its parent's threads: work given to a pool of them would wait for ever."""
    ran = subprocess.run(
        [sys.executable, "-c", LIST_THREADS],
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
        check=True,
    )
    threads = ran.stdout.split()
    assert threads
    assert not [name for name in threads if name.startswith(("polars-0", "tokio", "ThreadPool"))]


def test_what_agents_are_forked_from_holds_no_library_that_only_training_needs():
    asked = f"import sys, {GROUND}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert not {"skops", "sklearn", "scipy"} & set(ran.stdout.split())


def test_no_collector_goes_through_what_agents_have_in_common():
    """It would stop a call's audio for as long as it takes."""
    asked = f"import gc, {GROUND}; print(gc.get_freeze_count(), len(gc.get_objects()))"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    frozen, watched = map(int, ran.stdout.split())
    assert frozen > 50 * watched
