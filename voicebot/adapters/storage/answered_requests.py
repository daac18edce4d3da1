"""Requests of programs that were answered: the same one again changes nothing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import AnsweredRequestRow

KEPT_FOR = timedelta(days=7)
"""A program repeats a request within so long; its answer may hold personal data, so no longer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to the request whose content has this hash."""

    request_sha256: str
    status: int
    body: dict[str, Any]


class AnsweredRequests:
    """By token and idempotency key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, token_id: str, key: str) -> Answer | None:
        """What was answered under this key."""
        with self._database.read() as session:
            row = session.get(AnsweredRequestRow, (token_id, key))
            return None if row is None else Answer(row.request_sha256, row.status, row.body)

    def note(self, token_id: str, key: str, answer: Answer, at: datetime) -> None:
        """Keep the answer; the first one under a key stands."""
        row = AnsweredRequestRow(
            token_id=token_id,
            key=key,
            request_sha256=answer.request_sha256,
            status=answer.status,
            body=answer.body,
            at=at,
        )
        try:
            with self._database.write() as session:
                session.add(row)
                session.flush()
        except IntegrityError:  # the same request came twice at once
            return

    def purge(self, now: datetime) -> int:
        """Forget old ones; returns how many."""
        with self._database.write() as session:
            old = delete(AnsweredRequestRow).where(AnsweredRequestRow.at < now - KEPT_FOR)
            return int(session.execute(old).rowcount)  # type: ignore[attr-defined]


def content_hash(method: str, path: str, body: object) -> str:
    """SHA-256 of what a request asks for."""
    whole = json.dumps([method, path, body], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()
