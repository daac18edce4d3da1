"""Tells every process of this machine, without a system call, that the registries changed.

Two counters in a shared mapping: changes begun and changes done. Whoever changes the registries
counts one up before the commit and makes the other equal after it, holding the lock. So a reader
that finds both equal to what it last saw has read the registries after the last commit.
"""

import fcntl
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_COUNTERS = struct.Struct("=QQ")


class Generation:
    """The counters of one folder of registries."""

    def __init__(self, folder: Path) -> None:
        """Make them if there are none. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = folder / "lock"
        file = os.open(folder / "generation", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            if os.fstat(file).st_size < _COUNTERS.size:
                os.ftruncate(file, _COUNTERS.size)
            self._shared = mmap.mmap(file, _COUNTERS.size)
        finally:
            os.close(file)

    def settled(self) -> int | None:
        """The number of changes done; None while one is under way, or broke off."""
        begun, done = _COUNTERS.unpack_from(self._shared)
        return done if begun == done else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else changes the registries, and keep it so."""
        with self._lock.open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Around the commit of a change, within `alone`."""
        begun, done = _COUNTERS.unpack_from(self._shared)
        _COUNTERS.pack_into(self._shared, 0, begun + 1, done)
        yield
        _COUNTERS.pack_into(self._shared, 0, begun + 1, begun + 1)

    def mend(self) -> None:
        """If a change broke off and nobody changes anything now, count it as done."""
        with self._lock.open("ab") as lock, suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            begun, _ = _COUNTERS.unpack_from(self._shared)
            _COUNTERS.pack_into(self._shared, 0, begun, begun)
