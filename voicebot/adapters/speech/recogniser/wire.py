"""What agents and the recogniser say to each other, and the recogniser to its coordinator."""

from dataclasses import dataclass

from voicebot.conversation.ports import EarGlimpsed, EarHeard, EarOverloaded
from voicebot.errors import VoicebotError

# --- from an agent; `line` is the agent's own number for one call's ear -----------------------


@dataclass(frozen=True, slots=True)
class Begin:
    """Open an utterance; one still open is finished."""

    line: int
    utterance: int
    language: str


@dataclass(frozen=True, slots=True)
class Feed:
    """Audio of the open utterance."""

    line: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A partial result is wanted now."""

    line: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The utterance is over: its final is wanted."""

    line: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Nothing is wanted of the open utterance any more."""

    line: int


@dataclass(frozen=True, slots=True)
class Leave:
    """The call is over."""

    line: int


Order = Begin | Feed | Glimpse | Finish | Drop | Leave

# --- to an agent -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """For the inbox of that line's call."""

    line: int
    signal: EarHeard | EarGlimpsed | EarOverloaded


# --- to the coordinator ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """The engines are loaded, and agents are answered."""


@dataclass(frozen=True, slots=True)
class Lag:
    """The longest that words took in the last seconds, or have been waiting for."""

    seconds: float


@dataclass(frozen=True, slots=True)
class CannotStart:
    """The process ends because of this."""

    error: VoicebotError
