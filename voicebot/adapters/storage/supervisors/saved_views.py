"""Filters of a page under a name, for oneself or for everybody."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import SavedViewRow
from voicebot.conversation.ports import Clock
from voicebot.errors import NotFound


@dataclass(frozen=True, slots=True)
class SavedView:
    """`query` is the page's query string without its question mark."""

    view_id: str
    user_id: str
    page: str
    name: str
    query: str
    shared: bool
    created_at: datetime


class SavedViews:
    """Keeps views."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, user_id: str, page: str, name: str, query: str, shared: bool) -> SavedView:
        """Keep one."""
        row = SavedViewRow(
            view_id=str(uuid.uuid4()),
            user_id=user_id,
            page=page,
            name=name.strip()[:100],
            query=query,
            shared=shared,
            created_at=self._clock.now(),
        )
        with self._database.write() as session:
            session.add(row)
            session.flush()
            return _from_row(row)

    def of(self, user_id: str, page: str) -> list[SavedView]:
        """A user's own and the shared ones of a page, by name."""
        query = (
            select(SavedViewRow)
            .where(SavedViewRow.page == page)
            .where(or_(SavedViewRow.user_id == user_id, SavedViewRow.shared))
            .order_by(SavedViewRow.name, SavedViewRow.view_id)
        )
        with self._database.read() as session:
            return [_from_row(row) for row in session.scalars(query)]

    def drop(self, view_id: str, user_id: str) -> None:
        """Forget a view of one's own. Raises NotFound, also for another's."""
        with self._database.write() as session:
            row = session.get(SavedViewRow, view_id)
            if row is None or row.user_id != user_id:
                raise NotFound("you have no such view", "choose one of your own")
            session.delete(row)


def _from_row(row: SavedViewRow) -> SavedView:
    return SavedView(
        row.view_id, row.user_id, row.page, row.name, row.query, row.shared, row.created_at
    )
