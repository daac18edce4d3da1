"""The SIP endpoint of one process.

pjsua2 is touched by one thread only, the one that called `start` and `run`: SIP callbacks and
posted jobs alike run there, so no two threads ever wait for pjsip's locks and Python's at once,
and every pjsua2 object is freed there. Other threads `post` jobs. The only callbacks from other
threads are those of pjmedia's clock in `audio.py`.
"""

import heapq
import itertools
import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pjsua2 as pj

from voicebot.adapters.telephony import wheel
from voicebot.adapters.telephony.audio import CapturePort, choose_reader
from voicebot.errors import PortTaken, TelephonyError

log = logging.getLogger(__name__)

Job = Callable[[], None]

POLL_MS = 5  # a posted job waits at most so long
SWITCH_INTERVAL_S = 0.001  # a media callback waits at most so long for a busy Python thread
CLOSE_PATIENCE_S = 2.0  # calls still ending when the endpoint closes get so long
REQUEST_PATIENCE_MS = 8000  # an unanswered INVITE, BYE or REGISTER is over after so long
LINGER_S = 1.0  # pjmedia may still touch a player so long after it was stopped
ALREADY_IN_USE = (120098, 120048, 130048)  # EADDRINUSE as pjlib codes it on Linux, macOS, Windows

TRANSPORTS: dict[str, int] = {
    "udp": pj.PJSIP_TRANSPORT_UDP,
    "tcp": pj.PJSIP_TRANSPORT_TCP,
    "tls": pj.PJSIP_TRANSPORT_TLS,
}


@dataclass(frozen=True, slots=True)
class EndpointConfig:
    """One process's SIP side. Port 0 takes a free one; `ports` maps "udp", "tcp", "tls" to it."""

    bind: str = "127.0.0.1"
    ports: dict[str, int] = field(default_factory=lambda: {"udp": 0})
    calls: int = 1000  # asked for; the library's own limit wins
    log_file: Path | None = None
    log_level: int = 2  # 1 errors, 2 warnings; from 3 on, numbers and names appear
    user_agent: str = "voicebot"
    certificate: Path | None = None  # PEM, for TLS where others connect to us
    private_key: Path | None = None
    trusted: Path | None = None  # PEM; the server's certificate must be signed by one of these


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
        self._keep: list[Any] = []  # accounts
        self._stopping = threading.Event()

    # --- any thread ------------------------------------------------------------------------

    def post(self, job: Job) -> None:
        """Run the job on the endpoint's thread, within about POLL_MS."""
        self._jobs.append(job)

    def stop(self) -> None:
        """Let `run` end the calls and return."""
        self._stopping.set()

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
            self._endpoint.libInit(self._library_config())
            self._endpoint.audDevManager().setNullDev()
            for name, port in self.config.ports.items():
                self._open(name, port)
            self._choose_codecs()
            self._endpoint.libStart()
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
        self._endpoint.libHandleEvents(POLL_MS)
        for _ in range(len(self._jobs)):
            self._run(self._jobs.popleft())
        now = time.monotonic()
        while self._timers and self._timers[0].due <= now:
            job = heapq.heappop(self._timers).job
            if job is not None:
                self._run(job)

    def later(self, seconds: float, job: Job) -> Timer:
        """Run the job on this thread after so long."""
        timer = Timer(time.monotonic() + seconds, next(self._order), job)
        heapq.heappush(self._timers, timer)
        return timer

    def keep(self, thing: Any) -> None:
        """Hold a reference as long as the endpoint lives."""
        self._keep.append(thing)

    def forget(self, key: int, serial: int) -> None:
        """Free a call that is over, unless another one has taken its key."""
        call = self.calls.get(key)
        if call is not None and call.serial == serial:
            del self.calls[key]

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
        self._endpoint.hangupAllCalls()
        deadline = time.monotonic() + CLOSE_PATIENCE_S
        while self._holds_calls() and time.monotonic() < deadline:
            self.turn()
        self._abandon_calls()
        self._destroy()

    def _abandon_calls(self) -> None:
        for call in list(self.calls.values()):
            call.abandon()

    def _holds_calls(self) -> bool:
        return any(not call.progress.over for call in self.calls.values())

    def _destroy(self) -> None:
        endpoint, self._endpoint = self._endpoint, None
        self.calls.clear()
        self._keep.clear()
        self._timers.clear()
        endpoint.audDevManager().setNoDev()  # stops the clock before its ports are freed
        self._spare_ports.clear()
        self._all_ports.clear()
        endpoint.libDestroy()
        wheel.be_quiet()

    def _run(self, job: Job) -> None:
        with guarded("a SIP job"):
            job()

    def _library_config(self) -> Any:
        c = pj.EpConfig()
        c.uaConfig.maxCalls = self.config.calls
        c.uaConfig.threadCnt = 0
        c.uaConfig.mainThreadOnly = True
        c.uaConfig.userAgent = self.config.user_agent
        c.logConfig.level = self.config.log_level if self.config.log_file else 0
        c.logConfig.consoleLevel = 0
        c.logConfig.msgLogging = 0
        if self.config.log_file:
            c.logConfig.filename = str(self.config.log_file)
        c.medConfig.clockRate = c.medConfig.sndClockRate = 8000
        c.medConfig.audioFramePtime = c.medConfig.ptime = 20
        c.medConfig.noVad = True
        c.medConfig.ecTailLen = 0
        # Jitter buffer, ms: starts at one frame, and grows only where the network needs it.
        c.medConfig.jbInit, c.medConfig.jbMinPre = 20, 20
        c.medConfig.jbMaxPre, c.medConfig.jbMax = 100, 400
        return c

    def _open(self, name: str, port: int) -> None:
        c = pj.TransportConfig()
        c.port, c.boundAddress = port, self.config.bind
        if name == "tls":
            self._secure(c.tlsConfig)
        try:
            transport = self._endpoint.transportCreate(TRANSPORTS[name], c)
        except pj.Error as error:
            if error.status in ALREADY_IN_USE:
                raise PortTaken(
                    f"the {name.upper()} port {port} on {self.config.bind} is taken",
                    "stop the other program or set another port",
                ) from error
            raise
        self.transports[name] = transport
        self._addresses[name] = self._endpoint.transportGetInfo(transport).localName

    def _secure(self, tls: Any) -> None:
        tls.method = pj.PJSIP_TLSV1_2_METHOD
        if self.config.certificate and self.config.private_key:
            tls.certFile = str(self.config.certificate)
            tls.privKeyFile = str(self.config.private_key)
        if self.config.trusted:
            tls.CaListFile = str(self.config.trusted)
            tls.verifyServer = True

    def _choose_codecs(self) -> None:
        for codec in self._endpoint.codecEnum2():
            wanted = {"PCMU/8000/1": 255, "PCMA/8000/1": 254}.get(codec.codecId, 0)
            self._endpoint.codecSetPriority(codec.codecId, wanted)


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
