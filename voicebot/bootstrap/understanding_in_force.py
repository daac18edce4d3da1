"""The understanding of what is written to us, and of words heard again after a call was lost."""

import logging
from threading import Lock

from voicebot.errors import ModelDamaged, NotFound
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import TASK, understanding_from
from voicebot.understanding.meaning import PHRASES_ALONE, Understanding

log = logging.getLogger(__name__)


class UnderstandingInForce:
    """Loaded when the first words are to be understood, and anew when another version is promoted.

    Most commands never ask. From several threads it is loaded once.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lock = Lock()
        self._version: str | None = None
        self._loaded: Understanding | None = None

    def __call__(self) -> Understanding:
        """Phrases and the classifiers in force.

        Phrases alone where a classifier is damaged: a demand in plain words does not wait until a
        file is mended. Agents, which answer calls, do not start with a damaged one.
        """
        with self._lock:
            try:
                return self._in_force()
            except (ModelDamaged, NotFound) as error:
                log.error("phrases alone are understood: %s", error.happened)
                return PHRASES_ALONE

    def _in_force(self) -> Understanding:
        version = self._shelf.in_force(TASK)
        if self._loaded is None or version != self._version:
            self._loaded = understanding_from(self._shelf)
            self._version = version
        return self._loaded
