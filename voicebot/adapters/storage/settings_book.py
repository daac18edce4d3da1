"""Which settings the program works with, written down whenever they are others than before."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import JournalRow
from voicebot.settings import Settings

KIND = "settings"
HIDDEN = ("url", "password", "secret", "token", "key")
"""A setting with such a word in its name is written down as a hash alone."""


class SettingsBook:
    """Journals changes of settings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, settings: Settings, at: datetime) -> list[str]:
        """Journal these settings if they are not those of the last record; returns what changed.

        Raises StorageError.
        """
        told = {name: _told(name, value) for name, value in _plain(settings).items()}
        with self._database.read() as session:
            if not _changed(_last(session), told):
                return []
        with self._database.write() as session:
            chain = Chain(session)
            changed = _changed(_last(session), told)
            if changed:
                chain.append(at, KIND, {"changed": changed, "settings": told})
        return changed


def _plain(settings: Settings) -> dict[str, Any]:
    plain: dict[str, Any] = settings.model_dump(mode="json")
    return plain


def _told(name: str, value: object) -> object:
    if not value or not any(word in name.split("_") for word in HIDDEN):
        return value
    return "sha256:" + hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _changed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The names that differ or are new, sorted."""
    return sorted(name for name in now if name not in before or before[name] != now[name])


def _last(session: Session) -> dict[str, Any]:
    query = select(JournalRow.body).where(JournalRow.kind == KIND).order_by(JournalRow.seq.desc())
    body = session.scalars(query.limit(1)).first()
    settings: dict[str, Any] = json.loads(body)["settings"] if body else {}
    return settings
