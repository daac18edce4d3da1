"""What the place of each question asks: terms once for each combination, then for every row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Protocol

import polars as pl

from voicebot.contacts.number import SIP_SCHEMES
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.fact_row import PLACE
from voicebot.eligibility.gathering_rows import Part, Rows, distinct
from voicebot.eligibility.house import House
from voicebot.eligibility.known import Known, Values
from voicebot.eligibility.terms import HOLIDAYS, Cap, Hours, Terms

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "holidays")
COMBINATION = ["country", "region", "purpose", "sip_address"]
_ROW = (
    *map(pl.col, ("person", "number", "purpose", "campaign_id", "at", "lasts_s", "requested_at")),
    *(pl.col(name).fill_null("") for name in ("country", "region")),
    pl.col("erased").fill_null(False),
    pl.col("zones").fill_null(pl.lit([], dtype=pl.List(pl.String))),
    pl.any_horizontal(pl.col("number").str.starts_with(scheme) for scheme in SIP_SCHEMES).alias(
        "sip_address"
    ),
)


class Law(Protocol):
    """The law of every place: read once, and the same for as long as it is kept."""

    def __hash__(self) -> int:
        """What it says is remembered."""
        ...

    def terms(
        self, country: str, region: str, purpose: Purpose, *, sip_address: bool = False
    ) -> Terms:
        """What the place asks of a call for this purpose."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Over what a cap counts; `hours` 0 is the called party's calendar day."""

    hours: float
    same_purpose: bool
    per_person: bool

    @classmethod
    def of(cls, cap: Cap) -> "Window":
        """The window of a cap."""
        hours = 0.0 if cap.within is None else cap.within / timedelta(hours=1)
        return cls(hours, cap.same_purpose, cap.per_person)

    @property
    def length(self) -> timedelta:
        """Of a sliding window."""
        return timedelta(hours=self.hours)

    def described(self, most: int) -> str:
        """A cap on this window in words."""
        span = f"{self.hours:g} h" if self.hours else "a local day"
        whom = "to the person" if self.per_person else "to the number"
        what = ", for this purpose" if self.same_purpose else ""
        return f"{most} in {span} {whom}{what}"


def windows_of(caps: Iterable[Cap]) -> Mapping[Window, int]:
    """The most calls of each window, the strictest where several caps share one, in order."""
    most: dict[Window, int] = {}
    for cap in caps:
        window = Window.of(cap)
        most[window] = min(cap.most, most.get(window, cap.most))
    return dict(sorted(most.items()))


def rows_of(known: Known, law: Law, house: House) -> Rows:
    """The questions, each with the number of its place's terms, the house's rules on top."""
    asked = known.asked.select(_ROW)
    combinations, which = distinct(asked.select(COMBINATION))
    numbered: dict[Terms, int] = {}
    places = [
        numbered.setdefault(terms_of(law, house, *combination), len(numbered))
        for combination in combinations.iter_rows()
    ]
    place = pl.Series("place", places, dtype=pl.UInt32).gather(which)
    frame = asked.drop("sip_address").with_row_index("row").hstack([place])
    return Rows(frame, tuple(numbered))


def facts_of_places(rows: Rows) -> Part:
    """PLACE for every row."""
    places = pl.DataFrame([facts_of_place(terms) for terms in rows.places], schema=PLACE)
    return places[rows.frame["place"]].lazy()


@lru_cache(maxsize=4096)
def terms_of(
    law: Law, house: House, country: str, region: str, purpose: str, sip_address: bool
) -> Terms:
    """What a place asks, the house's rules on top."""
    asked_for = Purpose(purpose)
    return house.tighten(law.terms(country, region, asked_for, sip_address=sip_address), asked_for)


@lru_cache(maxsize=1024)
def facts_of_place(terms: Terms) -> Values:
    """PLACE of one place."""
    caps, exempt_caps = windows_of(terms.caps), windows_of(terms.exempt_caps)
    return {
        "profiles": list(terms.profiles),
        "law_version": terms.version,
        "banned": terms.banned,
        "bases": sorted(map(str, terms.bases)),
        "hours": [_described(hours) for hours in terms.hours],
        "unanswered_most": terms.unanswered,
        "cap_rules": [window.described(most) for window, most in caps.items()],
        "cap_most": list(caps.values()),
        "exempt_cap_rules": [window.described(most) for window, most in exempt_caps.items()],
        "exempt_cap_most": list(exempt_caps.values()),
        "abandoned_most_share": terms.abandoned_share,
        "abandoned_within_s": int(terms.abandoned_within.total_seconds()),
        "redial_s": int(terms.redial_after_abandoned.total_seconds()),
        "silence_s": int(terms.silence_after_refusal.total_seconds()),
        "pause_s": int(terms.pause_after_talk.total_seconds()),
        "recording": str(terms.recording),
    }


def _described(hours: Hours) -> str:
    named = sorted(hours.days)
    days = " ".join(DAYS[day] for day in named)
    if set(named) >= set(range(HOLIDAYS)):
        days = "daily" if HOLIDAYS not in named else "daily and holidays"
    return f"{days} {hours.begins:%H:%M}-{hours.ends:%H:%M}"
