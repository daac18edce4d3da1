"""Lines from several agent processes; implements `dialling.ports.Lines`."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from voicebot.adapters.telephony import wire
from voicebot.adapters.telephony.admission import Admission
from voicebot.adapters.telephony.agent_handle import LOST, AgentHandle, Held, Lost, first_problem
from voicebot.conversation.events import Failed, HungUp
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.ports import CallArchive, CallLog
from voicebot.errors import TelephonyError

log = logging.getLogger(__name__)

START_PATIENCE_S = 120.0  # loading recognition models may take long on a busy machine
NO_AGENT_PATIENCE_S = 60.0  # a call waits so long for any agent, or for recognition, to come back
STALE_S = 5.0  # so old a decision to call may be when its call is placed
CLOSE_PATIENCE_S = 25.0  # conversations finish recognising what was said before the end
WATCH_S = 1.0
SILENT_S = 20.0  # an agent whose loop has not turned for so long is killed

OnState = Callable[[str, str], None]  # attempt id, what it is doing
OnIncomingBegun = Callable[[CallOrder], None]
OnIncomingEnded = Callable[[CallOrder, CallLog], None]


def _refuse_if(deaf: bool) -> None:
    if deaf:
        raise TelephonyError(
            "nobody is called while nothing recognises what people say",
            "see recogniser.log; calls begin again when recognition is back",
        )


def _ignore(*_: object) -> None:
    """Nobody asked."""


class AgentPool:
    """Starts the agents, gives each call to the one with the most free lines, and watches them.

    Callbacks run on the pool's threads and must return quickly (`on_incoming_begun` and
    `on_incoming_ended` may write to the database).
    """

    def __init__(
        self,
        configs: Sequence[wire.AgentConfig],
        opening: wire.Opening,
        archive: CallArchive,
        *,
        on_state: OnState = _ignore,
        on_incoming_begun: OnIncomingBegun = _ignore,
        on_incoming_ended: OnIncomingEnded = _ignore,
        silent_s: float = SILENT_S,
        admission: Admission | None = None,
    ) -> None:
        self._archive = archive
        self._on_state = on_state
        self._on_incoming_begun = on_incoming_begun
        self._on_incoming_ended = on_incoming_ended
        self._silent_s = silent_s
        self._admission = admission or Admission()
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self.kept = 0  # free lines that are kept for calls about to be decided
        self._mine = threading.local()  # `keeps`: this thread has one of them
        self._incoming: dict[str, CallOrder] = {}
        self.agents = [AgentHandle(config, opening, self._message) for config in configs]
        self._watchman = threading.Thread(target=self._watch, name="agent-watch", daemon=True)

    def start(self) -> "AgentPool":
        """Start every process and wait until each is ready or has failed.

        Raises what kept the agents from starting (PortTaken, RegistrationFailed, …) if none could.
        """
        for agent in self.agents:
            agent.start()
        deadline = time.monotonic() + START_PATIENCE_S
        for agent in self.agents:
            agent.started.wait(max(0.0, deadline - time.monotonic()))
        problem = first_problem(self.agents)
        if problem is not None:
            self.close()
            raise problem
        self._watchman.start()
        return self

    @property
    def capacity(self) -> int:
        """How many calls can be held at once now."""
        return sum(agent.capacity for agent in self.agents)

    @property
    def behind(self) -> bool:
        """True while people on the line are heard too late, and no further call begins."""
        return self._admission.behind

    @contextmanager
    def kept_line(self) -> Iterator[None]:
        """Wait for a free line and keep it for the one call that this thread may place within.

        While people are heard too late no line is given (see `Admission`).
        Where a caller takes it first, or its agent ends, `place` waits for another, but not long.
        Raises TelephonyError where nothing has recognised any words for a minute.
        """
        lonely_until = time.monotonic() + NO_AGENT_PATIENCE_S
        with self._changed:
            while not self._closed.is_set() and not self._may_begin():
                if self._serves:
                    lonely_until = time.monotonic() + NO_AGENT_PATIENCE_S
                elif time.monotonic() > lonely_until:
                    _refuse_if(self._admission.deaf)
                    break
                self._changed.wait(WATCH_S)
            self.kept += 1
            self._mine.keeps = True
        try:
            yield
        finally:
            with self._changed:
                if self._keeps:
                    self._admission.not_used()
                self._let_go()

    def place(self, order: CallOrder) -> CallLog:
        """Wait for a free line, hold the call, and return its log when it is over.

        A call that a line was kept for waits STALE_S at most: its decision grows old.
        """
        stale_at = time.monotonic() + STALE_S if self._keeps else None
        while True:
            held = Held(order)
            if not self._give(held, stale_at):
                return CallLog((Failed(0.0, "no line could be had"),), None, None)
            held.done.wait()
            if not held.refused:
                return self._log_of(order, held.failed)

    def hang_up(self, attempt_id: str, user: str) -> bool:
        """End one call for that supervisor; False if no agent here holds it."""
        return self._tell_call(wire.HangUp(attempt_id, user))

    def transfer(self, attempt_id: str, extension: str, user: str) -> bool:
        """Hand one call's person to an extension for that supervisor; False as with `hang_up`."""
        return self._tell_call(wire.TransferTo(attempt_id, extension, user))

    def holds(self, attempt_id: str) -> bool:
        """True if an agent here holds that call."""
        return any(attempt_id in agent.held for agent in self.agents)

    def hang_up_all(self) -> None:
        """End every call; the agents stay."""
        for agent in self.agents:
            agent.hang_up_all()

    def close(self) -> None:
        """End every call and every process; returns when all are gone."""
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        closers = [
            threading.Thread(target=agent.close, args=(CLOSE_PATIENCE_S,)) for agent in self.agents
        ]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join()

    def __enter__(self) -> "AgentPool":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _give(self, held: Held, stale_at: float | None) -> bool:
        """Hand the call to the least loaded agent, as soon as one has a free line."""
        lonely_until = time.monotonic() + NO_AGENT_PATIENCE_S
        with self._changed:
            while not self._closed.is_set():
                if self._serves and self._has_line_for(int(self._keeps)):
                    max(self.agents, key=lambda a: a.free).place(held)
                    self._let_go()
                    return True
                if stale_at is not None and time.monotonic() > stale_at:
                    return False
                if self._serves:
                    lonely_until = time.monotonic() + NO_AGENT_PATIENCE_S
                elif time.monotonic() > lonely_until:
                    return False
                self._changed.wait(WATCH_S)
        return False

    @property
    def _serves(self) -> bool:
        """True while an agent is there, and somebody who hears for it."""
        return self.capacity > 0 and not self._admission.deaf

    @property
    def _keeps(self) -> bool:
        return getattr(self._mine, "keeps", False)

    def _has_line_for(self, mine: int) -> bool:
        """True if more lines are free than are kept for others; `mine` of the kept are ours."""
        return sum(agent.free for agent in self.agents) > self.kept - mine

    def _may_begin(self) -> bool:
        calls = self.kept + sum(len(agent.held) for agent in self.agents)
        return self._has_line_for(0) and self._admission.lets_in(calls)

    def _let_go(self) -> None:
        if self._keeps:
            self.kept -= 1
            self._mine.keeps = False
            self._changed.notify_all()

    def _tell_call(self, command: wire.HangUp | wire.TransferTo) -> bool:
        return any(agent.tell_call(command) for agent in self.agents)

    def _log_of(self, order: CallOrder, failed: str) -> CallLog:
        """What the agent wrote, closed by Failed where our own side broke before the hang-up."""
        call = self._archive.read(order.attempt_id)
        ended = any(isinstance(event, HungUp | Failed) for event in call.events)
        if not failed or ended:
            return call
        at_s = call.events[-1].at_s if call.events else 0.0
        return replace(call, events=(*call.events, Failed(at_s, failed)))

    def _message(self, agent: AgentHandle, message: object) -> None:
        """Something an agent said; runs on that agent's thread."""
        match message:
            case wire.Doing(attempt_id, state):
                self._on_state(attempt_id, state)
            case wire.Incoming(order):
                self._incoming[order.attempt_id] = order
                self._on_incoming_begun(order)
            case wire.Ended(attempt_id, failed):
                self._incoming_over(attempt_id, failed)
            case Lost(order):
                self._on_state(order.attempt_id, "lost")
                self._incoming_over(order.attempt_id, LOST)
            case wire.Registration(sip_code, False):
                log.warning("agent %d lost its registration: %d", agent.config.index, sip_code)
        if not isinstance(message, wire.Beat | wire.Doing):
            with self._changed:
                self._changed.notify_all()

    def _incoming_over(self, attempt_id: str, failed: str) -> None:
        order = self._incoming.pop(attempt_id, None)
        if order is not None:
            self._on_incoming_ended(order, self._log_of(order, failed))

    def _watch(self) -> None:
        while not self._closed.wait(WATCH_S):
            for agent in self.agents:
                agent.kill_if_silent(self._silent_s)
