"""A campaign under way: who is due is attempted, as many at once as there are lines."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
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
HELD_ELSEWHERE = timedelta(minutes=5)  # another attempt to this number is under way: look again

Variables = Callable[[Contact], dict[str, object]]


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
        """Attempt everyone who is due now; returns how many attempts were made or refused."""
        handled = 0
        under_way: dict[Future[Attempted], Entry] = {}
        campaign = self._campaign
        self._queue.plan(campaign.campaign_id, campaign.purpose, self._clock.now())
        with ThreadPoolExecutor(self._lines, thread_name_prefix="line") as lines:
            while True:
                free = self._lines - len(under_way) if may_go_on() else 0
                turns = self._own_pace.turns(free)
                entries = self._due(turns)
                for entry in entries:
                    wish = self._wish(entry)
                    if wish is not None:
                        self._pace()
                        self._own_pace.begun()
                        under_way[lines.submit(self._attempt.run, wish)] = entry
                if not under_way:
                    if entries or (not turns and self._turn_comes(may_go_on)):
                        continue
                    return handled
                held_back = free > 0 and (entries or not turns)
                left = self._own_pace.seconds_left() if held_back else None
                done, _ = wait(under_way, left, return_when=FIRST_COMPLETED)
                for future in done:
                    entry = under_way.pop(future)
                    handled += 1
                    self._follow(entry, future.result())
                    on_attempt(entry, future.result())

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
