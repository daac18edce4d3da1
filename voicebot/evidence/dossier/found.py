"""What the books hold about a number: rows as they are, each with the time it was written down.

Nothing is left out here for having come later: what was known when is told apart in this package.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ContactFound:
    """A contact as one list had it; `listed_at` is when the list was in."""

    contact_id: int
    number: str
    file: str
    listed_at: datetime
    name: str
    language: str
    timezone: str
    country: str
    region: str
    email: str
    birth_date: date | None
    external_id: str
    attributes: Mapping[str, Any]
    relation: str


@dataclass(frozen=True, slots=True)
class RelationFound:
    """A person's relation to the seller was changed; in force from `since`."""

    recorded_at: datetime
    since: datetime
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LinkFound:
    """A number is a person's from `since` to `until` (None: still)."""

    number: str
    person_id: str
    since: datetime
    until: datetime | None
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class LikenessFound:
    """Another number that may be the same person's; `state` is what a review said at last."""

    other: str
    score: float
    because: str
    state: str
    found_at: datetime
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsentEventFound:
    """Something that happened to a consent, and when that was written down."""

    purpose: str
    channel: str
    state: str
    happened_at: datetime
    recorded_at: datetime
    source: str
    reason: str
    attempt_id: str | None
    journal_seq: int | None


@dataclass(frozen=True, slots=True)
class ConsentFound:
    """A consent with its events in the order in which they were written down."""

    consent_id: str
    number: str
    controller: str
    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    basis: str
    jurisdiction: str
    wording: str
    wording_hash: str
    language: str
    how: Mapping[str, Any]
    captured_at: datetime
    recorded_at: datetime
    expires_at: datetime | None
    journal_seq: int | None
    events: tuple[ConsentEventFound, ...] = ()


@dataclass(frozen=True, slots=True)
class OptOutFound:
    """An opt-out, and its lift if there was one."""

    optout_id: str
    number: str
    scope: str
    source: str
    at: datetime
    recorded_at: datetime
    reason: str
    words: str | None
    confidence: float | None
    refusal_kind: str | None
    attempt_id: str | None
    campaign_id: str | None
    purpose: str | None
    evidence: str | None
    journal_seq: int | None
    lifted_at: datetime | None
    lift_reason: str | None


@dataclass(frozen=True, slots=True)
class SuppressionFound:
    """A standing suppression; `recorded_at` is its journal record's time."""

    number: str
    reason: str
    since: datetime
    until: datetime | None
    why: str
    attempt_id: str | None
    journal_seq: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintFound:
    """A complaint or other written word."""

    complaint_id: str
    number: str
    kind: str
    channel: str
    text: str
    at: datetime
    recorded_at: datetime
    answer_due_at: datetime | None
    resolved_at: datetime | None
    resolution: str | None
    optout_id: str | None

    @property
    def called(self) -> str:
        """What to call it: not every message complains."""
        return "complaint" if self.kind == "COMPLAINT" else "message"


@dataclass(frozen=True, slots=True)
class AttemptFound:
    """An attempt: `record` is its call record once it is settled. `source`: an imported history."""

    attempt_id: str
    at: datetime
    number: str | None
    target: str
    direction: str
    channel: str
    purpose: str
    campaign_id: str | None
    campaign: str | None  # its name
    flow: str
    language: str
    source: str
    decision_id: str | None
    settled_at: datetime | None
    settled_seq: int | None
    network_result: str | None
    answered: bool | None
    answered_by: str | None
    disposition: str | None
    refusal_kind: str | None
    record: Mapping[str, Any]
    consent_id: str | None = None  # the consent that the ledger says it used


@dataclass(frozen=True, slots=True)
class CorrectionFound:
    """What a reviewer put beside an attempt's outcome."""

    correction_id: str
    attempt_id: str
    disposition: str
    refusal_kind: str | None
    note: str
    reviewer: str
    at: datetime
    journal_seq: int


@dataclass(frozen=True, slots=True)
class RecordFound:
    """A journal record about the number; `state` is how the chain stands at it now.

    "whole", "erased" (its personal data were erased, the chain holds), or what is wrong with it.
    """

    seq: int
    at: datetime
    kind: str
    hash: str
    content: Mapping[str, Any]
    state: str


@dataclass(frozen=True, slots=True)
class EarlierFound:
    """What was before the time asked about, counted."""

    calls: int = 0
    not_called: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    dispositions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything about a number, and about the other numbers its person had then."""

    number: str
    contacts: tuple[ContactFound, ...] = ()
    relations: tuple[RelationFound, ...] = ()
    links: tuple[LinkFound, ...] = ()
    likenesses: tuple[LikenessFound, ...] = ()
    consents: tuple[ConsentFound, ...] = ()
    optouts: tuple[OptOutFound, ...] = ()
    suppressions: tuple[SuppressionFound, ...] = ()
    complaints: tuple[ComplaintFound, ...] = ()
    attempts: tuple[AttemptFound, ...] = ()
    corrections: tuple[CorrectionFound, ...] = ()  # of these attempts, the oldest first
    records: tuple[RecordFound, ...] = ()
    registries: tuple[RecordFound, ...] = ()  # journal records of their imports, in order
    earlier: EarlierFound = EarlierFound()
    campaigns: Mapping[str, str] = field(default_factory=dict)  # names by id
    erased_at: datetime | None = None
