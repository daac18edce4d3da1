"""What dialling needs from the outside, as small ports."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.events import Event
from voicebot.conversation.ports import CallOrder
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.fact_row import Facts
from voicebot.eligibility.known import Question
from voicebot.outcomes.consequences import Consequence
from voicebot.outcomes.record import CallRecord


class CampaignState(StrEnum):
    """Where a campaign is in its life."""

    DRAFT = "DRAFT"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A list to be called with one flow for one purpose.

    `calls_per_minute` is its own pace; None: as fast as the lines allow.
    """

    campaign_id: str
    name: str
    flow: str
    purpose: Purpose
    language: str  # used for contacts that name none
    state: CampaignState
    created_at: datetime
    starts_at: datetime | None = None
    calls_per_minute: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact's place in a campaign's queue. `why` says what put it there."""

    campaign_id: str
    contact: Contact
    not_before: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt that was begun and not yet settled."""

    attempt_id: str
    order: CallOrder
    decision_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CallLog:
    """What the agent process left of a call: its events in order, and the recording if any."""

    events: tuple[Event, ...]
    recording: str | None
    evidence: str | None


class Books(Protocol):
    """Everything dialling reads and writes in the database."""

    def facts(self, question: Question) -> Facts:
        """All that is known about the call asked for, and what the law of its place asks."""

    def silent_refusals(self, number: PhoneNumber, before: datetime) -> int:
        """How often the person hung up on us without a word before that time."""

    def begin(self, order: CallOrder, decision: Decision, at: datetime) -> str | None:
        """Journal the decision and, if it allows, open the attempt and claim the number.

        One transaction. Returns the decision's id, or None if another attempt to this number is
        open (then nothing is opened, and the refusal is journalled).
        A decision that says no is journalled and opens nothing.
        """

    def settle(self, record: CallRecord, consequences: Sequence[Consequence]) -> None:
        """Close the attempt with its record and apply what follows; once, however often called."""

    def open_attempts(self) -> list[OpenAttempt]:
        """Attempts begun and never settled, oldest first."""

    def contact(self, number: PhoneNumber) -> Contact | None:
        """The contact with this number, the newest if there are several."""


class Complaints(Protocol):
    """Where complaints are kept until somebody answers them, written ones and those of calls."""

    def open(self, number: PhoneNumber, words: str, at: datetime, attempt_id: str) -> None:
        """A person complained on this call, which began at `at`; once, however often called."""


class Queue(Protocol):
    """Who is next in a campaign."""

    def plan(self, campaign_id: str, purpose: Purpose, now: datetime) -> None:
        """Give those whose day has begun their turn in it, where enough is known of hours."""

    def due(self, campaign_id: str, now: datetime, limit: int) -> list[Entry]:
        """Take entries that are due, callbacks first, then whose hour it is, then by time.

        Each is taken once.
        """

    def put_back(self, entry: Entry, not_before: datetime, why: str) -> None:
        """To be asked about again at that time."""

    def give_back(self, entry: Entry) -> None:
        """To wait again as it says; nothing if a call was begun for it since it was taken."""

    def leave_alone(self, entry: Entry, reasons: Sequence[str], at: datetime) -> None:
        """Not to be called in this campaign."""

    def done(self, entry: Entry, attempt_id: str) -> None:
        """Called; nothing more to do."""

    def next_time(self, campaign_id: str) -> datetime | None:
        """When the next waiting entry is due; None if none waits."""


class Lines(Protocol):
    """Lines to the telephone network, held by agent processes."""

    @property
    def capacity(self) -> int:
        """How many calls can be held at once now."""

    def kept_line(self) -> AbstractContextManager[None]:
        """Wait for a free line; it is kept for the one call that this thread may place within."""

    def place(self, order: CallOrder) -> CallLog:
        """Dial, hold the conversation, and return when the call is over. Never raises for a call
        that failed: its log then ends with Failed or HungUp.
        """

    def close(self) -> None:
        """End every call and every process."""


class CallArchive(Protocol):
    """The folders of past calls under the data directory."""

    def read(self, attempt_id: str) -> CallLog:
        """The log of a call, whole or torn; empty if it never began."""

    def repair(self, attempt_id: str, evidence_from_s: float | None = None) -> CallLog:
        """Write the recording and evidence that a call's process did not live to write.

        The evidence begins at `evidence_from_s` of the call, or where its log shows an opt-out.
        """

    def audio(self, attempt_id: str) -> Path | None:
        """The person's raw audio (8 kHz, 16-bit mono PCM), or None."""
