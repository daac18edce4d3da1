"""A call's folder while another process writes it: its events as they are appended."""

import logging
from pathlib import Path

from voicebot.adapters.storage.call_folder import EVENTS
from voicebot.conversation import events
from voicebot.conversation.events import Event

log = logging.getLogger(__name__)


class Appended:
    """Reads on in a file that only grows."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0

    def more(self) -> bytes:
        """What was added since; nothing while there is no such file."""
        try:
            if self._file.stat().st_size <= self._read:
                return b""  # as most often: many times a second, for each call under way
            with self._file.open("rb") as opened:
                opened.seek(self._read)
                added = opened.read()
        except FileNotFoundError:
            return b""
        self._read += len(added)
        return added

    def go_back_to(self, byte: int) -> None:
        """Read on from there."""
        self._read = byte


class Lines:
    """Whole lines of a file that only grows; a line still being written is left for later."""

    def __init__(self, file: Path) -> None:
        self._added = Appended(file)
        self._rest = b""

    def more(self) -> list[str]:
        """The lines that were completed since."""
        *whole, self._rest = (self._rest + self._added.more()).split(b"\n")
        return [line.decode("utf-8", errors="replace") for line in whole if line]


class CallTail:
    """The events of a call under way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines = Lines(folder / EVENTS)

    def more(self) -> list[Event]:
        """Those written down since the last time; torn lines and foreign ones are left out."""
        return [event for line in self._lines.more() if (event := _event(line)) is not None]


def _event(line: str) -> Event | None:
    try:
        return events.from_json(line)
    except (ValueError, TypeError, KeyError):
        log.warning("a line of a call log that no event wrote was left out")
        return None
