"""The folders of past calls."""

import logging
from datetime import datetime
from pathlib import Path

from voicebot.adapters.storage.call_folder import (
    AUDIO,
    EVENTS,
    EVIDENCE,
    RECORDING,
    CallDirectory,
    whole_lines,
    write_sound,
)
from voicebot.contacts.suppression import EVIDENCE_LEAD_S
from voicebot.conversation import events
from voicebot.conversation.events import Event
from voicebot.dialling.ports import CallLog

log = logging.getLogger(__name__)


class Archive:
    """The `CallArchive` of dialling."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def open(self, attempt_id: str, at: datetime, *, recorded: bool = True) -> CallDirectory:
        """The folder of a call that begins, or goes on, now. Raises StorageError."""
        found = self.folder(attempt_id)
        if found is not None:
            at = datetime.fromisoformat(found.parent.name)
        return CallDirectory(self._home, attempt_id, at, recorded=recorded)

    def folder(self, attempt_id: str) -> Path | None:
        """Where the call's files are, or None."""
        calls = self._home / "calls"
        if not calls.is_dir() or not _is_plain(attempt_id):
            return None
        days = sorted((day for day in calls.iterdir() if day.is_dir()), reverse=True)
        return next((day / attempt_id for day in days if (day / attempt_id).is_dir()), None)

    def read(self, attempt_id: str) -> CallLog:
        """The log of a call, whole or torn; empty if it never began."""
        folder = self.folder(attempt_id)
        if folder is None:
            return CallLog((), None, None)
        return CallLog(
            _events(folder / EVENTS),
            self._name_of(folder / RECORDING),
            self._name_of(folder / EVIDENCE),
        )

    def audio(self, attempt_id: str) -> Path | None:
        """The person's raw audio (8 kHz, 16-bit mono PCM), or None."""
        folder = self.folder(attempt_id)
        file = None if folder is None else folder / AUDIO
        return file if file is not None and file.is_file() and file.stat().st_size else None

    def repair(self, attempt_id: str, evidence_from_s: float | None = None) -> CallLog:
        """Write the WAVs that the call's process did not live to write, and read the call.

        The evidence begins at `evidence_from_s` of the call, else 10 s before the words or the key
        that the log shows as an opt-out. Raises StorageError.
        """
        call, folder = self.read(attempt_id), self.folder(attempt_id)
        if folder is None:
            return call
        if evidence_from_s is None:
            spoken_s = _optout_spoken_s(call.events)
            evidence_from_s = None if spoken_s is None else max(0.0, spoken_s - EVIDENCE_LEAD_S)
        if call.recording is None or (call.evidence is None and evidence_from_s is not None):
            write_sound(self._home, folder, evidence_from_s)
        return self.read(attempt_id)

    def _name_of(self, file: Path) -> str | None:
        return str(file.relative_to(self._home)) if file.is_file() else None


def _is_plain(attempt_id: str) -> bool:
    return bool(attempt_id) and "/" not in attempt_id and attempt_id not in (".", "..")


def _events(file: Path) -> tuple[Event, ...]:
    found, foreign = [], 0
    for line in whole_lines(file):
        try:
            found.append(events.from_json(line))
        except (ValueError, TypeError, KeyError):
            foreign += 1
    if foreign:
        log.warning("lines of a call log that no event wrote were left out: %d", foreign)
    return tuple(found)


def _optout_spoken_s(happened: tuple[Event, ...]) -> float | None:
    """When the words or the key of the opt-out were heard, in seconds of the call."""
    heard_s: float | None = None
    for event in happened:
        if _is_optout(event):
            return event.at_s if heard_s is None else heard_s
        if isinstance(event, events.Heard):
            heard_s = event.from_s
        elif isinstance(event, events.KeyPressed):
            heard_s = event.at_s
    return None


def _is_optout(event: Event) -> bool:
    if isinstance(event, events.Understood):
        return event.opt_out
    return isinstance(event, events.OptOutSaved)
