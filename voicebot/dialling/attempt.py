"""One call attempt, from the question "may we?" to what follows from the answer.

This page is the whole product: decide at the moment of dialling, write the decision down, dial and
converse, settle the outcome, write it down, apply its consequences. Nothing else dials.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from voicebot.contacts.contact import Contact
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.ports import CallOrder, Clock
from voicebot.dialling.ports import Books, Lines
from voicebot.dialling.settling import Settling
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.rules import decide
from voicebot.outcomes.record import CallRecord


def zone_of(contact: Contact) -> str:
    """The IANA zone in which times said by or to a contact are meant."""
    return contact.timezone or next(iter(contact.number.time_zones), "UTC")


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom somebody wants called, with which flow, and why.

    `target` is a `sip:` URI where the person is not reached by their number; `variables` fill the
    flow's texts.
    """

    contact: Contact
    flow: str
    purpose: Purpose
    language: str
    variables: dict[str, object]
    campaign_id: str | None = None
    target: str = ""

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
        )


@dataclass(frozen=True, slots=True)
class Attempted:
    """What came of a wish: a record of a call, or only the decision that refused it."""

    attempt_id: str
    decision: Decision
    record: CallRecord | None
    claimed_elsewhere: bool = False  # another attempt to this number was under way


class Attempt:
    """Places calls, one at a time for each thread that asks."""

    def __init__(
        self,
        books: Books,
        lines: Lines,
        settling: Settling,
        clock: Clock,
        complete: Callable[[CallOrder], CallOrder],
    ) -> None:
        self._books = books
        self._lines = lines
        self._settling = settling
        self._clock = clock
        self._complete = complete  # adds ring timeout, call limit and caller ID of the settings

    def run(self, wish: Wish) -> Attempted:
        """Decide, and if it is allowed: call, and see the call through to its consequences."""
        now = self._clock.now()
        number = wish.contact.number
        order = self._complete(wish.order())
        facts = self._books.facts(number, wish.purpose, wish.campaign_id, now)
        decision = decide(facts)
        decision_id = self._books.begin(order, decision, now)
        if not decision.allowed or decision_id is None:
            return Attempted(order.attempt_id, decision, None, claimed_elsewhere=decision.allowed)
        log = self._lines.place(order)
        record = self._settling.settle(order, log, now, decision_id)
        return Attempted(order.attempt_id, decision, record)
