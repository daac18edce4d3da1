"""Lines that answer every order with a call made up by the test."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.fakes.clock import NOON
from voicebot.conversation.events import Answered, Began, Event, HungUp, Ringing
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.ports import CallLog

Events = Callable[[CallOrder], tuple[Event, ...]]


def nobody_answers(order: CallOrder) -> tuple[Event, ...]:
    """It rings, and that is all."""
    return (began(order), Ringing(0.2), _ended(NetworkResult.NO_ANSWER, 480, 19))


def hung_up_at_once(order: CallOrder) -> tuple[Event, ...]:
    """Somebody picks up and puts the telephone down."""
    return (began(order), Ringing(0.2), Answered(1.0), _ended(NetworkResult.ANSWERED, 200, 16))


def began(order: CallOrder) -> Began:
    return Began(0.0, order.attempt_id, "outbound", order.target, order.flow, order.language, NOON)


def _ended(result: NetworkResult, sip_code: int, q850: int) -> HungUp:
    by = "callee" if result is NetworkResult.ANSWERED else "network"
    return HungUp(2.0, by, Cause(result, sip_code, q850))  # type: ignore[arg-type]


@dataclass(slots=True)
class FakeLines:
    """`placed` holds the orders; `most_at_once` how many calls were held together."""

    events: Events = hung_up_at_once
    capacity: int = 4
    placed: list[CallOrder] = field(default_factory=list)
    most_at_once: int = 0
    while_waiting: Callable[[], None] = lambda: None
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def kept_line(self) -> Iterator[None]:
        """There is always one; whatever happens `while_waiting` for it happens first."""
        self.while_waiting()
        yield

    def place(self, order: CallOrder) -> CallLog:
        with self._lock:
            self.placed.append(order)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        log = CallLog(self.events(order), None, None)
        with self._lock:
            self._now -= 1
        return log

    def close(self) -> None:
        """Nothing to close."""
