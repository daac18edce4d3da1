"""Festival, kept running: loading one of its voices takes longer than speaking ten sentences."""

import atexit
import select
import subprocess
import time
from pathlib import Path

from voicebot.errors import SpeechError, VoiceMissing

PATIENCE_S = 120.0
MARK = b"spoken"
UNKNOWN = b"unknown"
SCHEME_MARKS = str.maketrans("", "", '"\\')


class Festival:
    """One voice by its Scheme name, and the Debian package it comes in."""

    def __init__(self, voice: str, package: str) -> None:
        self._voice = voice
        self._package = package
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, text: str, wav: Path) -> None:
        """Write the text as a WAV. Raises VoiceMissing, SpeechError."""
        child = self._running()
        self._order(child, f'(utt.save.wave (SynthText "{_quotable(text)}") "{wav}" \'riff)')
        if not wav.exists():
            raise SpeechError("festival could not speak a text", "change the text")

    def close(self) -> None:
        """End its process."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()
            atexit.unregister(self.close)

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None:
            self._child = _started(self._package)
            atexit.register(self.close)
            voice = self._voice
            choose = f'(if (symbol-bound? \'{voice}) ({voice}) (format t "{UNKNOWN.decode()}\\n"))'
            if UNKNOWN in self._order(self._child, choose):
                self.close()
                raise VoiceMissing(
                    f"festival has no voice {voice}", f"run: apt-get install {self._package}"
                )
        return self._child

    def _order(self, child: "subprocess.Popen[bytes]", scheme: str) -> bytes:
        """What festival says to an order. Raises SpeechError where it says nothing for long."""
        told = _told(child, scheme, time.monotonic() + PATIENCE_S)
        if MARK not in told:
            self.close()
            raise SpeechError("festival broke off", "try again")
        return told


def _started(package: str) -> "subprocess.Popen[bytes]":
    """In a process group of its own: Ctrl-C at the terminal ends us, and festival by itself."""
    try:
        return subprocess.Popen(
            ["festival", "--pipe"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            process_group=0,
        )
    except FileNotFoundError as error:
        raise VoiceMissing(
            "festival is not installed", f"run: apt-get install festival {package}"
        ) from error


def _told(child: "subprocess.Popen[bytes]", scheme: str, deadline: float) -> bytes:
    """What it writes until the mark, its end or the deadline."""
    assert child.stdin is not None and child.stdout is not None
    told = b""
    try:
        child.stdin.write(f'{scheme}\n(format t "{MARK.decode()}\\n")\n(fflush nil)\n'.encode())
    except BrokenPipeError:
        return told  # it has ended
    while MARK not in told:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
            break
        piece = child.stdout.read(4096)
        if not piece:
            break
        told += piece
    return told


def _quotable(text: str) -> str:
    return " ".join(text.translate(SCHEME_MARKS).split())
