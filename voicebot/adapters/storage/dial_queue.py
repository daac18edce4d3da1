"""Who is next in a campaign."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.people import from_row
from voicebot.adapters.storage.tables import AttemptRow, ContactRow, EntryRow
from voicebot.dialling.ports import Entry


class DialQueue:
    """The `Queue` of dialling. An entry taken by a process that died waits again.

    Entries whose attempt was begun come back only when that attempt is settled, since nobody knows
    before whether the person was called.
    """

    def __init__(self, database: Database, owner: Owner) -> None:
        self._database = database
        self._owner = owner

    def due(self, campaign_id: str, now: datetime, limit: int) -> list[Entry]:
        """Take entries that are due, callbacks first, then by time; each is taken once."""
        first = (
            select(EntryRow)
            .where(
                EntryRow.campaign_id == campaign_id,
                EntryRow.state == "WAITING",
                EntryRow.not_before <= now,
            )
            .order_by(EntryRow.callback.desc(), EntryRow.not_before, EntryRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        mark = self._owner.mark
        with self._database.write() as session:
            self._reopen(session, campaign_id)
            taken = list(session.scalars(first))
            for row in taken:
                row.state, row.taken_by, row.attempt_id = "TAKEN", mark, None
            return [_entry(session, row) for row in taken]

    def put_back(self, entry: Entry, not_before: datetime, why: str) -> None:
        """To be asked about again at that time."""
        self._change(entry, state="WAITING", not_before=not_before, why=why, taken_by=None)

    def leave_alone(self, entry: Entry, reasons: Sequence[str], at: datetime) -> None:
        """Not to be called in this campaign; `at` is when that was decided."""
        self._change(entry, state="LEFT_ALONE", reasons=list(reasons), not_before=at, taken_by=None)

    def done(self, entry: Entry, attempt_id: str) -> None:
        """Called; nothing more to do, unless settling the attempt has put the entry back."""
        change = update(EntryRow).where(
            EntryRow.campaign_id == entry.campaign_id,
            EntryRow.number == entry.contact.number.e164,
            EntryRow.state == "TAKEN",
            EntryRow.attempt_id == attempt_id,
        )
        with self._database.write() as session:
            session.execute(change.values(state="DONE", taken_by=None))

    def next_time(self, campaign_id: str) -> datetime | None:
        """When the next waiting entry is due; None if none waits."""
        query = select(func.min(EntryRow.not_before)).where(
            EntryRow.campaign_id == campaign_id, EntryRow.state == "WAITING"
        )
        with self._database.read() as session:
            return session.scalars(query).one()

    def _change(self, entry: Entry, **values: object) -> None:
        which = update(EntryRow).where(
            EntryRow.campaign_id == entry.campaign_id,
            EntryRow.number == entry.contact.number.e164,
        )
        with self._database.write() as session:
            session.execute(which.values(**values))

    def _reopen(self, session: Session, campaign_id: str) -> None:
        taken = (EntryRow.campaign_id == campaign_id) & (EntryRow.state == "TAKEN")
        owners = session.scalars(select(EntryRow.taken_by).where(taken).distinct())
        gone = [owner for owner in owners if owner is not None and self._owner.is_gone(owner)]
        if not gone:
            return
        under_way = select(AttemptRow.attempt_id).where(AttemptRow.state == "OPEN")
        nobody_calls = EntryRow.attempt_id.is_(None) | EntryRow.attempt_id.not_in(under_way)
        session.execute(
            update(EntryRow)
            .where(taken, EntryRow.taken_by.in_(gone), nobody_calls)
            .values(state="WAITING", taken_by=None, attempt_id=None)
        )


def _entry(session: Session, row: EntryRow) -> Entry:
    contact = session.get_one(ContactRow, row.contact_id)
    return Entry(row.campaign_id, from_row(contact), row.not_before, row.why)
