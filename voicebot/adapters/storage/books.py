"""The `Books` of dialling: what is known before a call, its claim, and its end."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.adapters.registries.registries import Registries
from voicebot.adapters.storage import (
    call_counts,
    call_index,
    known_tables,
    left_alone,
    orders,
    register,
    scores,
    webhook_events,
    wish_for_call,
)
from voicebot.adapters.storage.attempt_rows import (
    entered,
    fill,
    journalled,
    link_entry,
    numbers_of,
    opened,
)
from voicebot.adapters.storage.best_hours import BestHours
from voicebot.adapters.storage.consents import record_use
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.following import apply
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.known_all import Listing
from voicebot.adapters.storage.known_books import KnownBooks
from voicebot.adapters.storage.known_one import person_of
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.people import newest
from voicebot.adapters.storage.readings import Readings
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.tables import AttemptRow
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import covers
from voicebot.conversation.ports import CallOrder, Clock
from voicebot.dialling.ports import OpenAttempt
from voicebot.eligibility.deciding import decide_all
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.fact_row import Facts
from voicebot.eligibility.forecast import Forecast, forecast
from voicebot.eligibility.known import Question
from voicebot.evidence.parting import part_call
from voicebot.outcomes.consequences import Consequence
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import CallRecord
from voicebot.settings import Settings


class CallBooks:
    """Facts, claims and outcomes of calls."""

    def __init__(
        self,
        database: Database,
        optouts: Register,
        owner: Owner,
        settings: Settings,
        clock: Clock,
        hours: BestHours | None = None,
    ) -> None:
        """Raises BadSettings where the calling hours are no times of day."""
        self._database = database
        self._optouts = optouts
        self._owner = owner
        self._clock = clock
        self._known = KnownBooks(database, optouts, settings, hours)
        self._readings = Readings()

    @property
    def registries(self) -> Registries:
        """The do-not-call registries that the facts are made with. Raises StorageError."""
        return self._known.registries

    def facts(self, question: Question) -> Facts:
        """All that is known about the call asked for, and what the law of its place asks."""
        with self._database.snapshot() as session:
            self._readings.note(session, question.number.e164, question.at)
            return self._known.facts(session, question)

    def facts_of_stranger(self, question: Question) -> Facts:
        """What holds for a call that somebody asks for to this number, whoever has it.

        Nothing is read of the books, so that an answer made of it gives nothing of them away.
        """
        return self._known.facts_of_stranger(question)

    def forecast(self, listing: Listing) -> Forecast:
        """How many of a list may be called, when, and how many not, by the rules of every call."""
        facts = self._known.facts_of_list(listing)
        waits = pl.col("allowed") & (pl.col("at") > listing.at)
        decided = decide_all(facts).with_columns(facts["at"])
        decided = decided.with_columns(
            allowed=pl.col("allowed") & ~waits,
            until=pl.when(waits).then("at").otherwise("until"),
        )
        return forecast(decided, listing.at)

    def silent_refusals(self, number: PhoneNumber, before: datetime) -> int:
        """How often the number's person hung up on us without a word before that time."""
        with self._database.read() as session:
            numbers = person_of(session, number.e164).numbers
            query = select(func.count()).where(
                known_tables.PAST,
                AttemptRow.number.in_(numbers),
                AttemptRow.at < before,
                AttemptRow.disposition == str(Disposition.EARLY_HANGUP),
            )
            return session.scalars(query).one()

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
            if order.number:
                asked = (order.number, order.purpose)
                left_alone.write(session, decision, asked, decision_id, chain.next_seq)
            body = journalled(order, decision_id, result) | {"decision": decision.as_json()}
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
                attempt = entered(record)
                session.add(attempt)
            elif attempt.state == "SETTLED":
                return
            now = self._clock.now()
            fill(attempt, record, now, chain.next_seq)
            call_index.enter(session, attempt)
            call_counts.enter(session, attempt)
            webhook_events.call_ended(session, record, now)
            if record.outcome.disposition is Disposition.ABANDONED:
                self._known.live_answered.forget(record.campaign_id)
            followed = apply(session, record, consequences, now, chain.next_seq)
            opened, personal = part_call(record.as_json())
            body = {"attempt_id": record.attempt_id, "record": opened, "consequences": followed}
            chain.append(
                now,
                "outcome",
                body,
                personal={"number": record.number, "call": personal},
                about=numbers_of(record),
            )
            _let_come(session, record, now)

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
        if order.request_id != decision.request_id or not wish_for_call.claimed(session, order, at):
            return "nobody asked for it any more"
        numbers = person_of(session, order.number).numbers if order.number else ()
        if self._opted_out(session, order, numbers):
            return "opted out meanwhile"
        if order.number and self._readings.are_stale(session, order.number, decision.at, numbers):
            return "the facts changed meanwhile"
        row = opened(order, decision_id, at) | scores.of_attempt(decision)
        row |= {"owner": self._owner.mark}
        if _is_being_called(session, order, numbers) or not insert_new(session, AttemptRow, [row]):
            return "held by another attempt"
        link_entry(session, order)
        if decision.consent_id is not None:
            record_use(session, order.attempt_id, decision.consent_id, at)
        return "opened"

    def _opted_out(self, session: Session, order: CallOrder, numbers: Sequence[str]) -> bool:
        if order.direction != "outbound":
            return False
        waiting = [o for o in self._optouts.waiting() if o.number.e164 in numbers]
        standing = [o for n in numbers for o in register.in_force(session, PhoneNumber(n))]
        said = wish_for_call.said_since(session, order, (*standing, *waiting))
        return any(covers(optout, order.campaign_id, str(order.purpose)) for optout in said)


def _is_being_called(session: Session, order: CallOrder, numbers: Sequence[str]) -> bool:
    """True if another number of the person is held by a call."""
    others = [number for number in numbers if number != order.number]
    if not others or order.direction != "outbound":
        return False
    query = select(AttemptRow.attempt_id).where(
        AttemptRow.number.in_(others),
        AttemptRow.state == "OPEN",
        AttemptRow.direction == "outbound",
    )
    return session.scalars(query.limit(1)).first() is not None


def _let_come(session: Session, record: CallRecord, now: datetime) -> None:
    """Whoever comes to us by themselves is left alone by no score any more."""
    called_us = record.direction == "inbound"
    asked = record.outcome.disposition is Disposition.CALLBACK_REQUESTED
    if record.number and (called_us or asked):
        numbers = person_of(session, record.number).numbers
        why = "called us" if called_us else "asked to be called"
        left_alone.lift(session, numbers, now, left_alone.THE_PERSON, why)
