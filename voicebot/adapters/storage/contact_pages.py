"""Contacts in use, newest first, a page at a time."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.people import from_row
from voicebot.adapters.storage.tables import ContactList, ContactRow
from voicebot.contacts.contact import Contact


class ContactPages:
    """Reads contacts for programs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, size: int, before: int | None = None, list_id: int | None = None
    ) -> list[Contact]:
        """At most `size` contacts with an id below `before`, or of one list."""
        query = (
            select(ContactRow)
            .join(ContactList, ContactList.id == ContactRow.list_id)
            .where(ContactList.finished_at.is_not(None), ~_superseded())
        )
        if before is not None:
            query = query.where(ContactRow.id < before)
        if list_id is not None:
            query = query.where(ContactRow.list_id == list_id)
        query = query.order_by(ContactRow.id.desc()).limit(size)
        with self._database.read() as session:
            return [from_row(row) for row in session.scalars(query)]


def _superseded() -> ColumnElement[bool]:
    """A later list has the number."""
    later, its_list = aliased(ContactRow), aliased(ContactList)
    return exists().where(
        later.number == ContactRow.number,
        later.id > ContactRow.id,
        its_list.id == later.list_id,
        its_list.finished_at.is_not(None),
    )
