"""When a call may begin: openings and local days, once for each calendar and moment."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import polars as pl

from voicebot.eligibility.gathering_rows import Rows, distinct
from voicebot.eligibility.hours import next_opening
from voicebot.eligibility.house import House
from voicebot.eligibility.known import MOMENT
from voicebot.eligibility.terms import Terms
from voicebot.eligibility.week import without_holidays

_BETWEEN = r"[,;/|]"  # several places where the person may be
_KEY = ["zones", "country", "region", "place", "lasts_s"]
_ZONES = pl.col("zones").list.join(",")
MOMENTS = ["opens_at", "opens_but_for_holidays", "today_began", "today_ends_at"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What decides when a call may begin, but for the moment asked about."""

    zones: tuple[str, ...]
    terms: Terms
    ordinary: Terms  # the same, as if no day were a holiday
    holidays_in: tuple[str, ...]
    lasts_s: float
    house: House

    def opens(self, at: datetime) -> datetime | None:
        """The first moment from `at` on when a call may begin, in UTC; None if none is near."""
        return self._next(at, self.terms)

    def opens_but_for_holidays(self, at: datetime) -> datetime | None:
        """The same if no day were a holiday."""
        return self._next(at, self.ordinary)

    def today(self, at: datetime) -> tuple[datetime, datetime]:
        """From the earliest beginning to the latest end of the present day in any of the zones."""
        days = [_local_day(at, zone) for zone in self.zones or ("UTC",)]
        return min(began for began, _ in days), max(ends for _, ends in days)

    def moments(self, at: datetime) -> tuple[datetime | None, ...]:
        """MOMENTS from that moment on."""
        return (self.opens(at), self.opens_but_for_holidays(at), *self.today(at))

    def _next(self, at: datetime, terms: Terms) -> datetime | None:
        return next_opening(
            at,
            self.zones,
            terms,
            self.lasts_s,
            holidays_in=self.holidays_in,
            seller_zone=self.house.seller_zone,
            seller_hours=self.house.seller_hours,
        )


@dataclass(frozen=True, slots=True)
class Times:
    """The calendars of all rows: `of_row` gives each row's place in `calendars`."""

    calendars: tuple[Calendar, ...]
    of_row: pl.Series

    @classmethod
    def of(cls, rows: Rows, house: House) -> "Times":
        """The calendars of the rows' zones, places and lengths of call."""
        different, of_row = distinct(rows.frame.select(_KEY).with_columns(_ZONES))
        calendars = tuple(
            calendar(house, zones.split(","), country, region, rows.places[place], lasts_s)
            for zones, country, region, place, lasts_s in different.iter_rows()
        )
        return cls(calendars, of_row)

    def openings(self, rows: Rows) -> pl.DataFrame:
        """MOMENTS of each row."""
        return self._for_each(rows.frame["at"], MOMENTS, Calendar.moments)

    def reopenings(self, moments: pl.Series) -> pl.DataFrame:
        """`reopens_at`: the first opening from each row's moment on, null where that is null."""
        return self._for_each(moments, ["reopens_at"], lambda calendar, at: (calendar.opens(at),))

    def _for_each(
        self,
        moments: pl.Series,
        names: list[str],
        of_moment: Callable[[Calendar, datetime], Iterable[datetime | None]],
    ) -> pl.DataFrame:
        asked = pl.DataFrame({"calendar": self.of_row, "moment": moments})
        different, which = distinct(asked)
        found = [
            tuple(None for _ in names) if at is None else tuple(of_moment(self.calendars[one], at))
            for one, at in different.iter_rows()
        ]
        table = pl.DataFrame(found, schema=dict.fromkeys(names, MOMENT), orient="row")
        return table[which]


def calendar(
    house: House,
    zones: Sequence[str],
    country: str,
    region: str,
    terms: Terms,
    lasts_s: float,
) -> Calendar:
    """The calendar of somebody in these zones, at a place with these terms."""
    return Calendar(
        zones=tuple(zone for zone in zones if zone),
        terms=terms,
        ordinary=_ordinary(terms),
        holidays_in=_places(country, region),
        lasts_s=lasts_s or 0.0,
        house=house,
    )


@lru_cache(maxsize=1024)
def _ordinary(terms: Terms) -> Terms:
    return replace(terms, hours=without_holidays(terms.hours), holidays_forbidden=False)


@lru_cache(maxsize=1024)
def _places(country: str, region: str) -> tuple[str, ...]:
    """Whose public holidays count: every state named of every country named."""
    countries, states = (
        [name.strip() for name in re.split(_BETWEEN, text) if name.strip()]
        for text in (country, region)
    )
    return tuple(f"{one}-{state}" for one in countries for state in states) or tuple(countries)


def _local_day(at: datetime, zone: str) -> tuple[datetime, datetime]:
    return _day(at.astimezone(ZoneInfo(zone)).date(), zone)


@lru_cache(maxsize=4096)
def _day(day: date, zone: str) -> tuple[datetime, datetime]:
    began, ends = (
        datetime.combine(midnight, time(0), ZoneInfo(zone)).astimezone(UTC)
        for midnight in (day, day + timedelta(days=1))
    )
    return began, ends
