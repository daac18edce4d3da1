"""Calls under way, as the database knows them: begun by whichever process, and not yet settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text, union_all

from voicebot.adapters.storage import orders
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.people import newest
from voicebot.adapters.storage.tables import AttemptRow, CampaignRow
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import CallOrder

MOST = 500
"""So many calls at once are looked at."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A call that was begun at `at` (aware, by the office's clock); `name` is the person's."""

    order: CallOrder
    at: datetime
    name: str
    campaign: str

    @property
    def attempt_id(self) -> str:
        """Its id."""
        return self.order.attempt_id


class LiveCalls:
    """Reads attempts that are open; incoming ones are open for `longest` at most."""

    def __init__(self, database: Database, owner: Owner, longest: timedelta) -> None:
        self._database = database
        self._owner = owner
        self._longest = longest

    def begun(self, now: datetime) -> list[str]:
        """The ids of calls under way, but for those whose process is gone."""
        out = select(AttemptRow.attempt_id, AttemptRow.owner).where(
            text("state = 'OPEN' AND direction = 'outbound'")  # as the index of claims is written
        )
        come_in = select(AttemptRow.attempt_id, AttemptRow.owner).where(
            AttemptRow.at >= now - self._longest,
            text("state = 'OPEN' AND direction = 'inbound'"),
        )
        with self._database.read() as session:
            found = session.execute(union_all(out, come_in).limit(MOST)).all()
        living = {mark: not self._owner.is_gone(mark) for mark in {row.owner for row in found}}
        return [row.attempt_id for row in found if living[row.owner]]

    def told(self, attempt_ids: Iterable[str]) -> list[UnderWay]:
        """Who is called there, and for what; in order of time."""
        query = (
            select(AttemptRow.order, AttemptRow.at, AttemptRow.number, CampaignRow.name)
            .join(CampaignRow, CampaignRow.campaign_id == AttemptRow.campaign_id, isouter=True)
            .where(AttemptRow.attempt_id.in_(list(attempt_ids)))
            .order_by(AttemptRow.at)
        )
        with self._database.read() as session:
            calls = []
            for order, at, number, campaign in session.execute(query).all():
                known = newest(session, PhoneNumber(number)) if number else None
                if order is not None:
                    name = known.name if known and known.name else ""
                    calls.append(UnderWay(orders.from_json(order), at, name, campaign or ""))
        return calls

    def ended(self, attempt_ids: Sequence[str]) -> dict[str, str]:
        """Of these the ones that are settled, with their dispositions."""
        query = select(AttemptRow.attempt_id, AttemptRow.disposition).where(
            AttemptRow.attempt_id.in_(attempt_ids), AttemptRow.state == "SETTLED"
        )
        with self._database.read() as session:
            return {row.attempt_id: str(row.disposition) for row in session.execute(query)}
