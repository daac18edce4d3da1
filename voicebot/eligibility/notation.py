"""How figures are written in a profile; another form is a ValueError that says how.

hours       "Mon-Fri 10:00-13:00", "Sat,Sun 09:00-20:00", "every day 00:00-24:00",
            "holidays 09:00-20:00"
caps        "1 per day", "2 per 7 days", "3 per 24 hours on one purpose", "2 per day to one number"
durations   "72 hours", "30 days", "none"
abandoned   "3% per 24 hours", "no limit"
registries  "NATIONAL US at most 31 days old"
"""

import re
from collections.abc import Iterable
from datetime import time, timedelta

from voicebot.eligibility.terms import HOLIDAYS, NO_LIMIT, Cap, Hours, RegistryDuty

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = re.compile(r"(every day|holidays|[A-Z][A-Za-z,-]+) (\d\d):(\d\d)-(\d\d):(\d\d)")
_CAP = re.compile(
    r"(\d{1,5}) per (day|[1-9]\d{0,3} (?:days|hours))( on one purpose)?( to one number)?"
)
_DURATION = re.compile(r"([1-9]\d{0,3}) (hours|days)")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)% per ([1-9]\d{0,3} (?:hours|days))")
_REGISTRY = re.compile(r"(NATIONAL|OPERATOR) ([A-Z]{2}) at most (\d{1,4}) days old")


def hours(written: object) -> tuple[Hours, ...]:
    """Several spans of a week."""
    return tuple(_hours(text) for text in _texts(written))


def caps(written: object) -> tuple[Cap, ...]:
    """Several caps; an empty list is none."""
    return tuple(_cap(text) for text in _texts(written))


def duration(written: object) -> timedelta:
    """A length of time; "none" is nought."""
    if written == "none":
        return timedelta(0)
    found = _DURATION.fullmatch(_text(written))
    if found is None:
        raise ValueError(f'{written!r} is no length of time, write "30 days", "72 hours" or "none"')
    return timedelta(**{found[2]: int(found[1])})


def share(written: object) -> tuple[float, timedelta]:
    """A share between 0 and 1, and the length of time over which it is taken."""
    if written == "no limit":
        return 1.0, timedelta(days=30)
    found = _SHARE.fullmatch(_text(written))
    if found is None or float(found[1]) > 100:
        raise ValueError(f'{written!r} is no ceiling, write "3% per 24 hours" or "no limit"')
    return float(found[1]) / 100, duration(found[2])


def registries(written: object) -> tuple[RegistryDuty, ...]:
    """The registries that must have been consulted."""
    return tuple(_registry(text) for text in _texts(written))


def count(written: object) -> int:
    """A number of calls, one at least."""
    if written == "no limit":
        return NO_LIMIT
    if type(written) is not int or not 1 <= written < NO_LIMIT:
        raise ValueError(f'{written!r} is no number of calls, write 1 or more, or "no limit"')
    return written


def seconds(written: object) -> float:
    """A length of time in seconds, an hour at most."""
    if isinstance(written, int | float) and type(written) is not bool and 0 <= written <= 3600:
        return float(written)
    raise ValueError(f"{written!r} is no number of seconds, write 15 for instance")


def names(written: object, known: Iterable[str]) -> tuple[str, ...]:
    """Several of the known names."""
    choice = tuple(known)
    for name in _texts(written):
        if name not in choice:
            raise ValueError(f"{name!r} is not known, write one of {', '.join(choice)}")
    return tuple(dict.fromkeys(_texts(written)))


def sentence(written: object) -> str:
    """Words for people."""
    return _text(written)


def _hours(text: str) -> Hours:
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError(f'{text!r} are no hours, write "Mon-Fri 10:00-13:00" for instance')
    begins, ends = (_of_day(text, found[h], found[h + 1]) for h in (2, 4))
    if begins >= ends or begins == 24 * 60:
        raise ValueError(f"{text!r} are no hours, they must end later on the same day")
    return Hours(_days(text, found[1]), _time(begins), _time(ends))


def _of_day(text: str, hour: str, minute: str) -> int:
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > 24 * 60:
        raise ValueError(f"{text!r} are no hours, {hour}:{minute} is no time of day")
    return minutes


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _days(text: str, named: str) -> frozenset[int]:
    if named == "every day":
        return frozenset(range(7))
    if named == "holidays":
        return frozenset({HOLIDAYS})
    days: set[int] = set()
    for part in named.split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError(f"{text!r} are no hours, the days are {', '.join(_DAYS)}")
        span = range(_DAYS.index(first), _DAYS.index(last or first) + 1)
        if not span:
            raise ValueError(f"{text!r} are no hours, {part} runs backwards")
        days.update(span)
    return frozenset(days)


def _cap(text: str) -> Cap:
    found = _CAP.fullmatch(text)
    if found is None:
        raise ValueError(f'{text!r} is no cap, write "1 per day" or "4 per 30 days" for instance')
    within = None if found[2] == "day" else duration(found[2])
    return Cap(count(int(found[1])), within, bool(found[3]), not found[4])


def _registry(text: str) -> RegistryDuty:
    found = _REGISTRY.fullmatch(text)
    if found is None:
        raise ValueError(f'{text!r} is no registry, write "NATIONAL US at most 31 days old"')
    return RegistryDuty(found[1], found[2], int(found[3]))


def _text(written: object) -> str:
    if not isinstance(written, str) or not written:
        raise ValueError(f"{written!r} is no text")
    return written


def _texts(written: object) -> tuple[str, ...]:
    if not isinstance(written, list):
        raise ValueError(f"{written!r} is no list, write it in square brackets")
    return tuple(_text(text) for text in written)
