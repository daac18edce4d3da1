"""Hours of the day in which a call may begin, where the called party is."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


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
