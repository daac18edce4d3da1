"""When the hours of a week are, in universal time, where clocks are put forward and back.

A zone's time is cut into stretches of one offset from UTC. Within a stretch a wall-clock hour is
one moment, so an hour that is left out has no moments and an hour that is repeated has two.
All times are whole seconds since 1970 UTC.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from voicebot.eligibility.public_holidays import is_holiday
from voicebot.eligibility.terms import HOLIDAYS, Hours
from voicebot.eligibility.week import DAY_S, Spans, merged, met, spans_on

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH_WEEKDAY = 3  # a Thursday
_STEP_S = 6 * 3600
"""No zone changes its offset and back again within so short a time."""


@lru_cache(maxsize=4096)
def open_spans(
    zone: str,
    hours: tuple[Hours, ...],
    no_holidays: bool,
    places: tuple[str, ...],
    day: int,
    days: int,
) -> Spans:
    """When these hours are from the day (since 1970, UTC) on, for so many days.

    `no_holidays` closes the public holidays of `places` altogether.
    """
    found: list[tuple[int, int]] = []
    for begins, ends, offset in _stretches(zone, day * DAY_S, (day + days) * DAY_S):
        for local in range((begins + offset) // DAY_S, (ends - 1 + offset) // DAY_S + 1):
            shift = local * DAY_S - offset
            for opens, closes in _spans_of(local, hours, no_holidays, places):
                found.append((max(opens + shift, begins), min(closes + shift, ends)))
    return merged(found)


def _spans_of(
    local_day: int, hours: tuple[Hours, ...], no_holidays: bool, places: tuple[str, ...]
) -> Spans:
    spans = spans_on(hours, (local_day + _EPOCH_WEEKDAY) % 7)
    on_holidays = spans_on(hours, HOLIDAYS)
    if not (no_holidays or on_holidays):
        return spans
    if not is_holiday(date.fromordinal(local_day + _EPOCH_DAY), places):
        return spans
    return () if no_holidays else met(spans, on_holidays)


def _stretches(zone: str, begins: int, ends: int) -> Iterator[tuple[int, int, int]]:
    """(begins, ends, offset in seconds) of each stretch of one offset."""
    here = ZoneInfo(zone)
    offset = _offset(here, begins)
    for step in range(begins, ends, _STEP_S):
        until = min(step + _STEP_S, ends)
        if (after := _offset(here, until)) != offset:
            change = _change(here, step, until, offset)
            yield begins, change, offset
            begins, offset = change, after
    yield begins, ends, offset


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The first second whose offset is not the one given."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0
