"""What a phrase says of a time, and the readers that take it out of a matched pattern."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from re import Match


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a time. `hour` is 0 to 24 as said, `weekday` 0 (Monday) to 6.

    `part` is a part of the day, `days` counts from today, `before`: sooner than that hour;
    `exact`: the hour was said in 24 hours.
    """

    delay: timedelta | None = None
    days: int | None = None
    weekday: int | None = None
    next_week: bool = False
    month_day: int | None = None
    month: int | None = None
    hour: int | None = None
    minute: int = 0
    part: str | None = None
    before: bool = False
    exact: bool = False


Reads = Callable[[Said, Match[str]], Said]
Row = tuple[re.Pattern[str], Reads]


UNITS = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60, "month": 30 * 24 * 60}
LARGEST = 10_000


def after(amount: float, unit: str) -> Reads:
    minutes = min(amount, LARGEST) * UNITS[unit]
    return lambda said, _: replace(said, delay=timedelta(minutes=minutes))


def after_said(unit: str, extra: float = 0.0) -> Reads:
    def reads(said: Said, found: Match[str]) -> Said:
        amount = min(int(found["n"]), LARGEST) + extra
        return replace(said, delay=timedelta(minutes=amount * UNITS[unit]))

    return reads


def in_days(days: int) -> Reads:
    return lambda said, _: replace(said, days=days)


def on_weekday(weekday: int) -> Reads:
    return lambda said, found: replace(
        said, weekday=weekday, next_week=bool(found.groupdict().get("next"))
    )


def in_next_week(said: Said, _: Match[str]) -> Said:
    return replace(said, next_week=True)


def in_part(part: str) -> Reads:
    return lambda said, _: replace(said, part=part)


def date_in(month: int | None = None) -> Reads:
    def reads(said: Said, found: Match[str]) -> Said:
        day = int(found["d"])
        return replace(said, month_day=day, month=month) if 1 <= day <= 31 else said

    return reads


def at_hour(hour: int, minute: int = 0) -> Reads:
    return lambda said, _: replace(said, hour=hour, minute=minute, exact=True)


def hour_said(said: Said, found: Match[str]) -> Said:
    """Hour and minute as said; "before" only where it is a wish, not a prohibition."""
    groups = found.groupdict()
    hour, minute = int(found["h"]), int(groups.get("m") or 0)
    if hour > 24 or minute > 59:
        return said
    before = bool(groups.get("before")) and not groups.get("not")
    return replace(said, hour=hour, minute=minute, before=before, exact=hour > 12)


def minutes_from(sign: int, minutes: int | None = None) -> Reads:
    """Minutes past (1) or to (-1) the hour said."""

    def reads(said: Said, found: Match[str]) -> Said:
        hour = int(found["h"])
        offset = minutes if minutes is not None else int(found["m"])
        if not 1 <= hour <= 24 or not 0 <= offset < 60:
            return said
        if sign < 0 and offset:
            hour, offset = (hour - 1) or 12, 60 - offset
        return replace(said, hour=hour, minute=offset, exact=hour > 12)

    return reads


def rows(*rows: tuple[str, Reads]) -> tuple[Row, ...]:
    return tuple((re.compile(rf"\b(?:{pattern})\b"), reads) for pattern, reads in rows)


def named(names: Mapping[str, int], before: str, make: Callable[[int], Reads]) -> Sequence[Row]:
    return rows(*((f"{before}{name}", make(value)) for name, value in names.items()))
