"""Synthesis in a process of its own, so that no engine can hang or end the process of a call.

The engines keep global state, call back from threads of their own and cannot be stopped halfway;
a child process can. It reads requests and writes replies, one JSON object a line, and ends by
itself when it was idle for a while or its parent is gone.
"""

import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Final

from voicebot.errors import SpeechError, VoiceMissing

log = logging.getLogger(__name__)

IDLE_S: Final = 120.0
"""A child that was asked nothing for so long ends and gives its memory back."""

NICENESS: Final = 5
"""Audio goes first; Linux weighs this only within one session, so the child stays in ours."""

_PATIENCE_S: Final = 15.0
_PATIENCE_PER_CHARACTER_S: Final = 0.1
_LONGEST_REPLY: Final = 4096

Request = dict[str, str]


class RenderingProcess:
    """The parent's side: starts the child when first asked, and again when it has ended.

    May be used from several threads; requests are served one after the other.
    """

    def __init__(self, module: str, patience_s: float = _PATIENCE_S) -> None:
        """`module` is run with `python -m`; it calls `serve`."""
        self._module = module
        self._patience_s = patience_s
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def render(self, request: Request) -> None:
        """Have `request["text"]` written to the WAV `request["path"]`.

        Raises VoiceMissing if the engine is not installed, SpeechError if it fails or does not
        finish in time (it is then ended).
        """
        line = json.dumps(request).encode() + b"\n"
        deadline_s = self._patience_s + _PATIENCE_PER_CHARACTER_S * len(request["text"])
        with self._lock:
            reply = self._ask(line, deadline_s) or self._ask(line, deadline_s)
        if reply is None:
            raise SpeechError("the synthetic voice broke off", "see the log, then try again")
        problem, remedy = reply.get("problem", ""), reply.get("remedy", "")
        if reply.get("missing"):
            raise VoiceMissing(problem, remedy)
        if problem:
            raise SpeechError(f"the synthetic voice failed: {problem}", "change the text")

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _ask(self, line: bytes, deadline_s: float) -> Request | None:
        """The child's reply; None if it ended instead."""
        child = self._running()
        assert child.stdin is not None and child.stdout is not None
        try:
            child.stdin.write(line)
            child.stdin.flush()
        except BrokenPipeError:
            self._end()
            return None
        reply = _read_line(child.stdout, time.monotonic() + deadline_s)
        if reply is None:
            self._end()
            raise SpeechError(
                f"the synthetic voice did not answer within {deadline_s:.0f} s", "try again"
            )
        if not reply:
            self._end()
            return None
        answer: Request = json.loads(reply)
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            self._end()
            log.info("starting a synthetic voice")
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C at the terminal is not meant for it
            )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close_quietly(pipe)


def _close_quietly(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        log.debug("a request to a synthetic voice that had ended was given up")


def _read_line(pipe: IO[bytes], deadline: float) -> bytes | None:
    """One line; empty if the other side has ended, None if the deadline passed."""
    line = b""
    while not line.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return None
        piece = os.read(pipe.fileno(), _LONGEST_REPLY)
        if not piece:
            return b""
        line += piece
    return line


def serve(render: Callable[[Request], None]) -> None:
    """The child's side: answer requests on standard input until it ends or nothing comes.

    What an engine prints goes to the void; replies go where standard output was.
    """
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    requests = os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    os.nice(NICENESS)
    while select.select([requests], [], [], IDLE_S)[0]:
        line = requests.readline()
        if not line:
            return
        replies.write(json.dumps(_answer(render, json.loads(line))) + "\n")
        replies.flush()


def _answer(render: Callable[[Request], None], request: Request) -> dict[str, object]:
    try:
        render(request)
    except VoiceMissing as error:
        return {"missing": "yes", "problem": error.happened, "remedy": error.remedy}
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is told to the parent
        return {"problem": f"{type(error).__name__}: {error}"[:500]}
    return {}
