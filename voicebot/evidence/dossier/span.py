"""Which time a dossier is about, and what counts as known then."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """From `begins` (None: the first record) up to `ends`, both aware.

    Whatever was written down at `ends` or after it was not known then. `zone` is the called
    party's, in which times are told; `day` is set where a whole local day is asked about.
    """

    begins: datetime | None
    ends: datetime
    zone: str
    day: date | None = None

    @classmethod
    def of_day(cls, day: date, zones: tuple[str, ...]) -> "Span":
        """A local day; where the zone is not unique, from its first beginning to its last end."""
        begins = min(_midnight(day, zone) for zone in zones)
        ends = max(_midnight(day + timedelta(days=1), zone) for zone in zones)
        return cls(begins, ends, zones[0], day)

    @classmethod
    def up_to(cls, moment: datetime, zones: tuple[str, ...]) -> "Span":
        """The local day of a moment, up to that moment."""
        begins = min(_midnight(moment.astimezone(ZoneInfo(zone)).date(), zone) for zone in zones)
        return cls(begins, moment, zones[0])

    @classmethod
    def whole(cls, now: datetime, zone: str) -> "Span":
        """Everything up to now."""
        return cls(None, now, zone)

    def holds(self, moment: datetime) -> bool:
        """True if a thing of this moment belongs to the time asked about."""
        return self.knows(moment) and (self.begins is None or moment >= self.begins)

    def knows(self, recorded_at: datetime) -> bool:
        """True if what was written down then was known by the end of the time asked about."""
        return recorded_at < self.ends


def _midnight(day: date, zone: str) -> datetime:
    """The day's first moment; where clocks jump over midnight, the first that there is."""
    local = datetime.combine(day, time.min, ZoneInfo(zone))
    return local.astimezone(ZoneInfo("UTC"))
