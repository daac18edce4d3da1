"""Recordings to hear: in the parts a player asks for, and each listening journalled once."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

from fastapi.responses import FileResponse

from voicebot.bootstrap.office import Office
from voicebot.dashboard.looks import looked
from voicebot.dashboard.viewer import Viewer

ONE_LISTENING = timedelta(minutes=10)
"""Requests for parts of one recording within this time are one look at it."""

_MOST_REMEMBERED = 5000


class Listenings:
    """Who began to hear what a short while ago."""

    def __init__(self) -> None:
        self._begun: dict[tuple[str, str], datetime] = {}
        self._lock = threading.Lock()

    def is_new(self, who: str, what: str, now: datetime) -> bool:
        """True if it is to be journalled; from now on it is remembered."""
        with self._lock:
            begun = self._begun.get((who, what))
            if begun is not None and now - begun < ONE_LISTENING:
                return False
            if len(self._begun) >= _MOST_REMEMBERED:
                self._begun.clear()
            self._begun[who, what] = now
            return True

    def forget(self, who: str, what: str) -> None:
        """It could not be journalled: the next request tries again."""
        with self._lock:
            self._begun.pop((who, what), None)


_listenings = Listenings()


def sound_answer(
    office: Office, viewer: Viewer, what: str, numbers: list[str], file: Path
) -> FileResponse:
    """The sound, once the look is journalled. `what` names it, as the journal will."""
    who = f"{id(office.storage)} {viewer.known.user_id}"
    if _listenings.is_new(who, what, office.clock.now()):
        try:
            looked(office, viewer, what, numbers)
        except BaseException:
            _listenings.forget(who, what)
            raise
    return FileResponse(file, media_type="audio/wav", content_disposition_type="inline")
