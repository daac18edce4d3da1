"""Texts as audio, rendered once and kept in a cache that all processes share."""

import errno
import hashlib
import tempfile
import threading
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from voicebot.adapters.speech.loudness import RATE_HZ, for_the_line, read_wav, write_wav
from voicebot.conversation.ports import Prompt
from voicebot.errors import DiskFull

_MADE_AS: Final = "2"  # raised when the same rendering is made fit for the line differently
_HEADER_BYTES: Final = 44
_BYTES_PER_SECOND: Final = RATE_HZ * 2


class Renderer(Protocol):
    """A synthetic voice."""

    def speaks(self, language: str) -> bool:
        """Whether it has a voice for the language."""

    def identity(self, language: str) -> str:
        """What a rendering depends on besides its text."""

    def render(self, text: str, language: str, wav: Path) -> None:
        """Write the text as a mono 16-bit WAV of any rate. Raises VoiceMissing or SpeechError."""

    def close(self) -> None:
        """Give back what it holds."""


class PromptCache:
    """A folder of 8 kHz mono 16-bit WAV files named by text and voice.

    Files appear whole or not at all, so that several processes and threads may share the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[str, threading.Lock] = {}

    def prompt(self, text: str, language: str, voice: Renderer) -> Prompt:
        """Find the text in the cache, or render it. Raises VoiceMissing, SpeechError, DiskFull."""
        plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        wav = self._place(plain, language, voice)
        if (found := _found(wav)) is not None:
            return found
        with self._locks.setdefault(voice.identity(language), threading.Lock()):
            if (found := _found(wav)) is not None:
                return found
            return self._make(plain, language, voice, wav)

    def _place(self, text: str, language: str, voice: Renderer) -> Path:
        name = "\0".join((_MADE_AS, voice.identity(language), language, text))
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:40]}.wav"

    def _make(self, text: str, language: str, voice: Renderer, wav: Path) -> Prompt:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._folder, prefix=".making-") as work:
                rendered, made = Path(work, "rendered.wav"), Path(work, "made.wav")
                if any(letter.isalnum() for letter in text):
                    voice.render(text, language, rendered)
                else:
                    write_wav(rendered, np.zeros(RATE_HZ // 10))
                write_wav(made, for_the_line(*read_wav(rendered)))
                made.replace(wav)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("a prompt could not be kept", "free some disk space") from error
            raise
        return Prompt(wav, _seconds(wav))


def _found(wav: Path) -> Prompt | None:
    try:
        seconds = _seconds(wav)
    except FileNotFoundError:
        return None
    return Prompt(wav, seconds) if seconds > 0 else None


def _seconds(wav: Path) -> float:
    return (wav.stat().st_size - _HEADER_BYTES) / _BYTES_PER_SECOND
