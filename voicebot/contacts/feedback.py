"""What people write to us: feedback and complaints."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from voicebot.contacts.consent import Channel
from voicebot.contacts.consent_record import require_past
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadInput, said

ANSWER_WITHIN = timedelta(days=30)
"""A complaint or a wish to be forgotten is answered so soon: 152-FZ art. 21 gives 30 days to end
what a person objects to, GDPR 12(3) one month to answer."""


class FeedbackKind(StrEnum):
    """COMPLAINT and ERASURE (a wish to be forgotten) want an answer; FEEDBACK is only kept."""

    COMPLAINT = "COMPLAINT"
    ERASURE = "ERASURE"
    FEEDBACK = "FEEDBACK"


class ComplaintState(StrEnum):
    """A complaint is OPEN until somebody resolved it; a wish to be forgotten is WAITING.

    What is OPEN freezes advertising and holds evidence, what is WAITING does neither.
    """

    OPEN = "OPEN"
    WAITING = "WAITING"
    RESOLVED = "RESOLVED"


FIRST_STATE = {
    FeedbackKind.COMPLAINT: ComplaintState.OPEN,
    FeedbackKind.ERASURE: ComplaintState.WAITING,  # a hold would stand in the way of an erasure
    FeedbackKind.FEEDBACK: ComplaintState.RESOLVED,
}


@dataclass(frozen=True, slots=True)
class Feedback:
    """One message. `at` is aware; `language` is a code, or "" to be told from the script.

    `complaint` and `erasure` are true where whoever handed it in says that it is one. Messages with
    the same `feedback_id` are the same one; "" makes one of what it says.
    """

    number: PhoneNumber
    text: str
    at: datetime
    channel: Channel = Channel.EMAIL
    language: str = ""
    complaint: bool = False
    feedback_id: str = ""
    erasure: bool = False

    def __post_init__(self) -> None:
        """Refuse an empty message, and give it an identifier. Raises BadInput."""
        if not self.text.strip():
            raise BadInput("there is no text", "give the message word for word")
        if len(self.feedback_id) > 64:
            raise BadInput("the id of a message has more than 64 characters", "give a shorter one")
        if not self.feedback_id:
            said = (self.number.e164, self.channel, self.at.isoformat(), self.text.strip())
            made = str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(said)))
            object.__setattr__(self, "feedback_id", made)

    @property
    def optout_id(self) -> str:
        """The id of the opt-out in it, so that a message that comes twice opts out once."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"feedback {self.feedback_id}"))

    def require_sound(self, now: datetime) -> None:
        """Raises BadInput for a message from the future."""
        require_past(self.at, now, said("the message was written"))
