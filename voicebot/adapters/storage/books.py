"""The `Books` of dialling: what is known before a call, its claim, and its end."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import orders, register, standing
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.following import apply
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.people import newest
from voicebot.adapters.storage.readings import Readings
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.tables import AttemptRow, EntryRow
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.network import NetworkResult
from voicebot.conversation.ports import CallOrder, Clock
from voicebot.dialling.ports import OpenAttempt
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.facts import Facts
from voicebot.evidence.parting import part_call
from voicebot.outcomes.consequences import Consequence
from voicebot.outcomes.record import CallRecord
from voicebot.settings import Settings
from voicebot.understanding.intents import AnsweredBy

NOBODY = frozenset({AnsweredBy.MACHINE, AnsweredBy.FAX, AnsweredBy.INTERCEPT})
"""Who picks up without a person having been reached: such a call is an unanswered one."""


class CallBooks:
    """Facts, claims and outcomes of calls."""

    def __init__(
        self,
        database: Database,
        optouts: Register,
        owner: Owner,
        settings: Settings,
        clock: Clock,
    ) -> None:
        """Raises BadSettings where the calling hours are no times of day."""
        self._database = database
        self._optouts = optouts
        self._owner = owner
        self._clock = clock
        self._default_zone = settings.default_zone
        self._limits = standing.limits(settings)
        self._readings = Readings()

    def facts(
        self, number: PhoneNumber, purpose: Purpose, campaign_id: str | None, at: datetime
    ) -> Facts:
        """All that is known about calling this number at this time."""
        with self._database.snapshot() as session:
            self._readings.note(session, number.e164, at)
            zones, zones_from = standing.zones(number, newest(session, number), self._default_zone)
            optouts = register.in_force(session, number)
            suppressions = standing.suppressions(session, number, at)
            attempts = standing.past_attempts(session, number)
        optouts += self._optouts.spooled(number, {optout.optout_id for optout in optouts})
        return Facts(
            number=number,
            number_valid=number.is_valid,
            at=at,
            purpose=purpose,
            zones=zones,
            zones_from=zones_from,
            campaign_id=campaign_id,
            optouts=tuple(optouts),
            suppressions=suppressions,
            attempts=attempts,
            limits=self._limits,
        )

    def begin(self, order: CallOrder, decision: Decision, at: datetime) -> str | None:
        """Journal the decision and, if it allows, open the attempt and claim the number.

        None if another attempt to this number is open, or if since the facts were gathered an
        opt-out came or a call to the number ended: then nothing is opened, and that is journalled.
        Deciding again says which.
        """
        decision_id = str(uuid.uuid4())
        with self._database.write() as session:
            chain = Chain(session)
            result = self._claim(session, order, decision, decision_id, at)
            body = _journalled(order, decision_id, result) | {"decision": decision.as_json()}
            chain.append(
                at,
                "decision",
                body,
                personal={"number": order.number, "target": order.target},
                about=[order.number] if order.number else [],
            )
        return decision_id if result in ("opened", "refused") else None

    def settle(self, record: CallRecord, consequences: Sequence[Consequence]) -> None:
        """Close the attempt with its record and apply what follows; once, however often called.

        A call that was never begun here, an incoming one for instance, is entered.
        """
        with self._database.write() as session:
            chain = Chain(session)
            attempt = session.get(AttemptRow, record.attempt_id)
            if attempt is None:
                attempt = _entered(record)
                session.add(attempt)
            elif attempt.state == "SETTLED":
                return
            now = self._clock.now()
            _fill(attempt, record, now, chain.next_seq)
            followed = apply(session, record, consequences, now, chain.next_seq)
            opened, personal = part_call(record.as_json())
            body = {"attempt_id": record.attempt_id, "record": opened, "consequences": followed}
            chain.append(
                now,
                "outcome",
                body,
                personal={"number": record.number, "call": personal},
                about=_numbers(record),
            )

    def open_attempts(self) -> list[OpenAttempt]:
        """Attempts begun and never settled, oldest first, but for those another process holds."""
        query = (
            select(AttemptRow)
            .where(AttemptRow.state == "OPEN")
            .order_by(AttemptRow.at, AttemptRow.attempt_id)
        )
        with self._database.read() as session:
            return [
                OpenAttempt(row.attempt_id, orders.from_json(row.order), row.decision_id, row.at)
                for row in session.scalars(query)
                if row.order is not None and self._is_ours(row.owner)
            ]

    def contact(self, number: PhoneNumber) -> Contact | None:
        """The contact with this number, the newest if there are several."""
        with self._database.read() as session:
            return newest(session, number)

    def _is_ours(self, owner: str | None) -> bool:
        return owner == self._owner.mark or self._owner.is_gone(owner)

    def _claim(
        self, session: Session, order: CallOrder, decision: Decision, decision_id: str, at: datetime
    ) -> str:
        if not decision.allowed:
            return "refused"
        if self._opted_out(session, order):
            return "opted out meanwhile"
        if order.number and self._readings.are_stale(session, order.number, decision.at):
            return "the facts changed meanwhile"
        row = _opened(order, decision_id, at) | {"owner": self._owner.mark}
        if not insert_new(session, AttemptRow, [row]):
            return "held by another attempt"
        _link_entry(session, order)
        return "opened"

    def _opted_out(self, session: Session, order: CallOrder) -> bool:
        if order.number is None or order.direction != "outbound":
            return False
        number = PhoneNumber(order.number)
        optouts = register.in_force(session, number) + self._optouts.spooled(number, set())
        return any(
            register.covers(optout, order.campaign_id, str(order.purpose)) for optout in optouts
        )


def _opened(order: CallOrder, decision_id: str, at: datetime) -> dict[str, Any]:
    names = ("attempt_id", "number", "target", "direction", "campaign_id", "flow", "language")
    row = {name: getattr(order, name) for name in names}
    row |= {"purpose": str(order.purpose), "order": orders.as_json(order)}
    return row | {"state": "OPEN", "decision_id": decision_id, "at": at}


def _entered(record: CallRecord) -> AttemptRow:
    return AttemptRow(
        attempt_id=record.attempt_id,
        decision_id=record.decision_id,
        number=record.number,
        target=record.target,
        direction=record.direction,
        campaign_id=record.campaign_id,
        flow=record.flow,
        language=record.language,
        purpose=record.purpose,
        at=record.at,
    )


def _fill(attempt: AttemptRow, record: CallRecord, now: datetime, seq: int) -> None:
    outcome = record.outcome
    attempt.state, attempt.owner = "SETTLED", None
    attempt.settled_at, attempt.settled_seq = now, seq
    attempt.network_result = str(outcome.cause.result)
    attempt.sip_code = outcome.cause.sip_code
    attempt.answered = (
        outcome.cause.result is NetworkResult.ANSWERED and outcome.answered_by not in NOBODY
    )
    attempt.answered_by = str(outcome.answered_by)
    attempt.disposition = str(outcome.disposition)
    attempt.refusal_kind = str(outcome.refusal_kind) if outcome.refusal_kind else None
    attempt.record = record.as_json()


def _numbers(record: CallRecord) -> list[str]:
    """Whom the call is about: who was called, and whose number they asked to leave alone."""
    optout = record.outcome.opt_out
    return [number for number in (record.number, optout and optout.number) if number]


def _link_entry(session: Session, order: CallOrder) -> None:
    if order.campaign_id is None or order.number is None:
        return
    entry = session.scalars(
        select(EntryRow).where(
            EntryRow.campaign_id == order.campaign_id, EntryRow.number == order.number
        )
    ).first()
    if entry is not None:
        entry.attempt_id = order.attempt_id


def _journalled(order: CallOrder, decision_id: str, result: str) -> dict[str, object]:
    names = ("attempt_id", "direction", "campaign_id", "flow", "language")
    body: dict[str, object] = {name: getattr(order, name) for name in names}
    return body | {"purpose": str(order.purpose), "decision_id": decision_id, "result": result}
