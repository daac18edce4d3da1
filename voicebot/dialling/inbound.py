"""Calls that come in: opened in the books when they begin, settled when they end.

The agent process that answers holds the conversation by itself, so that nobody waits for a
database; an opt-out is saved there. Here the call becomes a record like any other.
"""

from voicebot.conversation.ports import CallOrder, Clock
from voicebot.dialling.ports import Books, CallLog
from voicebot.dialling.settling import Settling
from voicebot.eligibility.decision import Decision, RuleResult, Verdict
from voicebot.eligibility.rules import RULE_SET
from voicebot.outcomes.record import CallRecord


class Inbound:
    """Writes down the calls that people place to us."""

    def __init__(self, books: Books, settling: Settling, clock: Clock) -> None:
        self._books = books
        self._settling = settling
        self._clock = clock

    def begun(self, order: CallOrder) -> None:
        """The call was answered; whoever calls us needs no permission of ours."""
        now = self._clock.now()
        came_in = RuleResult("the_person_called_us", Verdict.ALLOW)
        self._books.begin(order, Decision(now, (came_in,), RULE_SET), now)

    def ended(self, order: CallOrder, log: CallLog) -> CallRecord | None:
        """The call is over."""
        opened = [a for a in self._books.open_attempts() if a.attempt_id == order.attempt_id]
        if not opened:
            return None
        return self._settling.settle(order, log, opened[0].at, opened[0].decision_id)
