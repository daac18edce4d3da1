"""A past written into the books: contacts, consents, calls and refusals of chosen days."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ConsentEventRow,
    ConsentRow,
    ConsentUseRow,
    ContactList,
    ContactRow,
    OptOutRow,
    PersonNumberRow,
)

NUMBER = "+12025550123"
OTHER = "+12025550124"
WORDING = "I agree that Northern Clinic may call me by an automated voice about my appointments."
TRANSCRIPT = [
    {"at_s": 0.4, "who": "robot", "text": "Good afternoon, this is the robot of Northern Clinic.",
     "confidence": None},
    {"at_s": 6.1, "who": "callee", "text": "Stop calling me.", "confidence": 0.93},
]  # fmt: skip


class Past:
    """Writes rows with their journal records, each at the time it is told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def _writing(self) -> Iterator[tuple[Session, Chain]]:
        with self._database.write() as session:
            yield session, Chain(session)

    def listed(self, at: datetime, name: str, number: str = NUMBER, **columns: Any) -> None:
        """A contact list with this one contact was taken in."""
        with self._writing() as (session, chain):
            of = ContactList(file=f"{name}.csv", started_at=at, owner="", finished_at=at)
            session.add(of)
            session.flush()
            plain = ("language", "timezone", "country", "region", "email", "external_id")
            given = dict.fromkeys(plain, "") | {"attributes": {}} | columns
            session.add(ContactRow(list_id=of.id, row=2, number=number, name=name, **given))
            chain.append(at, "contacts", {"list": of.id, "accepted": 1})

    def consented(
        self,
        at: datetime,
        consent_id: str = "consent-1",
        number: str = NUMBER,
        purpose: str = "APPOINTMENT_REMINDER",
        wording: str = WORDING,
        expires_at: datetime | None = None,
        language: str = "en",
    ) -> None:
        """A consent was given and written down at once."""
        with self._writing() as (session, chain):
            seq = chain.append(at, "consent", {"consent_id": consent_id}, about=(number,))
            session.add(
                ConsentRow(
                    consent_id=consent_id,
                    number=number,
                    controller="Northern Clinic",
                    purposes=[purpose],
                    channels=["VOICE"],
                    basis="PEC",
                    jurisdiction="US",
                    wording=wording,
                    wording_hash=hashlib.sha256(wording.encode()).hexdigest(),
                    language=language,
                    how={"method": "web form", "place": "Washington, DC"},
                    captured_at=at,
                    recorded_at=at,
                    expires_at=expires_at,
                    journal_seq=seq,
                )
            )
        self.happened(at, at, "GIVEN", consent_id, number, purpose)

    def happened(
        self,
        at: datetime,
        recorded_at: datetime,
        state: str,
        consent_id: str = "consent-1",
        number: str = NUMBER,
        purpose: str = "APPOINTMENT_REMINDER",
    ) -> None:
        """Something happened to a consent, and was written down then or later."""
        with self._writing() as (session, chain):
            body = {"consent_id": consent_id, "state": state}
            session.add(
                ConsentEventRow(
                    consent_id=consent_id,
                    purpose=purpose,
                    channel="VOICE",
                    state=state,
                    happened_at=at,
                    recorded_at=recorded_at,
                    source="WRITTEN",
                    reason="by letter",
                    journal_seq=chain.append(recorded_at, "consent_event", body, about=(number,)),
                )
            )

    def decided(
        self,
        at: datetime,
        attempt_id: str,
        result: str = "opened",
        rules: list[dict[str, Any]] | None = None,
        number: str = NUMBER,
        **also: Any,
    ) -> int:
        """A decision was journalled; by `rules` it allows where none objects."""
        said = rules or [_rule("call_has_a_legal_basis", "allow")]
        reasons = [rule["reason"] for rule in said if rule["reason"]]
        decision = {"allowed": not reasons, "reasons": reasons, "defer_until": None,
                    "at": at.isoformat(), "rule_set": "2026-11.2", "rules": said}  # fmt: skip
        body = {
            "attempt_id": attempt_id,
            "decision_id": f"d-{attempt_id}",
            "result": result,
            "purpose": "APPOINTMENT_REMINDER",
            "decision": decision | also,
        }
        with self._writing() as (_, chain):
            return chain.append(at, "decision", body, personal={"number": number}, about=(number,))

    def called(
        self,
        at: datetime,
        attempt_id: str,
        number: str = NUMBER,
        consent_id: str | None = None,
        disposition: str = "CONFIRMED",
        decided: bool = True,
        record: dict[str, Any] | None = None,
        consequences: list[dict[str, Any]] | None = None,
        **columns: Any,
    ) -> None:
        """A call was decided, placed and settled a minute later."""
        if decided:
            inputs = {"consent_id": consent_id, "consent_state": "GIVEN" if consent_id else None}
            self.decided(
                at, attempt_id, number=number,
                rules=[_rule("call_has_a_legal_basis", "allow", **inputs)],
            )  # fmt: skip
        ended = at + timedelta(minutes=1)
        with self._writing() as (session, chain):
            body = {"attempt_id": attempt_id, "consequences": consequences or []}
            seq = chain.append(ended, "outcome", body, about=(number,))
            given = {"direction": "outbound", "source": "", "campaign_id": None} | columns
            session.add(
                AttemptRow(
                    attempt_id=attempt_id,
                    state="SETTLED",
                    decision_id=f"d-{attempt_id}" if decided else None,
                    number=number,
                    target=number,
                    flow="appointment_reminder",
                    language="en",
                    purpose="APPOINTMENT_REMINDER",
                    at=at,
                    settled_at=ended,
                    settled_seq=seq,
                    network_result="ANSWERED",
                    answered=True,
                    answered_by="HUMAN",
                    disposition=disposition,
                    record=record or {"timings": {"talk_s": 31.5}, "transcript": []},
                    **given,
                )
            )
            if consent_id:
                session.add(ConsentUseRow(attempt_id=attempt_id, consent_id=consent_id, at=at))

    def opted_out(
        self,
        at: datetime,
        recorded_at: datetime | None = None,
        number: str = NUMBER,
        attempt_id: str | None = None,
        optout_id: str = "optout-1",
        words: str | None = "Stop calling me.",
    ) -> None:
        """An opt-out came in."""
        with self._writing() as (session, chain):
            known = recorded_at or at
            seq = chain.append(known, "optout", {"optout_id": optout_id}, about=(number,))
            session.add(
                OptOutRow(
                    optout_id=optout_id,
                    number=number,
                    scope="SELLER",
                    source="SPOKEN",
                    at=at,
                    recorded_at=known,
                    reason="said so",
                    words=words,
                    confidence=0.93,
                    attempt_id=attempt_id,
                    evidence=None,
                    journal_seq=seq,
                )
            )

    def lifted(self, at: datetime, reason: str, optout_id: str = "optout-1") -> None:
        """An opt-out was lifted."""
        with self._writing() as (session, chain):
            row = session.get_one(OptOutRow, optout_id)
            row.lifted_at, row.lift_reason = at, reason
            row.journal_seq = chain.append(at, "optout_lifted", {}, about=(row.number,))

    def complained(self, at: datetime, text: str, number: str = NUMBER) -> None:
        """A complaint came in by e-mail."""
        with self._writing() as (session, chain):
            chain.append(at, "complaint", {"complaint_id": "c-1"}, about=(number,))
            session.add(
                ComplaintRow(
                    complaint_id="c-1",
                    number=number,
                    kind="COMPLAINT",
                    state="OPEN",
                    channel="EMAIL",
                    text=text,
                    at=at,
                    recorded_at=at,
                )
            )

    def resolved(self, at: datetime, resolution: str) -> None:
        """The complaint was resolved."""
        with self._writing() as (session, chain):
            row = session.get_one(ComplaintRow, "c-1")
            row.state, row.resolved_at, row.resolution = "RESOLVED", at, resolution
            chain.append(at, "complaint_resolved", {}, about=(row.number,))

    def linked(self, at: datetime, person: str, *numbers: str) -> None:
        """Numbers were found to be one person's."""
        with self._writing() as (session, chain):
            for number in numbers:
                session.add(
                    PersonNumberRow(
                        number=number, person_id=person, since=at, until=None,
                        score=0.98, because="same name and birth date",
                    )
                )  # fmt: skip
            chain.append(at, "person", {}, about=numbers)

    def related(self, at: datetime, before: str, after: str, number: str = NUMBER) -> None:
        """The newest contact's relation was changed."""
        with self._writing() as (session, chain):
            rows = session.query(ContactRow).filter_by(number=number).order_by(ContactRow.id)
            rows.all()[-1].relation = after
            body = {"from": before, "to": after, "since": at.isoformat()}
            chain.append(at, "relation", body, personal={"number": number}, about=(number,))

    def unlinked(self, at: datetime, number: str) -> None:
        """A number was found to be somebody else's."""
        with self._writing() as (session, chain):
            for row in session.query(PersonNumberRow).filter_by(number=number, until=None):
                row.until = at
            chain.append(at, "person", {}, about=(number,))


def _rule(name: str, result: str, reason: str | None = None, **inputs: Any) -> dict[str, Any]:
    return {"rule": name, "result": result, "reason": reason, "until": None, "inputs": inputs}


def refusal(reason: str, rule: str = "call_has_a_legal_basis", **inputs: Any) -> dict[str, Any]:
    """A rule's result that refuses for this reason."""
    return _rule(rule, "refuse", reason, **inputs)
