"""Everything a decision may look at, frozen."""

from dataclasses import dataclass
from datetime import datetime, time

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, SuppressionReason


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An earlier outbound attempt that left this machine."""

    at: datetime
    answered: bool
    disposition: str | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """A standing reason not to call a number; `until` None means for good."""

    reason: SuppressionReason
    since: datetime
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures of policy that the rules use; times of day are local to the called party."""

    calls_from: time = time(9, 0)
    calls_until: time = time(20, 0)
    max_unanswered: int = 2
    max_calls_per_day: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about calling `number` for `purpose` at `at` (aware).

    `zones` are the IANA zones the called party may be in; `zones_from` says how they are known:
    "contact", "number", "setting" or "unknown". `attempts` are in order of time.
    """

    number: PhoneNumber
    number_valid: bool
    at: datetime
    purpose: Purpose
    zones: tuple[str, ...]
    zones_from: str
    campaign_id: str | None = None
    optouts: tuple[OptOut, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    attempts: tuple[PastAttempt, ...] = ()
    limits: Limits = Limits()
