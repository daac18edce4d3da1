"""Times as people read them: in the viewer's zone, and in that of the person called."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import (
    format_date,
    format_datetime,
    format_time,
    format_timedelta,
    get_timezone_name,
)
from tzlocal import get_localzone_name


@cache
def zones() -> tuple[str, ...]:
    """Every zone that can be chosen, by name."""
    places = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.startswith(places)))


@cache
def own_zone() -> str:
    """The zone of this machine."""
    return get_localzone_name() or "UTC"


def moment(at: datetime, zone: str, language: str, *, seconds: bool = False) -> str:
    """Day and time, as that language writes them."""
    style = "d MMM y, HH:mm:ss" if seconds else "d MMM y, HH:mm"
    return format_datetime(at, style, tzinfo=ZoneInfo(zone), locale=language)


def clock(at: datetime, zone: str, language: str) -> str:
    """The time of day."""
    return format_time(at, "HH:mm", tzinfo=ZoneInfo(zone), locale=language)


def day(at: date, zone: str, language: str) -> str:
    """The day alone."""
    if isinstance(at, datetime):
        at = at.astimezone(ZoneInfo(zone))
    return format_date(at, "d MMM y", locale=language)


def ago(at: datetime, now: datetime, language: str) -> str:
    """How long since, or until: "3 hours ago"."""
    return format_timedelta(at - now, add_direction=True, locale=language)


def zone_name(zone: str, language: str) -> str:
    """A zone as people there call it."""
    return get_timezone_name(ZoneInfo(zone), width="long", locale=language)
