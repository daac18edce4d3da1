"""What the ledger says of numbers: now, or as of a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import consent_rows
from voicebot.adapters.storage.consent_intake import digest_of
from voicebot.adapters.storage.consent_lives import Life, chunks, lives
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import ConsentRow, ConsentStateRow, ConsentUseRow
from voicebot.contacts.consent import Channel, ConsentState, LegalBasis
from voicebot.contacts.consent_ledger import ConsentEvent, Standing, late
from voicebot.contacts.consent_record import Consent, is_as_entered
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose


@dataclass(frozen=True, slots=True)
class PartView:
    """One purpose on one channel, as of a day.

    `then` is the state as the books had it that day, `in_truth` the state that day by what is known
    now; they differ where something arrived late. `events` are those recorded by that day, `late`
    those that had happened by then and were recorded afterwards.
    """

    purpose: Purpose
    channel: Channel
    then: Standing
    in_truth: Standing
    events: tuple[ConsentEvent, ...]
    late: tuple[ConsentEvent, ...]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "purpose": self.purpose,
            "channel": self.channel,
            "state": self.then.state,
            "since": self.then.since.isoformat() if self.then.since else None,
            "state_by_later_knowledge": self.in_truth.state,
            "events": [event.as_json() for event in self.events],
            "late": [event.as_json() for event in self.late],
        }


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A consent as of a day; `uses` are the calls that had rested on it, with their times."""

    consent: Consent
    recorded_at: datetime
    journal_seq: int | None
    parts: tuple[PartView, ...]
    uses: tuple[tuple[str, datetime], ...]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        consent, capture = self.consent, self.consent.capture
        return {
            "consent_id": consent.consent_id,
            "controller": consent.controller,
            "purposes": list(consent.purposes),
            "channels": list(consent.channels),
            "basis": consent.basis,
            "jurisdiction": consent.jurisdiction,
            "wording": consent.wording.text,
            "wording_sha256": consent.wording.hash,
            "language": consent.wording.language,
            "captured_at": capture.at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "expires_at": consent.expires_at.isoformat() if consent.expires_at else None,
            "method": capture.method,
            "place": capture.place,
            "proof_of_control": capture.proof_of_control,
            "evidence": capture.evidence,
            "also": dict(capture.also),
            "flaws": list(consent.flaws),
            "states": [part.as_json() for part in self.parts],
            "uses": [{"attempt_id": attempt, "at": at.isoformat()} for attempt, at in self.uses],
            "journal_seq": self.journal_seq,
        }


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """One row of what stands now, expiry not yet looked at."""

    consent_id: str
    number: str
    purpose: Purpose
    channel: Channel
    basis: LegalBasis
    state: ConsentState
    since: datetime
    expires_at: datetime | None


class ConsentHistory:
    """Reads the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_number(self, number: PhoneNumber, as_of: datetime) -> list[ConsentView]:
        """The consents of a number that were on record by a day, oldest first."""
        with self._database.read() as session:
            return consents_of(session, [number.e164], as_of)

    def of_numbers(self, numbers: Iterable[PhoneNumber]) -> dict[str, list[StandingConsent]]:
        """What stands now for each of many numbers; numbers without a consent are left out."""
        found: dict[str, list[StandingConsent]] = defaultdict(list)
        with self._database.snapshot() as session:
            for some in chunks([number.e164 for number in numbers]):
                query = select(ConsentStateRow).where(ConsentStateRow.number.in_(some))
                for row in session.scalars(query):
                    found[row.number].append(_standing(row))
        return dict(found)

    def came_in_together(self, journal_seq: int) -> str | None:
        """What the journal's record of an import must say of its consents, as `sha256`.

        None if one of them no longer says what it said.
        """
        query = select(ConsentRow).where(ConsentRow.journal_seq == journal_seq)
        with self._database.read() as session:
            consents = [consent_rows.from_row(row) for row in session.scalars(query)]
        if not all(map(is_as_entered, consents)):
            return None
        return digest_of(consent.consent_id for consent in consents)


def consents_of(session: Session, numbers: list[str], as_of: datetime) -> list[ConsentView]:
    """The consents of numbers that were on record by a day, oldest first."""
    known = select(ConsentRow).where(
        ConsentRow.number.in_(numbers), ConsentRow.recorded_at <= as_of
    )
    rows = list(session.scalars(known.order_by(ConsentRow.captured_at, ConsentRow.consent_id)))
    parts: dict[str, list[PartView]] = defaultdict(list)
    for life in lives(session, ConsentStateRow.number.in_(numbers)):
        parts[life.consent_id].append(_part(life, as_of))
    uses = _uses(session, [row.consent_id for row in rows], as_of)
    return [
        ConsentView(
            consent_rows.from_row(row),
            row.recorded_at,
            row.journal_seq,
            tuple(parts[row.consent_id]),
            tuple(uses[row.consent_id]),
        )
        for row in rows
    ]


def _part(life: Life, as_of: datetime) -> PartView:
    return PartView(
        life.purpose,
        life.channel,
        then=life.standing(as_of, as_of),
        in_truth=life.standing(as_of),
        events=tuple(event for event in life.events if event.recorded_at <= as_of),
        late=late(life.events, as_of),
    )


def _uses(
    session: Session, consent_ids: list[str], as_of: datetime
) -> dict[str, list[tuple[str, datetime]]]:
    found: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for some in chunks(consent_ids):
        query = select(ConsentUseRow).where(
            ConsentUseRow.consent_id.in_(some), ConsentUseRow.at <= as_of
        )
        for row in session.scalars(query.order_by(ConsentUseRow.at)):
            found[row.consent_id].append((row.attempt_id, row.at))
    return found


def _standing(row: ConsentStateRow) -> StandingConsent:
    return StandingConsent(
        row.consent_id,
        row.number,
        Purpose(row.purpose),
        Channel(row.channel),
        LegalBasis(row.basis),
        ConsentState(row.state),
        row.since,
        row.expires_at,
    )
