"""The SIP endpoint of one process.

pjsua2 is touched by one thread only, the one that called `start` and `run`: SIP callbacks and
posted jobs alike run there, so no two threads ever wait for pjsip's locks and Python's at once,
and every pjsua2 object is freed there. Other threads `post` jobs. The only callbacks from other
threads are those of pjmedia's clock in `audio.py`.
"""

import heapq
import itertools
import logging
import math
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pjsua2 as pj

from voicebot.adapters.telephony import library, wheel
from voicebot.adapters.telephony.audio import CapturePort, choose_reader
from voicebot.adapters.telephony.bell import Bell
from voicebot.adapters.telephony.library import EndpointConfig
from voicebot.errors import PortTaken, TelephonyError

__all__ = ["EndpointConfig", "Job", "SipEndpoint", "Timer", "guarded"]

log = logging.getLogger(__name__)

Job = Callable[[], None]

POLL_MS = 20  # a posted job waits at most so long where no UDP transport can be woken
SWITCH_INTERVAL_S = 0.001  # a media callback waits at most so long for a busy Python thread
CLOSE_PATIENCE_S = 2.0  # calls still ending when the endpoint closes get so long
REQUEST_PATIENCE_MS = 8000  # an unanswered INVITE, BYE or REGISTER is over after so long
LINGER_S = 1.0  # pjmedia may still touch a player so long after it was stopped
LAST_TOLD_S = 0.1  # the end of a file that pjmedia is about to tell is told within this time
ACCOUNTS = 8  # pjsip's own limit; it ends the process that asks for more


@dataclass(order=True, slots=True)
class Timer:
    """A job due at a monotonic time; `cancel` keeps it from running."""

    due: float
    order: int
    job: Job | None = field(compare=False)

    def cancel(self) -> None:
        """It will not run."""
        self.job = None


class SipEndpoint:
    """pjsua2's endpoint, its loop, and the things that must outlive a call."""

    def __init__(self, config: EndpointConfig) -> None:
        self.config = config
        self.capacity = 0
        self.calls: dict[int, Any] = {}  # live calls by our own key; the only references to them
        self.transports: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        self._endpoint: Any = None
        self._thread: threading.Thread | None = None
        self._jobs: deque[Job] = deque()
        self._timers: list[Timer] = []
        self._order = itertools.count()
        self._spare_ports: list[CapturePort] = []
        self._all_ports: list[CapturePort] = []
        self._accounts: list[Any] = []
        self._stopping = threading.Event()
        self._has_bridge = False
        self._bell = Bell()

    # --- any thread ------------------------------------------------------------------------

    def post(self, job: Job) -> None:
        """Run the job on the endpoint's thread, within about POLL_MS, mostly at once."""
        self._jobs.append(job)
        self._bell.ring()

    def stop(self) -> None:
        """Let `run` end the calls and return."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        """No call may begin any more."""
        return self._stopping.is_set()

    def address(self, transport: str = "udp") -> str:
        """`host:port` the transport is bound to."""
        return self._addresses[transport]

    def next_key(self) -> int:
        """A key for a new call."""
        return next(self._order)

    # --- the endpoint's thread -------------------------------------------------------------

    def start(self) -> None:
        """Create the library and its transports. Raises PortTaken, TelephonyError."""
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._thread = threading.current_thread()
        wheel.be_quiet()
        self._endpoint = pj.Endpoint()
        self._endpoint.libCreate()
        try:
            self._endpoint.libInit(library.settings_for(self.config))
            self._has_bridge = True
            self._endpoint.audDevManager().setNullDev()
            for name in self.config.ports:
                transport = library.open_transport(self._endpoint, self.config, name)
                self.transports[name] = transport
                self._addresses[name] = self._endpoint.transportGetInfo(transport).localName
            library.choose_codecs(self._endpoint)
            self._endpoint.libStart()
            self._bell.hang_at(self._addresses.get("udp"))
        except pj.Error as error:
            self._destroy()
            raise TelephonyError(
                f"SIP could not be started: {error.reason}", "check the SIP settings"
            ) from error
        except PortTaken:
            self._destroy()
            raise
        wheel.give_up_after(REQUEST_PATIENCE_MS)
        self.capacity = wheel.call_limit(self.config.calls)
        self._read = choose_reader()

    def run(self) -> None:
        """Serve until `stop`, then end every call and free the library."""
        while not self._stopping.is_set():
            self.turn()
        self.close()

    def turn(self) -> None:
        """One round of the loop: events, jobs, timers."""
        self._endpoint.libHandleEvents(self._idle_ms())
        for _ in range(len(self._jobs)):
            self._run(self._jobs.popleft())
        now = time.monotonic()
        while self._timers and self._timers[0].due <= now:
            job = heapq.heappop(self._timers).job
            if job is not None:
                self._run(job)

    def _idle_ms(self) -> int:
        """How long nothing is due, POLL_MS at most."""
        if self._jobs:
            return 0
        if not self._timers:
            return POLL_MS
        return max(0, min(POLL_MS, math.ceil((self._timers[0].due - time.monotonic()) * 1000)))

    def later(self, seconds: float, job: Job) -> Timer:
        """Run the job on this thread after so long."""
        timer = Timer(time.monotonic() + seconds, next(self._order), job)
        heapq.heappush(self._timers, timer)
        return timer

    def keep(self, account: Any) -> None:
        """Hold an account as long as the endpoint lives. Raises TelephonyError beyond ACCOUNTS."""
        if len(self._accounts) == ACCOUNTS:
            raise TelephonyError(
                f"a process holds {ACCOUNTS} SIP accounts at most", "give it fewer accounts"
            )
        self._accounts.append(account)

    def forget(self, key: int) -> None:
        """Let go of a call that is over: it is freed once nothing runs in it any more."""
        self.calls.pop(key, None)

    def linger(self, thing: Any) -> None:
        """Hold a reference until pjmedia has surely let go of it."""
        self.later(LINGER_S, lambda: _let_go(thing))

    def capture_port(self) -> CapturePort:
        """A port to lend to a call; give it back with `return_port`."""
        if not self._spare_ports:
            port = CapturePort(f"line{len(self._all_ports)}", self._read)
            self._all_ports.append(port)
            self._spare_ports.append(port)
        return self._spare_ports.pop()

    def return_port(self, port: CapturePort) -> None:
        """The call that borrowed it is over."""
        port.take_back()
        self._spare_ports.append(port)

    def silence(self) -> Any:
        """A source of silence that ticks every 20 ms."""
        return self._endpoint.audDevManager().getCaptureDevMedia()

    def close(self) -> None:
        """End every call and free the library, here and now."""
        if self._endpoint is None:
            return
        self._stopping.set()
        self._end_each(lambda call: call.hang_up())
        self._endpoint.hangupAllCalls()
        deadline = time.monotonic() + CLOSE_PATIENCE_S
        while self._holds_calls() and time.monotonic() < deadline:
            self.turn()
        self._end_each(lambda call: call.abandon())
        self._answer_last_jobs()
        self._destroy()

    def _end_each(self, end: Callable[[Any], None]) -> None:
        """No call may be held here once the library ends, so each is let go at once."""
        for call in list(self.calls.values()):
            with guarded("the end of a call"):
                end(call)

    def _answer_last_jobs(self) -> None:
        """Who waits for a call to begin is told that it does not."""
        while self._jobs:
            self._run(self._jobs.popleft())

    def _holds_calls(self) -> bool:
        return any(not call.progress.over for call in self.calls.values())

    def _destroy(self) -> None:
        endpoint, self._endpoint = self._endpoint, None
        self._bell.take_down()
        self.calls.clear()
        while self._accounts:
            library.free(self._accounts.pop())
        if self._has_bridge:
            endpoint.audDevManager().setNoDev()  # stops the clock before its ports are freed
            time.sleep(LAST_TOLD_S)
        self._timers.clear()  # and with them the players that linger
        self._spare_ports.clear()
        self._all_ports.clear()
        endpoint.libDestroy()
        wheel.be_quiet()

    def _run(self, job: Job) -> None:
        with guarded("a SIP job"):
            job()


def _let_go(thing: Any) -> None:
    del thing


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Log what goes wrong inside; an exception must not travel through pjsip's C code."""
    try:
        yield
    except pj.Error as error:
        log.error("%s failed in pjsip: status %s", what, error.status)
    except Exception:
        log.exception("%s failed", what)
