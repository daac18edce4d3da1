"""Who is on a campaign, and how far they are, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import EntryRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A contact's place in a campaign: WAITING, TAKEN, DONE or LEFT_ALONE.

    `not_before` (aware) is when it may be due, `reasons` why it was left alone.
    """

    entry_id: int
    number: str
    state: str
    callback: bool
    not_before: datetime
    reasons: tuple[str, ...]


class CampaignEntries:
    """Reads entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, campaign_id: str, size: int, after: int | None = None, state: str = ""
    ) -> list[Entry]:
        """At most `size` entries with an id above `after`, in the order of the list."""
        query = select(EntryRow).where(EntryRow.campaign_id == campaign_id)
        if after is not None:
            query = query.where(EntryRow.id > after)
        if state:
            query = query.where(EntryRow.state == state)
        with self._database.read() as session:
            found = session.scalars(query.order_by(EntryRow.id).limit(size))
            return [
                Entry(
                    entry_id=row.id,
                    number=row.number,
                    state=row.state,
                    callback=row.callback,
                    not_before=row.not_before,
                    reasons=tuple(row.reasons or ()),
                )
                for row in found
            ]
