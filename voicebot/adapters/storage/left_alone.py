"""Whom a model leaves alone: written with its decision, listed, and ended before its time."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.known_one import person_of
from voicebot.adapters.storage.known_tables import Whose
from voicebot.adapters.storage.prepared import AT, Prepared, parameter
from voicebot.adapters.storage.tables import LeftAloneRow
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason
from voicebot.conversation.ports import Clock
from voicebot.eligibility.decision import Decision
from voicebot.errors import NotFound

PREDICTED = (SuppressionReason.PREDICTED_ANNOYANCE, SuppressionReason.PREDICTED_NON_RESPONSE)
THE_PERSON = "the person"
"""Who lifts it by coming to us."""


def _latest(whose: Whose) -> Any:
    of_purpose = LeftAloneRow.purpose == parameter("purpose")
    query = select(*LeftAloneRow.__table__.columns).where(whose(LeftAloneRow.number), of_purpose)
    query = query.where(LeftAloneRow.since <= AT, LeftAloneRow.until > AT)
    return query.order_by(LeftAloneRow.since.desc()).limit(1)


_LATEST = Prepared.of(_latest)


@dataclass(frozen=True, slots=True)
class KeptAlone:
    """One of them as the books have it; times are aware."""

    number: str
    purpose: Purpose
    reason: SuppressionReason
    since: datetime
    until: datetime
    score: float
    because: tuple[str, ...]
    because_ru: tuple[str, ...]
    model: str
    lifted_at: datetime | None
    lifted_by: str | None
    lift_reason: str | None

    def as_json(self) -> dict[str, object]:
        """As `voicebot suppression list --json` prints it."""
        return {
            "number": self.number,
            "purpose": str(self.purpose),
            "reason": str(self.reason),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "score": self.score,
            "because": list(self.because),
            "because_ru": list(self.because_ru),
            "model": self.model,
            "lifted_at": self.lifted_at.isoformat() if self.lifted_at else None,
            "lifted_by": self.lifted_by,
            "lift_reason": self.lift_reason,
        }


class LeftAlone:
    """The learned suppressions of one installation."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def kept(
        self,
        number: PhoneNumber | None = None,
        ended: bool = False,
        limit: int | None = None,
    ) -> list[KeptAlone]:
        """The newest first: those in force, or with `ended` all; of a number, its person's."""
        query = select(LeftAloneRow).order_by(LeftAloneRow.since.desc(), LeftAloneRow.number)
        if not ended:
            now = self._clock.now()
            query = query.where(LeftAloneRow.lifted_at.is_(None), LeftAloneRow.until > now)
        with self._database.read() as session:
            if number is not None:
                numbers = person_of(session, number.e164).numbers
                query = query.where(LeftAloneRow.number.in_(numbers))
            return list(map(kept_alone, session.scalars(query.limit(limit))))

    def lift(
        self, number: PhoneNumber, by: str, reason: str, purpose: Purpose | None = None
    ) -> int:
        """Call the number's person again, for one purpose or for all; returns how many ended.

        Until its term is over no score leaves them alone anew. Journalled. Raises NotFound.
        """
        with self._database.write() as session:
            numbers = person_of(session, number.e164).numbers
            lifted = lift(session, numbers, self._clock.now(), by, reason, purpose)
        if not lifted:
            raise NotFound("no model leaves this number alone", "see `voicebot suppression list`")
        return lifted


def latest(
    connection: Connection, numbers: Sequence[str], purpose: Purpose, at: datetime
) -> Any | None:
    """The newest row of a person for a purpose whose term holds at a time, lifted or not."""
    rows = _LATEST.rows(connection, numbers, purpose=str(purpose), at=at)
    return rows[0] if rows else None


def lift(
    session: Session,
    numbers: Sequence[str],
    at: datetime,
    by: str,
    reason: str,
    purpose: Purpose | None = None,
) -> int:
    """End those of a person's numbers, in this transaction; returns how many."""
    which = [
        LeftAloneRow.number.in_(numbers),
        LeftAloneRow.lifted_at.is_(None),
        LeftAloneRow.until > at,
        *([LeftAloneRow.purpose == str(purpose)] if purpose else []),
    ]
    found = list(
        session.execute(
            select(LeftAloneRow.left_alone_id, LeftAloneRow.number, LeftAloneRow.purpose).where(
                *which
            )
        )
    )
    if not found:
        return 0
    chain, ids = Chain(session), [row.left_alone_id for row in found]
    session.execute(
        update(LeftAloneRow)
        .where(LeftAloneRow.left_alone_id.in_(ids))
        .values(lifted_at=at, lifted_by=by, lift_reason=reason)
    )
    body = {"by": by, "left_alone": ids, "purposes": sorted({row.purpose for row in found})}
    about = sorted({row.number for row in found})
    chain.append(
        at, "left_alone_lifted", body, personal={"number": about[0], "reason": reason}, about=about
    )
    return len(ids)


def write(
    session: Session, decision: Decision, asked: tuple[str, Purpose], decision_id: str, seq: int
) -> None:
    """What a decision's score says for the first time; `asked` is its number and purpose.

    Not where the call may be placed, nor where another rule refuses it: that says enough.
    """
    said = decision.learned
    if said is None or said.left_alone_for is None or said.since != decision.at:
        return
    if decision.allowed or decision.refused_otherwise(PREDICTED):
        return
    number, purpose = asked
    values = {
        "left_alone_id": str(uuid.uuid4()),
        "number": number,
        "person": person_of(session, number).name,
        "purpose": str(purpose),
        "reason": str(said.left_alone_for),
        "since": said.since,
        "until": said.until,
        "score": said.score,
        "harm_chance": said.harm_chance,
        "reach_chance": said.reach_chance,
        "because": list(said.because["en"]),
        "because_ru": list(said.because["ru"]),
        "model": said.model,
        "decision_id": decision_id,
        "journal_seq": seq,
    }
    session.execute(insert(LeftAloneRow).values(values))


def kept_alone(row: LeftAloneRow) -> KeptAlone:
    """As the books have it."""
    return KeptAlone(
        number=row.number,
        purpose=Purpose(row.purpose),
        reason=SuppressionReason(row.reason),
        since=row.since,
        until=row.until,
        score=row.score,
        because=tuple(row.because),
        because_ru=tuple(row.because_ru),
        model=row.model,
        lifted_at=row.lifted_at,
        lifted_by=row.lifted_by,
        lift_reason=row.lift_reason,
    )
