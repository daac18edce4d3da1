"""Lines that come in: answered one by one while few wait, shared among the cores where many do."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from io import BufferedIOBase
from multiprocessing import get_context
from multiprocessing.pool import Pool
from types import TracebackType

READ_AT_ONCE = 1 << 20  # bytes; of a pipe there are never more than 65,536 to be had
SHARED_FROM = 400
"""So many waiting lines are worth other processes; fewer are answered before these have begun."""

PORTION = 100
"""Lines that a process answers in one go."""

FIRST = 20
"""So many are answered before there are processes, which share what these lines had built."""

Answer = Callable[[bytes], bytes]


def lines_waiting(stream: BufferedIOBase) -> Iterator[list[bytes]]:
    """Lines without their ends, as many at a time as have come in; none waits for a later one."""
    begun: list[bytes] = []
    while read := stream.read1(READ_AT_ONCE):
        first, *more = read.split(b"\n")
        begun.append(first)
        if more:
            yield [b"".join(begun), *more[:-1]]
            begun = [more[-1]]
    if any(begun):
        yield [b"".join(begun)]


class ManyLines:
    """Answers lines in their order; `answer` gives one line's."""

    def __init__(self, answer: Answer, cores: int | None = None) -> None:
        self._answer = answer
        self._cores = cores or len(os.sched_getaffinity(0))
        self._opened = ExitStack()
        self._pool: Pool | None = None

    def answers(self, lines: Sequence[bytes]) -> Iterator[bytes]:
        """The answers in order, in pieces of one or many."""
        alone = len(lines)
        if self._cores > 1 and len(lines) >= SHARED_FROM:
            alone = FIRST if self._pool is None else 0
        yield from map(self._answer, lines[:alone])
        if alone < len(lines):
            starts = range(alone, len(lines), PORTION)
            portions = (lines[start : start + PORTION] for start in starts)
            yield from self._processes().imap(_portion, portions)

    def _processes(self) -> Pool:
        """Forked from this one, and so with everything that is loaded here."""
        if self._pool is None:
            context = get_context("fork")
            pool = context.Pool(self._cores, initializer=_begin, initargs=(self._answer,))
            self._pool = self._opened.enter_context(pool)
        return self._pool

    def __enter__(self) -> "ManyLines":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()


_answering: list[Answer] = []  # in a process of the pool: how a line is answered


def _begin(answer: Answer) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that reads and writes ends us
    _answering.append(answer)


def _portion(lines: Sequence[bytes]) -> bytes:
    (answer,) = _answering
    return b"".join(map(answer, lines))
