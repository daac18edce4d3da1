"""One call attempt, from the question "may we?" to what follows from the answer.

This page is the whole product: decide at the moment of dialling, write the decision down, dial and
converse, settle the outcome, write it down, apply its consequences. Nothing else dials.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

from voicebot.conversation.ports import CallOrder, Clock
from voicebot.dialling.ports import Books, Lines
from voicebot.dialling.settling import Settling
from voicebot.dialling.wish import Wish, recorded_by
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.decision import Decision
from voicebot.outcomes.record import CallRecord


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
        decided_in: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._books = books
        self._lines = lines
        self._settling = settling
        self._clock = clock
        self._complete = complete  # adds ring timeout, call limit and caller ID of the settings
        self._decided_in = decided_in  # is told how many seconds each decision took

    def run(self, wish: Wish) -> Attempted:
        """Decide, and if it is allowed: call, and see the call through to its consequences.

        A line is had first: no decision grows old while its call waits for one.
        """
        with self._lines.kept_line():
            return self._run(wish)

    def run_unless_stopped(self, wish: Wish, may_go_on: Callable[[], bool]) -> Attempted | None:
        """As `run`, where that is still wanted once a line is had; None: nothing was begun."""
        with self._lines.kept_line():
            return self._run(wish) if may_go_on() else None

    def _run(self, wish: Wish) -> Attempted:
        now = self._clock.now()
        order = self._complete(wish.order())
        asked = perf_counter()
        decision = decide(self._books.facts(wish.question(order, now)))
        self._decided_in(perf_counter() - asked)
        order = replace(order, recorded=recorded_by(decision.recording))
        decision_id = self._books.begin(order, decision, now)
        if not decision.allowed or decision_id is None:
            return Attempted(order.attempt_id, decision, None, claimed_elsewhere=decision.allowed)
        log = self._lines.place(order)
        record = self._settling.settle(order, log, now, decision_id)
        return Attempted(order.attempt_id, decision, record)
