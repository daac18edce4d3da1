"""Calls that speak a code to whoever asked for it on the page for people who are called."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from voicebot.adapters.storage.request_states import RequestState
from voicebot.adapters.storage.visitors.requests import CodeWanted
from voicebot.bootstrap.office import Office
from voicebot.contacts.contact import Contact
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.ports import Lines
from voicebot.dialling.wish import Wish
from voicebot.outcomes.disposition import Disposition

log = logging.getLogger(__name__)

FLOW, TOLD = "spoken_code", "code_told"
AT_ONCE = 2
"""Such calls leave the other lines to the campaigns."""
DECLINED = frozenset({Disposition.WRONG_NUMBER, Disposition.WRONG_PERSON, Disposition.COMPLAINT})
"""Whoever answers so did not ask for a code."""


class CodeCalls:
    """Places the calls that are due, each on a thread of its own; a context manager."""

    def __init__(self, office: Office, lines: Lines) -> None:
        self._office = office
        self._attempt = office.attempt(lines)
        self._free = threading.Semaphore(AT_ONCE)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="code")

    def __enter__(self) -> "CodeCalls":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=True)

    def place_due(self, _now: datetime) -> None:
        """Begin those that are due, as many as lines are free for them; returns at once."""
        while self._free.acquire(blocking=False):
            due = self._office.storage.visitors.requests.take(1)
            if not due:
                self._free.release()
                return
            self._threads.submit(self._place, due[0])

    def _place(self, wanted: CodeWanted) -> None:
        """One call; whatever becomes of it, its wish is over."""
        requests, state = self._office.storage.visitors.requests, RequestState.OVER
        try:
            state = _state_after(self._attempt.run(self._wish(wanted)))
        except Exception:
            log.exception("a call that was to speak a code could not be placed")
        finally:
            self._free.release()
            requests.settle(wanted.request_id, state)

    def _wish(self, wanted: CodeWanted) -> Wish:
        flow = self._office.flow(FLOW)
        contact = self._office.storage.books.contact(wanted.number) or Contact(wanted.number)
        return Wish(
            contact=contact,
            flow=FLOW,
            purpose=flow.purpose,
            language=wanted.language,
            variables={"code": self._office.storage.visitors.requests.new_code(wanted.request_id)},
            request_id=wanted.request_id,
        )


def _state_after(attempted: Attempted) -> RequestState:
    """Told, or told us that it was not them; else nobody was reached."""
    outcome = attempted.record.outcome if attempted.record else None
    if outcome is None:
        return RequestState.OVER
    if outcome.goal == TOLD:
        return RequestState.TOLD
    said_no = outcome.goal is not None or outcome.refusal_kind is not None
    declined = said_no or outcome.disposition in DECLINED
    return RequestState.DECLINED if declined else RequestState.OVER
