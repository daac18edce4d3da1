"""What follows from a call: kinds of consequence, and the table that gives them."""

from dataclasses import dataclass
from datetime import datetime

from voicebot.contacts.suppression import SuppressionReason


@dataclass(frozen=True, slots=True)
class Suppress:
    """Leave the number alone until `until` (None: for good)."""

    reason: SuppressionReason
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again, not before `not_before`, if the rules allow it then."""

    not_before: datetime
    why: str


@dataclass(frozen=True, slots=True)
class CallBack:
    """The person asked to be called at `when`."""

    when: datetime


Consequence = Suppress | Retry | CallBack
