"""Campaigns as their pages show them: a page of them, how far each is, its pace, its two halves."""

import threading
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import Text, cast, func, or_, select, update

from voicebot.adapters.storage.campaigns import Campaigns, from_row
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.paging import older
from voicebot.adapters.storage.tables import CampaignRow, EntryRow
from voicebot.conversation.ports import Clock
from voicebot.dialling.ports import Campaign
from voicebot.errors import BadInput, NotFound, said

STANDS_S = 2.0
"""A count of entries stands at least so long; of very many it stands longer."""

ENTRIES_A_SECOND = 20_000
MOST_A_MINUTE = 600.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How many entries of a campaign wait, are being called, are done, and are left alone."""

    waiting: int = 0
    taken: int = 0
    done: int = 0
    left_alone: int = 0

    @property
    def everybody(self) -> int:
        """All of them."""
        return self.waiting + self.taken + self.done + self.left_alone

    @property
    def share(self) -> float:
        """How far it is, 0 to 1."""
        return (self.done + self.left_alone) / self.everybody if self.everybody else 0.0


class CampaignPages:
    """Reads campaigns for their pages. Counts of entries are kept for some seconds."""

    def __init__(self, database: Database, campaigns: Campaigns, clock: Clock) -> None:
        self._database = database
        self._campaigns = campaigns
        self._clock = clock
        self._counted: dict[str, tuple[float, Progress]] = {}
        self._lock = threading.Lock()

    def page(
        self, limit: int, before: tuple[datetime, str] | None = None, state: str = ""
    ) -> list[Campaign]:
        """The newest first; `before` is the last one seen."""
        query = select(CampaignRow)
        if state:
            query = query.where(CampaignRow.state == state)
        if before is not None:
            query = query.where(older(CampaignRow.created_at, CampaignRow.campaign_id, before))
        ordered = query.order_by(CampaignRow.created_at.desc(), CampaignRow.campaign_id)
        with self._database.read() as session:
            return [from_row(row) for row in session.scalars(ordered.limit(limit))]

    def named(self, name: str) -> Campaign | None:
        """The campaign of this very name or id."""
        query = select(CampaignRow).where(
            or_(CampaignRow.name == name, CampaignRow.campaign_id == name)
        )
        with self._database.read() as session:
            row = session.scalars(query).first()
            return None if row is None else from_row(row)

    def progress(self, campaign_id: str) -> Progress:
        """How far it is; as of some seconds ago at most, the longer the list the more."""
        with self._lock:
            until, kept = self._counted.get(campaign_id, (0.0, Progress()))
        if monotonic() < until:
            return kept
        counts = self._campaigns.progress(campaign_id)
        found = Progress(counts["WAITING"], counts["TAKEN"], counts["DONE"], counts["LEFT_ALONE"])
        stands = max(STANDS_S, found.everybody / ENTRIES_A_SECOND)
        with self._lock:
            self._counted[campaign_id] = (monotonic() + stands, found)
        return found

    def forget(self, campaign_id: str) -> None:
        """It has just changed: count anew."""
        with self._lock:
            self._counted.pop(campaign_id, None)

    def why_left(self, campaign_id: str) -> list[tuple[str, int]]:
        """Why entries were left alone, the commonest first: a JSON list of reasons, how often.

        Reads all that were: not for a request.
        """
        reasons = cast(EntryRow.reasons, Text)
        query = (
            select(reasons, func.count())
            .where(EntryRow.campaign_id == campaign_id, EntryRow.state == "LEFT_ALONE")
            .group_by(reasons)
            .order_by(func.count().desc())
        )
        with self._database.read() as session:
            return [(str(row[0]), row[1]) for row in session.execute(query)]

    def set_pace(self, campaign_id: str, per_minute: float | None) -> None:
        """Begin at most so many calls a minute; None: as fast as the lines allow. Journalled.

        Raises BadInput, NotFound.
        """
        if per_minute is not None and not 0 < per_minute <= MOST_A_MINUTE:
            raise BadInput(
                "a pace is a number of calls a minute",
                said("give one up to {most:g}", most=MOST_A_MINUTE),
            )
        change = update(CampaignRow).where(CampaignRow.campaign_id == campaign_id)
        with self._database.write() as session:
            chain = Chain(session)
            changed = change.values(calls_per_minute=per_minute).returning(CampaignRow.campaign_id)
            if not session.scalars(changed).all():
                raise NotFound("there is no such campaign", "see the list of campaigns")
            body = {"campaign_id": campaign_id, "calls_per_minute": per_minute}
            chain.append(self._clock.now(), "campaign", body)

    def halve(self, campaign_id: str, other_id: str) -> int:
        """Move half of those who wait, drawn by lot, to the other campaign; returns how many."""
        drawn = (
            select(EntryRow.id)
            .where(EntryRow.campaign_id == campaign_id, EntryRow.state == "WAITING")
            .order_by(func.random())
        )
        with self._database.write() as session:
            ids = list(session.scalars(drawn))
            moved = ids[: len(ids) // 2]
            for begins in range(0, len(moved), _MOVED_AT_ONCE):
                part = moved[begins : begins + _MOVED_AT_ONCE]
                change = update(EntryRow).where(EntryRow.id.in_(part))
                session.execute(change.values(campaign_id=other_id))
        self.forget(campaign_id)
        self.forget(other_id)
        return len(moved)


_MOVED_AT_ONCE = 500
