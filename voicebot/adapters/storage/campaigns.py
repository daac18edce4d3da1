"""Campaigns: made, filled with contacts, started and paused."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Boolean, String, Text, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.people import in_use
from voicebot.adapters.storage.tables import CampaignRow, EntryRow, UtcTime
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.ports import Clock
from voicebot.dialling.ports import Campaign, CampaignState
from voicebot.errors import BadInput, NotFound, said


class Campaigns:
    """Reads and changes campaigns; every change is journalled."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create(
        self,
        name: str,
        flow: str,
        purpose: Purpose,
        language: str,
        starts_at: datetime | None = None,
    ) -> Campaign:
        """A new campaign, DRAFT and empty. Raises BadInput if the name is taken."""
        campaign = Campaign(
            str(uuid.uuid4()),
            name,
            flow,
            purpose,
            language,
            CampaignState.DRAFT,
            self._clock.now(),
            starts_at,
        )
        columns = {field: getattr(campaign, field) for field in Campaign.__dataclass_fields__}
        columns |= {"purpose": str(purpose), "state": str(campaign.state)}
        try:
            with self._database.write() as session:
                chain = Chain(session)
                session.execute(insert(CampaignRow).values(columns))
                personal = {"name": campaign.name}
                chain.append(
                    campaign.created_at, "campaign", _journalled(campaign), personal=personal
                )
        except IntegrityError as error:
            raise BadInput(
                said("there is a campaign {name!r} already", name=name), "choose another name"
            ) from error
        return campaign

    def get(self, name_or_id: str) -> Campaign:
        """The campaign of this id or name. Raises NotFound."""
        query = select(CampaignRow).where(
            or_(CampaignRow.campaign_id == name_or_id, CampaignRow.name == name_or_id)
        )
        with self._database.read() as session:
            row = session.scalars(query).first()
            if row is None:
                raise NotFound(
                    said("there is no campaign {name_or_id!r}", name_or_id=name_or_id),
                    "see `voicebot campaign status`",
                )
            return from_row(row)

    def every(self) -> list[Campaign]:
        """All campaigns, oldest first."""
        with self._database.read() as session:
            query = select(CampaignRow).order_by(CampaignRow.created_at, CampaignRow.campaign_id)
            return [from_row(row) for row in session.scalars(query)]

    def set_state(self, campaign_id: str, state: CampaignState) -> None:
        """Start, pause or finish. Raises NotFound."""
        with self._database.write() as session:
            chain = Chain(session)
            change = update(CampaignRow).where(CampaignRow.campaign_id == campaign_id)
            changed = session.scalars(
                change.values(state=str(state)).returning(CampaignRow.campaign_id)
            ).all()
            if not changed:
                raise NotFound(
                    said("there is no campaign {campaign_id!r}", campaign_id=campaign_id)
                )
            body = {"campaign_id": campaign_id, "state": str(state)}
            chain.append(self._clock.now(), "campaign", body)

    def enlist(
        self, campaign_id: str, not_before: datetime, matching: Mapping[str, str] | None = None
    ) -> int:
        """Put the matching contacts into the queue, each number once; returns how many were new.

        `matching` as `people.in_use` takes it; nothing or {} means every contact.
        """
        chosen = in_use(matching or {}).order_by("id").subquery()
        rows = select(
            literal(campaign_id, String()),
            chosen.c.id,
            chosen.c.number,
            literal("WAITING", String()),
            literal(False, Boolean()),
            literal(not_before, UtcTime()),
            literal("listed", Text()),
        ).where(literal(1) == 1)  # SQLite reads ON CONFLICT after SELECT only behind a WHERE
        columns = ["campaign_id", "contact_id", "number", "state", "callback", "not_before", "why"]
        with self._database.write() as session:
            dialect = sqlite if self._database.is_sqlite else postgresql
            statement = dialect.insert(EntryRow).from_select(columns, rows)
            before = _entries(session, campaign_id)
            session.execute(statement.on_conflict_do_nothing())
            return _entries(session, campaign_id) - before

    def progress(self, campaign_id: str) -> dict[str, int]:
        """How many entries are WAITING, TAKEN, DONE, LEFT_ALONE."""
        query = (
            select(EntryRow.state, func.count())
            .where(EntryRow.campaign_id == campaign_id)
            .group_by(EntryRow.state)
        )
        with self._database.read() as session:
            found = {row.state: row[1] for row in session.execute(query)}
        return {state: found.get(state, 0) for state in ("WAITING", "TAKEN", "DONE", "LEFT_ALONE")}


def _entries(session: Session, campaign_id: str) -> int:
    query = select(func.count()).select_from(EntryRow).where(EntryRow.campaign_id == campaign_id)
    return session.scalars(query).one()


def from_row(row: CampaignRow) -> Campaign:
    """As dialling has it."""
    return Campaign(
        row.campaign_id,
        row.name,
        row.flow,
        Purpose(row.purpose),
        row.language,
        CampaignState(row.state),
        row.created_at,
        row.starts_at,
        row.calls_per_minute,
    )


def _journalled(campaign: Campaign) -> dict[str, object]:
    names = ("campaign_id", "flow", "purpose", "language", "state")
    return {name: str(getattr(campaign, name)) for name in names}
