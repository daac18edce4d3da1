"""A campaign under way: who is due is attempted, as many at once as there are lines."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from voicebot.contacts.contact import Contact
from voicebot.conversation.ports import Clock
from voicebot.dialling.attempt import Attempt, Attempted
from voicebot.dialling.pace import OwnPace
from voicebot.dialling.ports import Campaign, Entry, Queue
from voicebot.dialling.wish import Wish
from voicebot.errors import BadInput

log = logging.getLogger(__name__)

LOOK_S = 1.0  # whoever waits for a turn looks so often whether the campaign was paused
MENDED = timedelta(minutes=5)  # an attempt broke before its call was begun: look again
HELD_ELSEWHERE = timedelta(minutes=5)  # another attempt to this number is under way: look again

Variables = Callable[[Contact], dict[str, object]]


@dataclass(slots=True)
class Run:
    """What one run holds: `taken` and not yet begun, `under_way`, and what broke."""

    on_attempt: Callable[[Entry, Attempted], None]
    may_go_on: Callable[[], bool]
    taken: list[Entry] = field(default_factory=list)
    under_way: dict[Future[Attempted | None], Entry] = field(default_factory=dict)
    errors: list[Exception] = field(default_factory=list)
    handled: int = 0
    over: bool = False

    def goes_on(self) -> bool:
        """True while another call may begin."""
        return not self.over and self.may_go_on()

    @contextmanager
    def errors_kept(self) -> Iterator[None]:
        """What breaks within is told at the end of the run."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - its words may hold a number, so only its type
            log.warning("a campaign's run broke in part by %s", type(error).__name__)
            self.errors.append(error)


class CampaignRun:
    """Works through the queue of one campaign."""

    def __init__(
        self,
        campaign: Campaign,
        queue: Queue,
        attempt: Attempt,
        clock: Clock,
        variables: Variables,
        lines: int,
        pace: Callable[[], None] = lambda: None,
        own_pace: OwnPace | None = None,
    ) -> None:
        """`pace` returns when the next call may begin; `own_pace` is that of this campaign."""
        self._campaign = campaign
        self._queue = queue
        self._attempt = attempt
        self._clock = clock
        self._variables = variables
        self._lines = max(1, lines)
        self._pace = pace
        self._own_pace = own_pace or OwnPace()

    def run_due(
        self,
        on_attempt: Callable[[Entry, Attempted], None] = lambda _entry, _attempted: None,
        may_go_on: Callable[[], bool] = lambda: True,
    ) -> int:
        """Attempt everyone who is due now; returns how many attempts were made or refused.

        `may_go_on` is asked again, on the attempt's own thread, when it has its line: who may not
        be called any more waits as before. Raises the first error when all attempts are over; an
        attempt that breaks does not end the others.
        """
        run = Run(on_attempt, may_go_on)
        campaign = self._campaign
        self._queue.plan(campaign.campaign_id, campaign.purpose, self._clock.now())
        try:
            with run.errors_kept(), ThreadPoolExecutor(self._lines, "line") as lines:
                self._work(run, lines)
        finally:
            self._clear(run)
        if run.errors:
            raise run.errors[0]
        return run.handled

    def _work(self, run: Run, lines: ThreadPoolExecutor) -> None:
        """Until nobody is due; if it breaks off, whoever still waits for a line is not called."""
        try:
            while self._take(run, lines):
                continue
        finally:
            run.over = True

    def _take(self, run: Run, lines: ThreadPoolExecutor) -> bool:
        """Begin what may begin now and follow what has ended; False when nothing is left to do."""
        free = self._lines - len(run.under_way) if run.goes_on() else 0
        turns = self._own_pace.turns(free)
        run.taken = self._due(turns)
        somebody = bool(run.taken)
        self._begin(run, lines)
        if not run.under_way:
            return somebody or (not turns and self._turn_comes(run.goes_on))
        held_back = free > 0 and (somebody or not turns)
        left = self._own_pace.seconds_left() if held_back else None
        done, _ = wait(run.under_way, left, return_when=FIRST_COMPLETED)
        for future in done:
            self._end(run, future)
        return True

    def _begin(self, run: Run, lines: ThreadPoolExecutor) -> None:
        """An attempt for each entry taken, at their pace; the rest wait again if that is over."""
        while run.taken:
            entry, wish = run.taken[0], None
            with self._spared(run, entry):
                wish = self._wish(entry)
            if wish is not None:
                self._pace()
                if not run.goes_on():
                    return self._give_back(run)
                self._own_pace.begun()
                attempt = lines.submit(self._attempt.run_unless_stopped, wish, run.goes_on)
                run.under_way[attempt] = entry
            del run.taken[0]
        return None

    def _end(self, run: Run, future: Future[Attempted | None]) -> None:
        """Write down what came of an entry; it is under way until that is done."""
        entry, attempted = run.under_way[future], None
        with self._spared(run, entry):
            attempted = future.result()
        if attempted is None:
            self._queue.give_back(entry)
        else:
            self._follow(entry, attempted)
        del run.under_way[future]
        if attempted is not None:
            run.handled += 1
            run.on_attempt(entry, attempted)

    @contextmanager
    def _spared(self, run: Run, entry: Entry) -> Iterator[None]:
        """What breaks within delays this entry and no other; a call that was begun stays begun."""
        before = len(run.errors)
        with run.errors_kept():
            yield
        if len(run.errors) > before:
            again = self._clock.now() + MENDED
            self._queue.give_back(replace(entry, not_before=again, why="something of ours broke"))

    def _clear(self, run: Run) -> None:
        """Leave nobody taken, when the lines are idle."""
        for future in [future for future in run.under_way if future.done()]:
            with run.errors_kept():
                self._end(run, future)
        for entry in run.taken:
            with run.errors_kept():
                self._queue.give_back(entry)

    def _give_back(self, run: Run) -> None:
        """Whoever was taken and not begun waits again as before."""
        while run.taken:
            self._queue.give_back(run.taken[0])
            del run.taken[0]

    def _turn_comes(self, may_go_on: Callable[[], bool]) -> bool:
        """Wait for the campaign's next turn; False where it is stopped before."""
        while (left := self._own_pace.seconds_left()) is not None:
            if not may_go_on():
                return False
            time.sleep(min(left, LOOK_S))
        return may_go_on()

    def _due(self, free: int) -> list[Entry]:
        if free <= 0:
            return []
        return self._queue.due(self._campaign.campaign_id, self._clock.now(), free)

    def _wish(self, entry: Entry) -> Wish | None:
        """None for a contact whose row lacks what the flow says; it is left alone, with why."""
        contact = entry.contact
        try:
            variables = self._variables(contact)
        except BadInput as error:
            self._queue.leave_alone(entry, [error.happened], self._clock.now())
            return None
        return Wish(
            contact=contact,
            flow=self._campaign.flow,
            purpose=self._campaign.purpose,
            language=contact.language or self._campaign.language,
            variables=variables,
            campaign_id=self._campaign.campaign_id,
        )

    def _follow(self, entry: Entry, attempted: Attempted) -> None:
        """Put the contact where the attempt leaves them; a retry was queued with the outcome."""
        decision = attempted.decision
        if attempted.record is not None:
            self._queue.done(entry, attempted.attempt_id)
        elif attempted.claimed_elsewhere:
            again = self._clock.now() + HELD_ELSEWHERE
            self._queue.put_back(
                entry, again, "another call is under way, or something has just changed"
            )
        elif decision.defer_until is not None:
            reasons = ", ".join(decision.reasons)
            self._queue.put_back(entry, decision.defer_until, reasons)
        else:
            reasons_why = [str(reason) for reason in decision.reasons]
            self._queue.leave_alone(entry, reasons_why, self._clock.now())
