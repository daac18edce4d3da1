"""One call, with everything that its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.dossier_records import read_records
from voicebot.adapters.storage.tables import (
    AttemptRow,
    CampaignRow,
    ConsentUseRow,
    ContactRow,
    JournalRow,
)
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadNumber, NotFound
from voicebot.evidence.dossier.decided import Decided, decided
from voicebot.evidence.kinds import Kind

_AT_ONE_MOMENT = 50  # decisions of one microsecond


@dataclass(frozen=True, slots=True)
class OneCall:
    """A call that has ended. Terms of the rules as text; `record` is what was kept of it.

    `number` is empty for an address that is none; `zone` is the person's, "" where it is unknown.
    """

    attempt_id: str
    at: datetime
    number: str
    target: str
    name: str
    zone: str
    direction: str
    campaign_id: str
    campaign: str
    purpose: str
    flow: str
    language: str
    source: str
    disposition: str
    refusal_kind: str
    answered_by: str
    network_result: str
    certainty: float | None
    ring_s: float | None
    talk_s: float | None
    satisfaction: float | None
    explored: bool
    score: float | None
    model: str
    record: dict[str, Any]

    @property
    def shown(self) -> str:
        """The person's number, or the address we called; empty for a caller who hid theirs."""
        return self.number or (self.target if self.direction == "outbound" else "")

    @property
    def phone(self) -> PhoneNumber | None:
        """The number, if it is one that can be asked about: not of an erased person."""
        try:
            return PhoneNumber.parse(self.number) if self.number else None
        except BadNumber:
            return None


class CallPages:
    """Reads one call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, attempt_id: str) -> OneCall:
        """A call. Raises NotFound, also while it is under way."""
        with self._database.read() as session:
            row, campaign, _ = settled_attempt(session, attempt_id)
            return one_call(row, campaign, *_name_and_zone(session, row.number or ""))

    def decision(self, call: OneCall) -> Decided | None:
        """The journalled decision of a call of ours; None for one that came in or was imported."""
        query = (
            select(JournalRow.seq)
            .where(JournalRow.at == call.at, JournalRow.kind == str(Kind.DECISION))
            .limit(_AT_ONE_MOMENT)
        )
        with self._database.read() as session:
            records = read_records(session, session.scalars(query))
        whose = (one for one in records if one.content.get("attempt_id") == call.attempt_id)
        record = next(whose, None)
        return decided(record) if record else None


def settled_attempt(session: Session, attempt_id: str) -> tuple[AttemptRow, str | None, str | None]:
    """A call that has ended, its campaign's name, and the consent it used. Raises NotFound."""
    query = (
        select(AttemptRow, CampaignRow.name, ConsentUseRow.consent_id)
        .join(CampaignRow, CampaignRow.campaign_id == AttemptRow.campaign_id, isouter=True)
        .join(ConsentUseRow, ConsentUseRow.attempt_id == AttemptRow.attempt_id, isouter=True)
        .where(AttemptRow.attempt_id == attempt_id, AttemptRow.state == "SETTLED")
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("there is no such call, or it has not ended", "see the list of calls")
    return found[0], found[1], found[2]


def one_call(row: AttemptRow, campaign: str | None, name: str, listed_zone: str) -> OneCall:
    """An attempt as its page shows it; `name` and `listed_zone` are of the newest list."""
    told: dict[str, Any] = {name: getattr(row, name) or "" for name in _TEXTS}
    told |= {name: getattr(row, name) for name in _FIGURES}
    return OneCall(
        **told,
        attempt_id=row.attempt_id,
        at=row.at,
        name=name,
        zone=listed_zone or _zone_by_plan(row.number or ""),
        campaign=campaign or "",
        explored=bool(row.explored),
        model=row.model_version or "",
        record=dict(row.record or {}),
    )


_TEXTS = (
    *("number", "target", "direction", "campaign_id", "purpose", "flow", "language", "source"),
    *("disposition", "refusal_kind", "answered_by", "network_result"),
)
_FIGURES = ("certainty", "ring_s", "talk_s", "satisfaction", "score")


def _name_and_zone(session: Session, number: str) -> tuple[str, str]:
    """The newest ones on a list."""
    query = (
        select(ContactRow.name, ContactRow.timezone)
        .where(ContactRow.number == number)
        .order_by(ContactRow.id)
    )
    found = list(session.execute(query)) if number else []
    return newest([row.name for row in found]), newest([row.timezone for row in found])


def newest(values: Sequence[str]) -> str:
    """The last one that says something, else nothing."""
    return next(filter(None, reversed(values)), "")


def _zone_by_plan(number: str) -> str:
    """The first zone of the number's plan."""
    try:
        return next(iter(PhoneNumber.parse(number).time_zones), "") if number else ""
    except BadNumber:
        return ""
