"""Live calls without telephones, for measuring: their logs grow as an agent's would."""

import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from voicebot.bootstrap.office import Office
from voicebot.contacts.purpose import Purpose
from voicebot.conversation import events
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallFolder, CallOrder
from voicebot.eligibility.decision import Decision, RuleResult, Verdict
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import CallRecord, Outcome, Timings
from voicebot.understanding.intents import AnsweredBy, Intent

HEARD_EVERY_S = 0.4  # between two partial results of one call
WORDS_A_TURN = 8
CAUSE = Cause(NetworkResult.ANSWERED, 200, 16)


@dataclass(slots=True)
class _Talk:
    """One call under way, and how many words of the turn were heard."""

    order: CallOrder
    at: datetime
    folder: CallFolder
    began: float
    heard: int = 0

    def goes_on(self) -> None:
        """A further word is heard; it says when it was written."""
        at_s, mark = time.monotonic() - self.began, f"mark{int(time.time() * 1000)}"
        self.heard += 1
        text = f"{'and then ' * (self.heard % WORDS_A_TURN)}{mark}"
        final = self.heard % WORDS_A_TURN == 0
        if self.heard % WORDS_A_TURN == 1:
            self.folder.record(events.SpeechStarted(at_s))
        self.folder.record(events.Heard(at_s, text, 0.8, final, max(0.0, at_s - 1), at_s))
        if final:
            self.folder.record(events.Understood(at_s, text, Intent.OTHER, 0.9))


@contextmanager
def live_calls(office: Office, numbers: Sequence[str]) -> Iterator[None]:
    """A call to each of these numbers, with words heard all the time, until the block ends."""
    talks = [_begin(office, number) for number in numbers]
    ending = threading.Event()
    thread = threading.Thread(target=_talk, args=(talks, ending), name="talk", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
        for talk in talks:
            _end(office, talk)


def _talk(talks: Sequence[_Talk], ending: threading.Event) -> None:
    """One after another, spread over the time between two words of one call."""
    while True:
        for talk in talks:
            if ending.wait(HEARD_EVERY_S / len(talks)):
                return
            talk.goes_on()


def _begin(office: Office, number: str) -> _Talk:
    order = CallOrder(
        attempt_id=str(uuid.uuid4()),
        direction="outbound",
        target=number,
        number=number,
        flow="appointment_reminder",
        language="en",
        purpose=Purpose.APPOINTMENT_REMINDER,
    )
    at = office.clock.now()
    allowed = Decision(at, (RuleResult("made_up", Verdict.ALLOW),), "made up")
    office.storage.books.begin(order, allowed, at)
    folder = office.storage.archive.open(order.attempt_id, at)
    folder.record(
        events.Began(0.0, order.attempt_id, "outbound", number, order.flow, order.language, at)
    )
    folder.record(events.Answered(0.1))
    folder.record(events.AnswererKnown(0.1, AnsweredBy.HUMAN, "a greeting"))
    return _Talk(order, at, folder, time.monotonic())


def _end(office: Office, talk: _Talk) -> None:
    order = talk.order
    talk.folder.record(events.HungUp(time.monotonic() - talk.began, "callee", CAUSE))
    talk.folder.close(None)
    outcome = Outcome(
        cause=CAUSE,
        answered_by=AnsweredBy.HUMAN,
        disposition=Disposition.COMPLETED,
        refusal_kind=None,
        opt_out=None,
        callback_at=None,
        goal=None,
        transcript=(),
        timings=Timings(),
    )
    ended = CallRecord(
        attempt_id=order.attempt_id,
        target=order.target,
        number=order.number,
        direction=order.direction,
        at=talk.at,
        flow=order.flow,
        language=order.language,
        purpose=str(order.purpose),
        outcome=outcome,
        campaign_id=None,
        decision_id=None,
    )
    office.storage.books.settle(ended, [])
