"""Work for all cores: a thread for each piece, and one core for each thread.

The library's own threads wait for one another in busy loops, which on a machine that does other
things too costs many times the work itself.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

_MOST_THREADS = 8

Piece = TypeVar("Piece")
Done = TypeVar("Done")


def side_by_side(work: Callable[[Piece], Done], pieces: Iterable[Piece]) -> list[Done]:
    """What `work` makes of each piece, in their order."""
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    with ThreadPoolExecutor(threads, initializer=_one_core) as pool:
        return list(pool.map(work, pieces))


def _one_core() -> None:
    threadpool_limits(limits=1, user_api="openmp")
