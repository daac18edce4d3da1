"""One call, with everything that its page shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.dossier_records import read_records
from voicebot.adapters.storage.listed_call import names_of
from voicebot.adapters.storage.tables import AttemptRow, CampaignRow, ContactRow, JournalRow
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
        query = (
            select(AttemptRow, CampaignRow.name)
            .join(CampaignRow, CampaignRow.campaign_id == AttemptRow.campaign_id, isouter=True)
            .where(AttemptRow.attempt_id == attempt_id, AttemptRow.state == "SETTLED")
        )
        with self._database.read() as session:
            found = session.execute(query).first()
            if found is None:
                raise NotFound(
                    "there is no such call, or it has not ended", "see the list of calls"
                )
            return _from_row(session, *found)

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


def _from_row(session: Session, row: AttemptRow, campaign: str | None) -> OneCall:
    number = row.number or ""
    told: dict[str, Any] = {name: getattr(row, name) or "" for name in _TEXTS}
    told |= {name: getattr(row, name) for name in _FIGURES}
    return OneCall(
        **told,
        attempt_id=row.attempt_id,
        at=row.at,
        name=names_of(session, {number} - {""}).get(number, ""),
        zone=_zone(session, number),
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


def _zone(session: Session, number: str) -> str:
    """The zone on the newest list, else the first one of the number's plan."""
    query = (
        select(ContactRow.timezone)
        .where(ContactRow.number == number, ContactRow.timezone != "")
        .order_by(ContactRow.id.desc())
        .limit(1)
    )
    listed = session.scalars(query).first() if number else None
    if listed:
        return listed
    try:
        return next(iter(PhoneNumber.parse(number).time_zones), "") if number else ""
    except BadNumber:
        return ""
