"""The operator's own rules: they make the law of a place stricter, never looser."""

from dataclasses import dataclass, replace
from datetime import time

from voicebot.eligibility.terms import Cap, Hours, Terms
from voicebot.errors import BadSettings
from voicebot.settings import Settings

MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class House:
    """Hours of the called party's day, and counts; where no law speaks they are all there is.

    `calls_until` 00:00 is the midnight that ends the day. Where `seller_hours` are given, a call
    must suit them too, in the seller's own zone.
    """

    calls_from: time = time(9)
    calls_until: time = time(20)
    max_unanswered: int = 2
    max_calls_per_day: int = 1
    seller_zone: str | None = None
    seller_hours: tuple[Hours, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> "House":
        """The settings' house rules. Raises BadSettings for a time of day that is none."""
        return cls(
            calls_from=_time_of_day("quiet_until", settings.quiet_until),
            calls_until=_time_of_day("quiet_from", settings.quiet_from),
            max_unanswered=settings.max_unanswered,
            max_calls_per_day=settings.max_calls_per_day,
        )

    def tighten(self, terms: Terms) -> Terms:
        """The terms with the house's rules put on top of them."""
        hours = tuple(hours for each in terms.hours if (hours := self._within(each)) is not None)
        return replace(
            terms,
            hours=hours,
            caps=(*terms.caps, Cap(self.max_calls_per_day, within=None)),
            unanswered=min(terms.unanswered, self.max_unanswered),
        )

    def _within(self, hours: Hours) -> Hours | None:
        begins = max(hours.begins, self.calls_from)
        ends = min(hours.ends, self.calls_until, key=_as_an_end)
        if _as_an_end(ends) <= (False, begins):
            return None
        return replace(hours, begins=begins, ends=ends)


def _as_an_end(end: time) -> tuple[bool, time]:
    return (end == MIDNIGHT, end)


def _time_of_day(name: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise BadSettings(f"the setting {name!r} cannot be {text!r}", "write HH:MM") from error
