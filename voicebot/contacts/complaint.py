"""A written word of a person as it is kept, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime

from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import ComplaintState, FeedbackKind
from voicebot.contacts.listed import Rejected
from voicebot.contacts.number import PhoneNumber


@dataclass(frozen=True, slots=True)
class Complaint:
    """A message as it is kept; `answer_due_at` is None where nobody waits for an answer."""

    complaint_id: str
    number: PhoneNumber
    kind: FeedbackKind
    state: ComplaintState
    channel: Channel
    text: str
    at: datetime
    recorded_at: datetime
    answer_due_at: datetime | None
    resolved_at: datetime | None
    resolution: str | None
    optout_id: str | None

    def overdue(self, now: datetime) -> bool:
        """True if its answer is late."""
        due = self.answer_due_at
        return self.state is not ComplaintState.RESOLVED and due is not None and due < now

    def as_json(self) -> dict[str, object]:
        """For programs."""
        times = ("at", "recorded_at", "answer_due_at", "resolved_at")
        plain = ("kind", "state", "channel", "text", "resolution", "optout_id")
        body: dict[str, object] = {"id": self.complaint_id, "number": self.number.e164}
        body |= {name: getattr(self, name) for name in plain}
        for name in times:
            at = getattr(self, name)
            body[name] = at.isoformat() if at else None
        return body


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a message. `new` is false for one that had come in before.

    `where` is where its opt-out was saved, None where it demands none; `because` are the words
    that decided.
    """

    complaint: Complaint
    new: bool
    where: str | None
    because: str

    def as_json(self) -> dict[str, object]:
        """For programs: the message, and what was done."""
        done = {
            "new": self.new,
            "opt_out": self.where is not None,
            "where": self.where,
            "because": self.because,
        }
        return self.complaint.as_json() | done


@dataclass(slots=True)
class TakenAll:
    """What came of a file of messages; all counts but `accepted` are of new ones."""

    accepted: int = 0
    new: int = 0
    opt_outs: int = 0
    complaints: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def count(self, taken: Taken) -> None:
        """One more."""
        self.accepted += 1
        self.new += taken.new
        self.opt_outs += taken.new and taken.where is not None
        self.complaints += taken.new and taken.complaint.kind is FeedbackKind.COMPLAINT
