"""The operator's own rules: they make the law of a place stricter, never looser."""

from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from zoneinfo import available_timezones

from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.strictness import with_house_rules
from voicebot.eligibility.terms import Hours, Terms
from voicebot.errors import BadSettings, said
from voicebot.settings import Settings


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
            seller_zone=settings.seller_zone or None,
            seller_hours=_own_hours(settings),
        )

    @lru_cache(maxsize=1024)  # noqa: B019 - a house is a value, and a process has one
    def tighten(self, terms: Terms, purpose: Purpose) -> Terms:
        """The terms with the house's rules put on top of them; a warning of danger is left alone.

        Raises BadSettings where no hours are left.
        """
        return with_house_rules(
            terms,
            purpose,
            quiet_until=self.calls_from,
            quiet_from=self.calls_until,
            max_unanswered=self.max_unanswered,
            max_calls_per_day=self.max_calls_per_day,
        )


def _own_hours(settings: Settings) -> tuple[Hours, ...]:
    if not settings.seller_zone:
        return ()
    if settings.seller_zone not in available_timezones():
        raise BadSettings(
            said(
                "the setting 'seller_zone' cannot be {seller_zone!r}",
                seller_zone=settings.seller_zone,
            ),
            "write an IANA zone such as Europe/Moscow",
        )
    begins = _time_of_day("seller_from", settings.seller_from)
    return (
        Hours(frozenset(range(7)), begins, _time_of_day("seller_until", settings.seller_until)),
    )


def _time_of_day(name: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise BadSettings(
            said("the setting {name!r} cannot be {text!r}", name=name, text=text), "write HH:MM"
        ) from error
