"""What a live call needs from the outside, as small ports.

The live call (`call.py`) runs in one thread per call and is driven by an inbox: everything that
happens on the line or in recognition is delivered there as a signal, from whichever thread.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut
from voicebot.conversation.events import Event
from voicebot.conversation.network import Cause

FRAME_MS = 20
RATE_HZ = 8000
FRAME_BYTES = RATE_HZ * 2 * FRAME_MS // 1000  # 16-bit mono PCM, little endian


class Recorded(StrEnum):
    """What may be kept of a call's sound, by the law of the person's place."""

    WHOLE = "WHOLE"
    FROM_NOTICE = "FROM_NOTICE"  # from the moment on at which the person was told
    NOTHING = "NOTHING"  # the words alone, and the hash of the sound


@dataclass(frozen=True, slots=True)
class CallOrder:
    """One call to be placed or answered: everything the agent process needs to hold it.

    `target` is an E.164 number or a `sip:` URI. `number` is the person's E.164 number, None for an
    anonymous caller. `variables` fill the flow's texts: values are str, int, float, datetime, date.
    """

    attempt_id: str
    direction: str  # "outbound" | "inbound"
    target: str
    number: str | None
    flow: str
    language: str
    purpose: Purpose
    variables: dict[str, object] = field(default_factory=dict)
    zone: str = "UTC"  # the called party's IANA zone, for times they say
    caller_id: str | None = None
    campaign_id: str | None = None
    now_offset_s: float = 0.0  # rehearsed time: the decision's clock minus the machine's clock
    ring_timeout_s: float = 25.0
    max_call_s: float = 240.0
    recorded: Recorded = Recorded.FROM_NOTICE
    request_id: str | None = None  # of the person's own wish for this very call


# --- signals: what is delivered to a live call's inbox ---------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """20 ms of the person's audio, 320 bytes."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class LegRinging:
    """180 was received."""


@dataclass(frozen=True, slots=True)
class LegEarlyMedia:
    """Audio flows before the answer."""


@dataclass(frozen=True, slots=True)
class LegAnswered:
    """200 was received or sent, and audio flows."""


@dataclass(frozen=True, slots=True)
class LegKey:
    """A key came by RFC 4733 or SIP INFO."""

    key: str


@dataclass(frozen=True, slots=True)
class LegPlayed:
    """The file given to `play` was played to its end; not sent after `stop_playing`."""

    play_id: int


@dataclass(frozen=True, slots=True)
class LegTransfer:
    """A final answer to our REFER."""

    ok: bool
    sip_code: int | None


@dataclass(frozen=True, slots=True)
class SupervisorEnds:
    """A supervisor wants the call ended; `user` is their login name."""

    user: str


@dataclass(frozen=True, slots=True)
class SupervisorTakes:
    """A supervisor wants the person handed to an extension of the PBX."""

    user: str
    extension: str


@dataclass(frozen=True, slots=True)
class LegEnded:
    """The call is over; the last signal of a leg."""

    cause: Cause
    by_us: bool


@dataclass(frozen=True, slots=True)
class EarHeard:
    """Recognition's words for utterance `utterance`; `final` closes it.

    Exactly one final comes for each utterance finished, even an empty one. `otherwise` is what a
    second engine heard instead, where two were asked and differ. `lost`: nothing recognised it.
    """

    utterance: int
    text: str
    confidence: float
    final: bool
    otherwise: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class EarGlimpsed:
    """What a glimpse at a pause of the open utterance tells about the end of the turn.

    `text`: all its words so far, "" where none were recognised; None if only the sound was judged.
    `finished`: how likely the turn is over by its sound, 0 to 1; None if only words were.
    """

    utterance: int
    text: str | None = None
    finished: float | None = None


@dataclass(frozen=True, slots=True)
class EarOverloaded:
    """`skipped` partial results were given up since the last such signal."""

    skipped: int


Signal = (
    Frame
    | LegRinging
    | LegEarlyMedia
    | LegAnswered
    | LegKey
    | LegPlayed
    | LegTransfer
    | SupervisorEnds
    | SupervisorTakes
    | LegEnded
    | EarHeard
    | EarGlimpsed
    | EarOverloaded
)
Deliver = Callable[[Signal], None]


# --- ports -----------------------------------------------------------------------------------


class Leg(Protocol):
    """Our end of one SIP call. Every method may be called from any thread and returns at once."""

    def play(self, wav: Path) -> int:
        """Play an 8 kHz mono 16-bit WAV to the person, replacing what plays; returns a play id."""

    def stop_playing(self) -> None:
        """Silence at once."""

    def send_keys(self, keys: str) -> None:
        """Send keys by RFC 4733, falling back to SIP INFO."""

    def transfer(self, extension: str) -> None:
        """REFER the person to an extension of the PBX; answered by LegTransfer."""

    def hang_up(self) -> None:
        """End the call; answered by LegEnded."""


class Ear(Protocol):
    """Recognition of one call's audio. Nothing here blocks; results go to the inbox.

    Utterances are numbered by the caller from 0. Audio arrives only while an utterance is open.
    """

    def begin(self, utterance: int, language: str) -> None:
        """Open an utterance."""

    def feed(self, pcm: bytes) -> None:
        """Add audio (any number of 20 ms frames, 8 kHz) to the open utterance."""

    def glimpse(self) -> None:
        """Ask for a partial result now, if recognition has time for it; see EarGlimpsed."""

    def finish(self) -> None:
        """Close the utterance: a final result will come, whatever the load."""

    def drop(self) -> None:
        """Close the utterance and forget it: no result will come."""

    def close(self) -> None:
        """The call is over; results still awaited are delivered first."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text as audio: an 8 kHz mono 16-bit WAV of `seconds`."""

    wav: Path
    seconds: float


class Voice(Protocol):
    """Texts to audio, cached by text and voice."""

    def say(self, text: str, language: str) -> Prompt:
        """Render, or find in the cache. Raises VoiceMissing."""


class SpeechDetector(Protocol):
    """Voice activity of one call."""

    def probability(self, pcm: bytes) -> float:
        """How likely these 20 ms hold speech, 0 to 1; keeps its own state between frames."""

    def reset(self) -> None:
        """Forget what was heard."""


class OptOutRegister(Protocol):
    """Where opt-outs are kept."""

    def save(self, optout: OptOut) -> str:
        """Returns "database" or "spool" once it is on disk; saving the same id twice saves once.

        Falls back to the flushed local spool where the database cannot be written. Raises
        StorageError only if neither could be written.
        """


class Offers(Protocol):
    """Which optional kinds of notice (marketing, news, product updates) a person wants."""

    def turn(self, number: str, *, on: bool, words: str, attempt_id: str, at: datetime) -> bool:
        """By the person's own act on a call; on disk when it returns.

        True if they were turned on and a wider opt-out forbids one of them all the same. Raises
        StorageError.
        """


class CallFolder(Protocol):
    """Where one call's log, audio and evidence are written while it runs."""

    def record(self, event: Event) -> None:
        """Append the event to the log; it survives a kill of this process."""

    def hear(self, pcm: bytes, *, keep: bool = True) -> None:
        """Append the person's audio; it survives a kill of this process.

        Without `keep`, silence of the same length takes its place.
        """

    def hear_nothing(self, seconds: float) -> None:
        """The line sent nothing for so long: silence of that length, so that times stay true."""

    def speaks(self, prompt: Path, from_s: float) -> None:
        """Note that this prompt begins now, for whoever listens while the call runs."""

    def spoke(self, prompt: Path, from_s: float, to_s: float) -> None:
        """Note that this part of the recording's robot side is this prompt's audio."""

    def evidence_clip(self) -> str:
        """Name (relative to the data directory) of the clip that will hold the evidence.

        Of a call that may not be recorded: `sha256:` and the hash of the sound heard so far.
        """

    def close(self, evidence_from_s: float | None) -> None:
        """Write recording.wav (left: the person, right: the robot), and the clip from that time."""


class Clock(Protocol):
    """The date and time; an argument wherever policy looks at it."""

    def now(self) -> datetime:
        """Aware, UTC."""
