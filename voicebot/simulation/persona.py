"""A person on the phone as a frozen value: how the call is taken, the part played, what is due."""

from dataclasses import dataclass, field

from voicebot.contacts.suppression import SuppressionReason
from voicebot.conversation.network import NetworkResult
from voicebot.outcomes.disposition import Disposition
from voicebot.simulation.script import Script
from voicebot.understanding.intents import AnsweredBy, RefusalKind


@dataclass(frozen=True, slots=True)
class PicksUp:
    """Rings for so long, then answers and plays the script."""

    ring_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Refuses:
    """The network refuses the call with a SIP code and a Q.850 cause."""

    sip_code: int
    q850: int
    after_s: float = 0.2


@dataclass(frozen=True, slots=True)
class RingsOut:
    """Rings until the caller gives up."""


@dataclass(frozen=True, slots=True)
class Announces:
    """An operator's announcement in early media (183), so many times over, then a refusal."""

    phrase: str
    sip_code: int
    q850: int
    times: int = 2


Taking = PicksUp | Refuses | RingsOut | Announces


@dataclass(frozen=True, slots=True)
class Called:
    """What the record of a call to this person must say; `or_else` is as good a disposition."""

    disposition: Disposition
    answered_by: AnsweredBy = AnsweredBy.HUMAN
    refusal_kind: RefusalKind | None = None
    opt_out: bool = False
    network: NetworkResult = NetworkResult.ANSWERED
    or_else: Disposition | None = None

    @property
    def dispositions(self) -> tuple[Disposition, ...]:
        """Any of these is right."""
        return (self.disposition,) if self.or_else is None else (self.disposition, self.or_else)


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """The number must not be dialled, for this reason."""

    reason: SuppressionReason


Due = Called | LeftAlone


@dataclass(frozen=True, slots=True)
class Persona:
    """Who answers when a number is dialled.

    `first` is due when called for the first time, `second` when a second campaign comes to the
    same number on the next day, `without_operators` both times where nobody can be fetched.
    Everybody here consented to be called once; `took_it_back` says who withdrew that.
    """

    name: str
    about: str
    first: Due
    second: Due
    without_operators: Called | None = None
    taking: Taking = field(default_factory=PicksUp)
    script: Script = field(default_factory=Script)
    took_it_back: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """A stranger who calls in to be left alone. `anonymous` hides their number."""

    name: str
    about: str
    script: Script
    anonymous: bool = False
