"""The coordinator's side of one agent process: its calls, its health, and its coming back."""

import contextlib
import logging
import math
import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from voicebot.adapters.forking import forked
from voicebot.adapters.reviving import live_again
from voicebot.adapters.telephony import wire
from voicebot.adapters.telephony.agent_process import run_agent
from voicebot.conversation.ports import CallOrder
from voicebot.errors import AgentLost, TelephonyError, VoicebotError

log = logging.getLogger(__name__)

LOST = "the agent process ended while it held the call"


@dataclass(slots=True)
class Held:
    """A call an agent holds; `done` is set when it is over, refused, or its process is lost."""

    order: CallOrder
    failed: str = ""
    refused: bool = False
    done: threading.Event = field(default_factory=threading.Event)


# Called on the handle's own thread with each message, `Lost`, or None when the process is gone.
OnMessage = Callable[["AgentHandle", object], None]


class AgentHandle:
    """Starts its process, listens to it, and starts it again when it is lost."""

    def __init__(
        self, config: wire.AgentConfig, opening: wire.Opening, on_message: OnMessage
    ) -> None:
        self.config = config
        self._opening = opening
        self._on_message = on_message
        self._context = forked()
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._channel: Connection | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(
            target=self._live, name=f"agent-{config.index}", daemon=True
        )
        self.started = threading.Event()  # ready for the first time, or failed to become so
        self.problem: VoicebotError | None = None
        self.capacity = 0  # 0 while it is not ready
        self.addresses: dict[str, str] = {}
        self.registered = False
        self.held: dict[str, Held] = {}
        self.heard_at = 0.0

    @property
    def free(self) -> int:
        """Lines without a call."""
        return max(0, self.capacity - len(self.held)) if not self._closing.is_set() else 0

    @property
    def pid(self) -> int | None:
        """The process's id, None while there is none."""
        return self._process.pid if self._process is not None else None

    @property
    def exit_status(self) -> int | None:
        """How its last process ended, None while it runs: 0 in order, negative by a signal."""
        return self._process.exitcode if self._process is not None else None

    def start(self) -> None:
        """Begin; `started` is set when it is ready."""
        self._thread.start()

    def place(self, held: Held) -> None:
        """Hand it a call; `held.done` is set when that is over."""
        with self._lock:
            if self._channel is None:
                held.refused = True
                held.done.set()
                return
            self.held[held.order.attempt_id] = held
            self._send(wire.Place(held.order))

    def tell_call(self, command: wire.HangUp | wire.TransferTo) -> bool:
        """Have one of its calls ended or handed over; False if it holds no such call."""
        with self._lock:
            if command.attempt_id not in self.held:
                return False
            self._send(command)
            return True

    def hang_up_all(self) -> None:
        """End its calls."""
        with self._lock:
            self._send(wire.HangUpAll())

    def close(self, patience_s: float) -> None:
        """End its calls and the process; kill it after so long."""
        self._closing.set()
        with self._lock:
            self._send(wire.Shutdown())
        self._thread.join(patience_s)
        if self._thread.is_alive():
            self.kill()
            self._thread.join()

    def kill(self) -> None:
        """End the process at once; its calls are lost."""
        if self._process is not None:
            self._process.kill()

    def kill_if_silent(self, silent_s: float) -> None:
        """Kill a process that was ready and whose loop has not turned for so long."""
        if self.capacity and time.monotonic() - self.heard_at > silent_s:
            log.error("agent %d does not answer and is killed", self.config.index)
            self.kill()

    # --- the handle's thread ---------------------------------------------------------------

    def _live(self) -> None:
        live_again(f"agent {self.config.index}", self._one_life, self._closing)
        self.started.set()

    def _one_life(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=run_agent,
            args=(self.config, self._opening, theirs),
            name=f"voicebot-agent-{self.config.index}",
            daemon=True,
        )
        process.start()
        theirs.close()
        with self._lock:
            self._process, self._channel = process, ours
            if self._closing.is_set():
                self._send(wire.Shutdown())
        try:
            while True:
                self._hear(ours.recv())
        except (EOFError, OSError):
            pass  # the process has ended
        process.join()
        self._bury(process.exitcode)
        ours.close()
        self.started.set()

    def _hear(self, message: object) -> None:
        self.heard_at = math.inf  # what its message leads to here is no silence of its
        try:
            self._take(message)
            self._pass_on(message)
        finally:
            self.heard_at = time.monotonic()

    def _take(self, message: object) -> None:
        match message:
            case wire.Ready(capacity, addresses):
                self.capacity, self.addresses, self.registered = capacity, addresses, True
                self.problem = None
                self.started.set()
            case wire.CannotStart(error):
                self.problem = error
            case wire.Registration(_, registered):
                self.registered = registered
            case wire.Incoming(order):
                with self._lock:
                    self.held[order.attempt_id] = Held(order)
            case wire.Refused(attempt_id):
                self._over(attempt_id, refused=True)
            case wire.Ended(attempt_id, failed):
                self._over(attempt_id, failed=failed)

    def _pass_on(self, message: object) -> None:
        try:
            self._on_message(self, message)
        except Exception:
            log.exception("what follows from an agent's message failed; the agent lives on")

    def _over(self, attempt_id: str, *, failed: str = "", refused: bool = False) -> None:
        with self._lock:
            held = self.held.pop(attempt_id, None)
        if held is not None:
            held.failed, held.refused = failed, refused
            held.done.set()

    def _bury(self, exitcode: int | None) -> None:
        """The process is gone: its calls are over."""
        with self._lock:
            self._channel = None
            self.capacity, self.registered = 0, False
            lost = list(self.held.values())
        if self.problem is None and not self._closing.is_set():
            self.problem = AgentLost(
                f"agent {self.config.index} ended with status {exitcode}",
                "see its log; it is started again",
            )
        for held in lost:
            self._over(held.order.attempt_id, failed=LOST)
            self._pass_on(Lost(held.order))
        self._pass_on(None)

    def _send(self, command: object) -> None:
        """With the lock held. A process that has just died is noticed by its pipe closing."""
        if self._channel is not None:
            with contextlib.suppress(OSError):
                self._channel.send(command)


@dataclass(frozen=True, slots=True)
class Lost:
    """A call whose process ended under it."""

    order: CallOrder


def first_problem(handles: list[AgentHandle]) -> VoicebotError | None:
    """Why none of them is ready, if none is."""
    if any(handle.capacity for handle in handles):
        return None
    problems = [handle.problem for handle in handles if handle.problem is not None]
    return problems[0] if problems else TelephonyError("no agent process became ready in time")
