"""A week's hours as spans of seconds, so that they can be compared and met."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time

from voicebot.eligibility.terms import HOLIDAYS, Hours

DAY_S = 86_400
WEEKDAYS = range(7)

Spans = tuple[tuple[int, int], ...]
"""Half-open spans, in order, none touching the next."""


def spans_on(hours: Iterable[Hours], day: int) -> Spans:
    """What these hours leave open on a day (0 Monday … 6 Sunday, HOLIDAYS), from its midnight."""
    return merged((_seconds(h.begins), _seconds(h.ends) or DAY_S) for h in hours if day in h.days)


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """The same moments with spans that touch or overlap made one; empty ones fall out."""
    found: list[tuple[int, int]] = []
    for begins, ends in sorted(spans):
        if begins >= ends:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return tuple(found)


def met(one: Spans, other: Spans) -> Spans:
    """The moments that lie in both."""
    found: list[tuple[int, int]] = []
    here, there = 0, 0
    while here < len(one) and there < len(other):
        begins = max(one[here][0], other[there][0])
        ends = min(one[here][1], other[there][1])
        if begins < ends:
            found.append((begins, ends))
        if one[here][1] <= other[there][1]:
            here += 1
        else:
            there += 1
    return tuple(found)


def common_hours(parts: Sequence[Iterable[Hours]]) -> tuple[tuple[Hours, ...], bool]:
    """The hours that suit every part, and whether that leaves public holidays without any.

    A part that says nothing of holidays leaves them as the weekday is.
    """
    weeks = [tuple(part) for part in parts]
    shared = {day: _shared([spans_on(week, day) for week in weeks]) for day in WEEKDAYS}
    on_holidays = [spans for week in weeks if (spans := spans_on(week, HOLIDAYS))]
    shared[HOLIDAYS] = _shared(on_holidays) if on_holidays else ()
    return hours_of(shared), bool(on_holidays) and not shared[HOLIDAYS]


def without_holidays(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """The hours of the weekdays alone."""
    week = tuple(hours)
    return hours_of({day: spans_on(week, day) for day in WEEKDAYS})


def hours_of(week: Mapping[int, Spans]) -> tuple[Hours, ...]:
    """The hours of a week's spans: days with the same span together, in order of time."""
    days: dict[tuple[int, int], set[int]] = {}
    for day, spans in week.items():
        for span in spans:
            days.setdefault(span, set()).add(day)
    ordered = sorted(days.items(), key=lambda item: (sorted(item[1]), item[0]))
    return tuple(Hours(frozenset(on), _time(span[0]), _time(span[1])) for span, on in ordered)


def _shared(parts: Sequence[Spans]) -> Spans:
    spans = parts[0]
    for part in parts[1:]:
        spans = met(spans, part)
    return spans


def _seconds(of_day: time) -> int:
    return of_day.hour * 3600 + of_day.minute * 60 + of_day.second


def _time(seconds: int) -> time:
    return time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
