"""The records of past calls."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import AttemptRow
from voicebot.errors import NotFound, said


@dataclass(frozen=True, slots=True)
class StoredCall:
    """One settled call; `body` is the call record of the command line."""

    attempt_id: str
    at: datetime
    number: str | None
    direction: str
    campaign_id: str | None
    disposition: str
    answered_by: str
    body: dict[str, Any]


class CallRecords:
    """Reads what was settled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, attempt_id: str) -> StoredCall:
        """One call. Raises NotFound, also while the call is under way."""
        with self._database.read() as session:
            row = session.get(AttemptRow, attempt_id)
            if row is None or row.record is None:
                raise NotFound(
                    said("there is no record of a call {attempt_id!r}", attempt_id=attempt_id)
                )
            return _from_row(row)

    def every(
        self,
        campaign_id: str | None = None,
        number: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[StoredCall]:
        """Calls, newest first; each condition given narrows them."""
        query = select(AttemptRow).where(AttemptRow.state == "SETTLED")
        if campaign_id is not None:
            query = query.where(AttemptRow.campaign_id == campaign_id)
        if number is not None:
            query = query.where(AttemptRow.number == number)
        if since is not None:
            query = query.where(AttemptRow.at >= since)
        query = query.order_by(AttemptRow.at.desc(), AttemptRow.attempt_id).limit(limit)
        query = query.execution_options(yield_per=500)
        with self._database.snapshot() as session, closing(session.scalars(query)) as rows:
            for row in rows:
                yield _from_row(row)

    def dispositions(self, campaign_id: str | None = None) -> dict[str, int]:
        """How many calls ended in which disposition."""
        query = (
            select(AttemptRow.disposition, func.count().label("calls"))
            .where(AttemptRow.state == "SETTLED")
            .group_by(AttemptRow.disposition)
        )
        if campaign_id is not None:
            query = query.where(AttemptRow.campaign_id == campaign_id)
        with self._database.read() as session:
            return {str(row.disposition): row.calls for row in session.execute(query)}


def _from_row(row: AttemptRow) -> StoredCall:
    return StoredCall(
        attempt_id=row.attempt_id,
        at=row.at,
        number=row.number,
        direction=row.direction,
        campaign_id=row.campaign_id,
        disposition=str(row.disposition),
        answered_by=str(row.answered_by),
        body=dict(row.record or {}),
    )
