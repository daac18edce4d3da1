"""Speaks to a running Asterisk through its control socket, as `asterisk -rx` does.

Asterisk greets with one line `host/pid/version`. A command is sent as `cli quit after COMMAND`,
closed by a zero byte; the answer comes until Asterisk closes the connection. Lines that begin with
a byte above 127 are other consoles' verbose messages.
"""

import socket
import time
from dataclasses import dataclass
from pathlib import Path

from voicebot.errors import PbxFailed

GREETING_BYTES = 1024
CHUNK_BYTES = 65_536
# Just after its start, Asterisk now and then does not know a command that it knows a moment later.
UNKNOWN_ATTEMPTS = 10
UNKNOWN_PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who listens at the socket."""

    pid: int
    version: str


class Console:
    """The control socket of one Asterisk; every command is a connection of its own."""

    def __init__(self, control: Path) -> None:
        self._control = control

    def greeting(self) -> Greeting | None:
        """Who listens; None if nobody does."""
        try:
            with self._connect(2.0) as line:
                return _greeting(line)
        except (OSError, ValueError):
            return None

    def ask(self, command: str, timeout_s: float = 20.0) -> str:
        """The answer to a command. Raises PbxFailed if there is none."""
        for _ in range(UNKNOWN_ATTEMPTS):
            answer = self._ask_once(command, timeout_s)
            if not answer.startswith("No such command"):
                break
            time.sleep(UNKNOWN_PAUSE_S)
        return answer

    def _ask_once(self, command: str, timeout_s: float) -> str:
        try:
            with self._connect(timeout_s) as line:
                _greeting(line)
                line.sendall(f"cli quit after {command}".encode() + b"\0")
                return _without_verbose(_all(line))
        except (OSError, ValueError) as error:
            raise PbxFailed(
                f"Asterisk does not answer: {error}", "run `voicebot pbx up` again"
            ) from error

    def _connect(self, timeout_s: float) -> socket.socket:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(timeout_s)
        try:
            line.connect(str(self._control))
        except OSError:
            line.close()
            raise
        return line


def _greeting(line: socket.socket) -> Greeting:
    said = b""
    while not said.endswith(b"\n"):
        more = line.recv(GREETING_BYTES)
        if not more:
            raise ValueError("it closed the connection")
        said += more
    _, pid, version = said.decode(errors="replace").splitlines()[0].split("/", 2)
    return Greeting(int(pid), version.strip())


def _all(line: socket.socket) -> bytes:
    parts = []
    while part := line.recv(CHUNK_BYTES):
        parts.append(part)
    return b"".join(parts)


def _without_verbose(answer: bytes) -> str:
    lines = answer.replace(b"\0", b"").splitlines(keepends=True)
    kept = [line for line in lines if line[:1] < b"\x80"]
    return b"".join(kept).decode(errors="replace")
