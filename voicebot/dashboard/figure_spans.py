"""Spans of days in a viewer's zone, and figures by day and by hour of the day within them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from voicebot.adapters.storage.call_counting import MEASURES
from voicebot.adapters.storage.call_figures import CallSums

SPANS = (7, 30, 90, 365)
USUAL = 30
_DAYS_APART = 62
"""A longer span is drawn by weeks."""

_figures = attrgetter(*MEASURES)
Hours = Sequence[tuple[datetime, CallSums]]


@dataclass(frozen=True, slots=True)
class Span:
    """The last so many days of a zone, today included: from `since` until before `until`."""

    days: int
    zone: str
    since: datetime
    until: datetime

    @classmethod
    def last(cls, asked: str, zone: str, now: datetime) -> "Span":
        """As a page's address asks for it; the usual one for what cannot be read."""
        days = int(asked) if asked in {str(each) for each in SPANS} else USUAL
        here = ZoneInfo(zone)
        tomorrow = now.astimezone(here).date() + timedelta(days=1)
        first = tomorrow - timedelta(days=days)
        begins, ends = (datetime.combine(day, time(), here) for day in (first, tomorrow))
        return cls(days, zone, begins, ends)

    @property
    def by_week(self) -> bool:
        """True if a chart shows weeks."""
        return self.days > _DAYS_APART

    def places(self) -> list[date]:
        """The days of a chart, or the first days of its weeks."""
        step = 7 if self.by_week else 1
        first = self.since.date()
        return [first + timedelta(days=at) for at in range(0, self.days, step)]

    def by_day(self, hours: Hours) -> list[CallSums]:
        """The sums of each place of the chart."""
        step = 7 if self.by_week else 1
        first, here = self.since.date(), ZoneInfo(self.zone)
        found: list[list[CallSums]] = [[] for _ in self.places()]
        for hour, counted in hours:
            at = (hour.astimezone(here).date() - first).days // step
            if 0 <= at < len(found):
                found[at].append(counted)
        return [summed(each) for each in found]

    def by_clock(self, hours: Hours) -> dict[int, CallSums]:
        """The sums of each hour of the day that had calls, in order."""
        here = ZoneInfo(self.zone)
        found: dict[int, list[CallSums]] = {}
        for hour, counted in hours:
            found.setdefault(hour.astimezone(here).hour, []).append(counted)
        return {clock: summed(each) for clock, each in sorted(found.items())}


def total(hours: Hours) -> CallSums:
    """All of them."""
    return summed(counted for _, counted in hours)


def summed(sums: Iterable[CallSums]) -> CallSums:
    """All of them."""
    columns = zip(*map(_figures, sums), strict=True)
    return CallSums(*map(sum, columns))
