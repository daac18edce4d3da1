"""Calls that come in: opened in the books when they begin, settled when they end.

The agent process that answers holds the conversation by itself, so that nobody waits for a
database; an opt-out is saved there. Here the call becomes a record like any other.
"""

from datetime import datetime

from voicebot.conversation.ports import CallOrder, Clock
from voicebot.dialling.ports import Books, CallLog
from voicebot.dialling.settling import Settling
from voicebot.eligibility.decision import Decision, RuleResult, Verdict
from voicebot.eligibility.policy import RULE_SET
from voicebot.outcomes.record import CallRecord


class Inbound:
    """Writes down the calls that people place to us."""

    def __init__(self, books: Books, settling: Settling, clock: Clock) -> None:
        self._books = books
        self._settling = settling
        self._clock = clock
        self._begun: dict[str, tuple[datetime, str | None]] = {}

    def begun(self, order: CallOrder) -> None:
        """The call was answered; whoever calls us needs no permission of ours."""
        now = self._clock.now()
        came_in = RuleResult("the_person_called_us", Verdict.ALLOW)
        decision_id = self._books.begin(order, Decision(now, (came_in,), RULE_SET), now)
        self._begun[order.attempt_id] = (now, decision_id)

    def ended(self, order: CallOrder, log: CallLog) -> CallRecord:
        """The call is over."""
        at, decision_id = self._begun.pop(order.attempt_id, (self._clock.now(), None))
        return self._settling.settle(order, log, at, decision_id)
