"""What the law of a place asks of a call for one purpose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

from voicebot.contacts.consent import Channel, LegalBasis


class Recording(StrEnum):
    """Whether a call may be recorded, from the freest to the strictest."""

    FREE = "FREE"  # one party's knowledge is enough
    ANNOUNCED = "ANNOUNCED"  # everybody is told before
    AGREED = "AGREED"  # everybody has agreed before; else no audio is kept


HOLIDAYS = 7
"""Stands among the days of `Hours` for public holidays."""

NO_LIMIT = 1_000_000
"""A count that is never reached: the place sets none."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Calls may take place in [begins, ends) of these days (0 Monday … 6 Sunday), local time.

    `ends` 00:00 is the midnight that ends the day. Where some hours name HOLIDAYS, a call on a
    public holiday must suit both them and those of the weekday.
    """

    days: frozenset[int]
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many calls within a sliding window; `within` None is the local calendar day.

    `same_purpose` counts only calls for the purpose asked about. `per_person` counts calls to any
    number of the person, else those to the number alone.
    """

    most: int
    within: timedelta | None
    same_purpose: bool = False
    per_person: bool = True


@dataclass(frozen=True, slots=True)
class RegistryDuty:
    """A registry of this kind must have been consulted, in a copy at most so many days old."""

    kind: str  # NATIONAL or OPERATOR
    country: str  # ISO 3166 alpha-2
    max_age_days: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything a place asks. `sources` gives the rule's identifier for each field's name.

    `banned` says why no robot may call for this purpose at all, empty where one may. Any of `bases`
    permits; CONTRACT is had by customers without a consent, EXEMPTION by everybody, the others only
    by a consent on record. `abandoned_share` is the ceiling of abandoned among live-answered calls
    over `abandoned_within`. `channels` are those by which the same notice may go instead. After a
    refusal the place asks for `silence_after_refusal`, after a call that was answered by a person
    for `pause_after_talk`, both counted from that call to the next for the same purpose.
    """

    profiles: tuple[str, ...]  # "US", "US-WA", …
    version: str
    banned: str
    bases: frozenset[LegalBasis]
    hours: tuple[Hours, ...]
    holidays_forbidden: bool
    caps: tuple[Cap, ...]
    exempt_caps: tuple[Cap, ...]  # stand in addition where the call rests on EXEMPTION alone
    unanswered: int
    ring_s: float
    abandoned_share: float
    abandoned_within: timedelta
    redial_after_abandoned: timedelta
    registries: tuple[RegistryDuty, ...]
    recording: Recording
    channels: tuple[Channel, ...]
    silence_after_refusal: timedelta = timedelta(0)
    pause_after_talk: timedelta = timedelta(0)
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)
