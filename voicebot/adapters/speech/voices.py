"""Who speaks: the voice for each language, in front of the cache of prompts."""

import itertools
import logging
import queue
import threading
import time
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

NOTICED_S = 0.25  # a person who waits so long for a prompt takes it for a pause
AT_ONCE = -1  # before any place in a call

Wanted = tuple[int, int, tuple[str, str] | None]  # place in its call, number of the wish, what


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
        self._wanted: queue.PriorityQueue[Wanted] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._preparing: threading.Thread | None = None
        self._nobody_waits = threading.Event()
        self._nobody_waits.set()

    def say(self, text: str, language: str) -> Prompt:
        """Render, or find in the cache. Raises VoiceMissing, SpeechError or DiskFull."""
        asked = time.monotonic()
        self._nobody_waits.clear()
        try:
            return self._cache.prompt(text, language, self._renderer(language))
        finally:
            self._nobody_waits.set()
            if (waited := time.monotonic() - asked) > NOTICED_S:
                log.info("a prompt took %.2f s to render while it was waited for", waited)

    def prepare(self, texts: Iterable[str], language: str) -> None:
        """Render in the background what may have to be said soon; returns at once.

        The texts stand in the order in which a call says them: the first ones of every call are
        rendered before the later ones of any.
        """
        for place, text in enumerate(texts):
            self._wanted.put((place, next(self._numbers), (text, language)))
        if self._preparing is None:
            self._preparing = threading.Thread(target=self._prepare, name="prompts", daemon=True)
            self._preparing.start()

    def close(self) -> None:
        """End the processes of the voices."""
        self._wanted.put((AT_ONCE, next(self._numbers), None))
        for renderer in self._renderers:
            renderer.close()

    def _prepare(self) -> None:
        while (wanted := self._wanted.get()[2]) is not None:
            self._nobody_waits.wait(1.0)  # whoever waits for a prompt comes first
            text, language = wanted
            try:
                self._cache.prompt(text, language, self._renderer(language))
            except VoicebotError:
                log.warning("a prompt could not be prepared", exc_info=True)

    def _renderer(self, language: str) -> Renderer:
        for renderer in self._renderers:
            if renderer.speaks(language):
                return renderer
        raise VoiceMissing(f"no voice speaks {language!r}", "use en or ru")
