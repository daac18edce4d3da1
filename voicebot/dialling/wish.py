"""Whom somebody wants called, and what that asks: of the rules, and of a line."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from voicebot.contacts.contact import Contact
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.ports import CallOrder, Recorded
from voicebot.eligibility.known import Question
from voicebot.eligibility.terms import Recording


def zone_of(contact: Contact) -> str:
    """The IANA zone in which times said by or to a contact are meant."""
    return contact.timezone or next(iter(contact.number.time_zones), "UTC")


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom somebody wants called, with which flow, and why.

    `target` is a `sip:` URI where the person is not reached by their number; `variables` fill the
    flow's texts. `luck` is drawn once a wish, however often it is decided: whoever is lucky is
    called against a score, to keep what is learned honest. `request_id` names the person's own wish
    for this very call, as the books keep it.
    """

    contact: Contact
    flow: str
    purpose: Purpose
    language: str
    variables: dict[str, object]
    campaign_id: str | None = None
    target: str = ""
    luck: float = field(default_factory=random.random)
    request_id: str | None = None

    def order(self) -> CallOrder:
        """The wish as an order for a line, under a new attempt id."""
        number = self.contact.number
        return CallOrder(
            attempt_id=str(uuid.uuid4()),
            direction="outbound",
            target=self.target or number.e164,
            number=number.e164,
            flow=self.flow,
            language=self.language,
            purpose=self.purpose,
            variables=self.variables,
            zone=zone_of(self.contact),
            campaign_id=self.campaign_id,
            request_id=self.request_id,
        )

    def question(self, order: CallOrder, at: datetime) -> Question:
        """What is asked of the rules before the order is placed at `at` (aware)."""
        return Question(
            number=self.contact.number,
            purpose=self.purpose,
            at=at,
            campaign_id=self.campaign_id,
            lasts_s=order.ring_timeout_s + order.max_call_s,
            luck=self.luck,
            request_id=self.request_id,
        )


def recorded_by(recording: Recording | None) -> Recorded:
    """What may be kept of a call's sound where the law asks this; nobody's law: after a notice."""
    match recording:
        case Recording.FREE:
            return Recorded.WHOLE
        case Recording.AGREED:
            return Recorded.NOTHING
        case _:
            return Recorded.FROM_NOTICE
