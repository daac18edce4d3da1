"""Hours of the day in which a call may begin, where the called party is."""

from bisect import bisect_right
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from voicebot.eligibility.local_days import open_spans
from voicebot.eligibility.terms import Hours, Terms
from voicebot.eligibility.week import DAY_S, Spans, met

FAR = timedelta(days=14)
"""A call that may not begin within so long is not put off but refused."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000


def next_opening(
    at: datetime,
    zones: tuple[str, ...],
    terms: Terms,
    lasts_s: float = 0.0,
    *,
    holidays_in: tuple[str, ...] = (),
    seller_zone: str | None = None,
    seller_hours: tuple[Hours, ...] = (),
) -> datetime | None:
    """The first moment from `at` (aware) on when a call may begin, in UTC; None if none is near.

    From its beginning until `lasts_s` seconds later the call must lie within the terms' hours in
    every zone the called party may be in, and within the seller's own hours where they are given.
    `holidays_in` are the places ("FR", "DE-BY") whose public holidays count. Without any zone
    there is no such moment.
    """
    if not zones:
        return None
    begins = (at - _EPOCH) // _MICROSECOND
    lasts = round(lasts_s * _SECOND)
    spans, ends = _open(
        frozenset(zones),
        terms.hours,
        terms.holidays_forbidden,
        holidays_in,
        begins // (DAY_S * _SECOND),
        seller_zone,
        seller_hours,
    )
    for opens, closes in spans[bisect_right(ends, begins + lasts) :]:
        moment = max(opens, begins)
        if moment + lasts < closes:
            found = _EPOCH + moment * _MICROSECOND
            return found if found <= at + FAR else None
    return None


@lru_cache(maxsize=4096)
def _open(
    zones: frozenset[str],
    hours: tuple[Hours, ...],
    no_holidays: bool,
    places: tuple[str, ...],
    day: int,
    seller_zone: str | None,
    seller_hours: tuple[Hours, ...],
) -> tuple[Spans, tuple[int, ...]]:
    """Spans in microseconds when everybody's hours are open, and their ends."""
    days = FAR.days + 3
    spans: Spans = ((day * DAY_S, (day + days) * DAY_S),)
    for zone in sorted(zones):
        spans = met(spans, open_spans(zone, hours, no_holidays, places, day, days))
    if seller_zone is not None and seller_hours:
        spans = met(spans, open_spans(seller_zone, seller_hours, False, (), day, days))
    fine = tuple((opens * _SECOND, closes * _SECOND) for opens, closes in spans)
    return fine, tuple(closes for _, closes in fine)


def is_within(at: datetime, zone: str, begins: time, ends: time) -> bool:
    """True if `at` (aware) falls in [begins, ends) of the zone's day."""
    return begins <= at.astimezone(ZoneInfo(zone)).time() < ends


def next_time_within_all(
    at: datetime, zones: tuple[str, ...], begins: time, ends: time
) -> datetime | None:
    """The first moment from `at` on that is within the hours of every zone, in UTC.

    None if the zones' hours never overlap. Only the openings of each zone's next days can be such
    a moment, so they are all that is tried; a clock change moves an opening with its day.
    """
    if all(is_within(at, zone, begins, ends) for zone in zones):
        return at.astimezone(UTC)
    openings = sorted(
        opening for zone in zones for opening in _openings(at, zone, begins) if opening > at
    )
    for opening in openings:
        if all(is_within(opening, zone, begins, ends) for zone in zones):
            return opening
    return None


def local_day_ends(at: datetime, zone: str) -> datetime:
    """The midnight that ends the zone's present day, in UTC."""
    here = ZoneInfo(zone)
    day = at.astimezone(here).date() + timedelta(days=1)
    return datetime.combine(day, time(0), here).astimezone(UTC)


def same_local_day(one: datetime, other: datetime, zone: str) -> bool:
    """True if both moments fall on one calendar day of the zone."""
    here = ZoneInfo(zone)
    return one.astimezone(here).date() == other.astimezone(here).date()


def _openings(at: datetime, zone: str, begins: time) -> list[datetime]:
    here = ZoneInfo(zone)
    today = at.astimezone(here).date()
    return [
        datetime.combine(today + timedelta(days=ahead), begins, here).astimezone(UTC)
        for ahead in range(3)
    ]
