"""What the coordinator and its agent processes say to each other over a pipe."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from voicebot.adapters.telephony.account import Identity
from voicebot.adapters.telephony.library import EndpointConfig
from voicebot.conversation.ports import CallOrder, Leg, Signal
from voicebot.errors import VoicebotError

Tell = Callable[[str, str], None]  # an attempt's id, and what it is doing, in a word or two
Converse = Callable[[CallOrder, Leg, "SimpleQueue[Signal]"], None]
Opening = Callable[[Tell], Converse]  # run once in each agent process; must be picklable


@dataclass(frozen=True, slots=True)
class AgentConfig:
    """One agent process.

    Without `identity.server` it works without Asterisk: numbers are dialled at `gateways`
    (`host:port`, tried in turn), and `incoming` maps called numbers to `flow` or `flow:language`.
    """

    index: int
    identity: Identity
    endpoint: EndpointConfig = field(default_factory=EndpointConfig)
    gateways: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()  # only such numbers are dialled; empty: any
    incoming: dict[str, str] = field(default_factory=dict)
    default_flow: str = "opt_out_line"
    default_language: str = "en"
    ring_timeout_s: float = 25.0
    max_call_s: float = 240.0
    log_file: Path | None = None

    @property
    def direct(self) -> bool:
        """True where no Asterisk stands between us and the gateways."""
        return not self.identity.server


# --- to the agent ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Hold this call."""

    order: CallOrder


@dataclass(frozen=True, slots=True)
class HangUp:
    """End one call, for a supervisor by that login name."""

    attempt_id: str
    user: str


@dataclass(frozen=True, slots=True)
class TransferTo:
    """Hand one call's person to an extension of the PBX, for a supervisor by that login name."""

    attempt_id: str
    extension: str
    user: str


@dataclass(frozen=True, slots=True)
class HangUpAll:
    """End every call, and stay."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    """End every call, and the process."""


# --- from the agent --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """Started, and registered where there is a server. `addresses` are `host:port` by transport."""

    capacity: int
    addresses: dict[str, str]


@dataclass(frozen=True, slots=True)
class CannotStart:
    """The process ends because of this."""

    error: VoicebotError


@dataclass(frozen=True, slots=True)
class Beat:
    """The agent's loop turns; sent every second."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The server answered a later REGISTER, or did not (408)."""

    sip_code: int
    registered: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """Somebody called, and the call is being answered."""

    order: CallOrder


@dataclass(frozen=True, slots=True)
class Doing:
    """What a call is doing now, for a live table."""

    attempt_id: str
    state: str


@dataclass(frozen=True, slots=True)
class Refused:
    """No line was free; the order was not begun."""

    attempt_id: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The conversation is over and its log is on disk; `failed` says what of ours broke, if any."""

    attempt_id: str
    failed: str = ""
