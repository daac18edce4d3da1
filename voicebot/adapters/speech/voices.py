"""Who speaks: the voice for each language, in front of the cache of prompts."""

import logging
import queue
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from voicebot.adapters.speech.piper_voice import PiperVoice, piper_is_installed
from voicebot.adapters.speech.prompts import PromptCache, Renderer
from voicebot.adapters.speech.pyttsx3_voice import Pyttsx3Voice
from voicebot.conversation.ports import Prompt
from voicebot.errors import VoicebotError, VoiceMissing

log = logging.getLogger(__name__)

Choice = Literal["auto", "pyttsx3", "piper"]


class Voices:
    """A `Voice` for every language; may be used from several threads.

    `auto` speaks English with Piper where it is installed, everything else with pyttsx3.
    """

    def __init__(self, folder: Path, choice: Choice = "auto") -> None:
        """`folder` holds the prompts. Raises VoiceMissing if Piper is asked for and not there."""
        if choice == "piper" and not piper_is_installed():
            raise VoiceMissing("Piper is not installed", "run: pip install 'voicebot[piper]'")
        self._cache = PromptCache(folder)
        self._renderers: list[Renderer] = [Pyttsx3Voice()]
        if choice == "piper" or (choice == "auto" and piper_is_installed()):
            self._renderers.insert(0, PiperVoice())
        self._wanted: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        self._preparing: threading.Thread | None = None

    def say(self, text: str, language: str) -> Prompt:
        """Render, or find in the cache. Raises VoiceMissing, SpeechError or DiskFull."""
        return self._cache.prompt(text, language, self._renderer(language))

    def prepare(self, texts: Iterable[str], language: str) -> None:
        """Render in the background what may have to be said soon; returns at once."""
        for text in texts:
            self._wanted.put((text, language))
        if self._preparing is None:
            self._preparing = threading.Thread(target=self._prepare, name="prompts", daemon=True)
            self._preparing.start()

    def close(self) -> None:
        """End the processes of the voices."""
        self._wanted.put(None)
        for renderer in self._renderers:
            renderer.close()

    def _prepare(self) -> None:
        while (wanted := self._wanted.get()) is not None:
            try:
                self.say(*wanted)
            except VoicebotError:
                log.warning("a prompt could not be prepared", exc_info=True)

    def _renderer(self, language: str) -> Renderer:
        for renderer in self._renderers:
            if renderer.speaks(language):
                return renderer
        raise VoiceMissing(f"no voice speaks {language!r}", "use en or ru")
