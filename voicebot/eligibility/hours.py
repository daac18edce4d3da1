"""Hours of the day in which a call may begin, where the called party is."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache

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
