"""Who is next in a campaign."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.best_hours import BestHours
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.learned_one import zone_of
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.people import from_row
from voicebot.adapters.storage.tables import AttemptRow, ContactRow, EntryRow, UtcTime
from voicebot.contacts.purpose import Purpose
from voicebot.dialling.ports import Entry

PLANNED_AT_ONCE = 20_000
"""So many of a campaign are given their turns at once; the others when their time has come."""

ONE_DAY = timedelta(hours=20)
"""A turn is within one local day: one that is older than this was another day's."""


class DialQueue:
    """The `Queue` of dialling. An entry taken by a process that died waits again.

    Entries whose attempt was begun come back only when that attempt is settled, since nobody knows
    before whether the person was called.
    """

    def __init__(
        self,
        database: Database,
        owner: Owner,
        hours: BestHours | None = None,
        default_zone: str = "",
        waits: bool = False,
    ) -> None:
        """`hours` say whose turn it is; with `waits` nobody is called before their turn of a day.

        `default_zone` is the setting's IANA zone, "" for none.
        """
        self._database = database
        self._owner = owner
        self._hours = hours
        self._zone = default_zone
        self._waits = waits

    def plan(self, campaign_id: str, purpose: Purpose, now: datetime) -> None:
        """Give those whose day has begun their turn in it, where enough is known of hours."""
        if self._hours is None:
            return
        with self._database.read() as session:
            people = _unplanned(session, campaign_id, now, self._zone)
        turns = self._hours.turns(people, purpose, now)
        values = [{"number_": number, "turn_": turn} for number, turn in turns.items()]
        if not values:
            return
        which = (EntryRow.campaign_id == campaign_id, EntryRow.number == bindparam("number_"))
        change = update(EntryRow).where(*which).values(turn=bindparam("turn_", type_=UtcTime()))
        with self._database.write() as session:
            session.connection().execute(change, values)

    def due(self, campaign_id: str, now: datetime, limit: int) -> list[Entry]:
        """Take entries that are due, callbacks first, then whose hour it is, then by time.

        Each is taken once.
        """
        come = case((EntryRow.turn <= now, 0), (EntryRow.turn.is_(None), 1), else_=2)
        waits = EntryRow.turn.is_(None) | (EntryRow.turn <= now) | EntryRow.callback.is_(True)
        first = (
            select(EntryRow)
            .where(
                EntryRow.campaign_id == campaign_id,
                EntryRow.state == "WAITING",
                EntryRow.not_before <= now,
                *([waits] if self._waits else []),
            )
            .order_by(
                EntryRow.callback.desc(), come, EntryRow.turn, EntryRow.not_before, EntryRow.id
            )
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

    def give_back(self, entry: Entry) -> None:
        """To wait again as it says; nothing if a call was begun for it since it was taken."""
        change = update(EntryRow).where(
            EntryRow.campaign_id == entry.campaign_id,
            EntryRow.number == entry.contact.number.e164,
            EntryRow.state == "TAKEN",
            EntryRow.taken_by == self._owner.mark,
            EntryRow.attempt_id.is_(None),
        )
        waiting = {"state": "WAITING", "not_before": entry.not_before, "why": entry.why}
        with self._database.write() as session:
            session.execute(change.values(**waiting, taken_by=None))

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
        turn = func.coalesce(EntryRow.turn, EntryRow.not_before)
        waits = case((EntryRow.callback.is_(False) & (turn > EntryRow.not_before), turn),
                     else_=EntryRow.not_before)  # fmt: skip
        when = waits if self._waits else EntryRow.not_before
        query = select(func.min(when, type_=UtcTime())).where(
            EntryRow.campaign_id == campaign_id, EntryRow.state == "WAITING"
        )
        with self._database.read() as session:
            found: datetime | None = session.scalars(query).one()
            return found

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


def _unplanned(
    session: Session, campaign_id: str, now: datetime, default_zone: str
) -> list[tuple[str, str]]:
    """The next who are due and have no turn of today, each with the zone they surely are in."""
    old = EntryRow.turn.is_(None) | (EntryRow.turn < now - ONE_DAY)
    query = (
        select(EntryRow.number, ContactRow.timezone)
        .join(ContactRow, ContactRow.id == EntryRow.contact_id)
        .where(
            EntryRow.campaign_id == campaign_id,
            EntryRow.state == "WAITING",
            EntryRow.not_before <= now,
            old,
        )
        .order_by(EntryRow.not_before, EntryRow.id)
        .limit(PLANNED_AT_ONCE)
    )
    zones = ((row.number, zone_of(row.number, row.timezone, default_zone))
             for row in session.execute(query))  # fmt: skip
    return [(number, zone) for number, zone in zones if zone is not None]


def _entry(session: Session, row: EntryRow) -> Entry:
    contact = session.get_one(ContactRow, row.contact_id)
    return Entry(row.campaign_id, from_row(contact), row.not_before, row.why)
