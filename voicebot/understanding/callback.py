"""When a person wants to be called: "tomorrow at ten", «через час».

What is said is first read as a `Said` (a delay, a day, an hour, a part of the day) by the patterns
of `time_words.py`, then placed on the calendar of the called party. A time at which calls are not
allowed is kept as said: the calling rules will defer it.
"""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from voicebot.understanding.time_said import Said
from voicebot.understanding.time_words import read_time

PART_TIMES = {
    "morning": time(10, 0),
    "before_lunch": time(11, 0),
    "lunch": time(13, 0),
    "afternoon": time(14, 0),
    "evening": time(18, 0),
    "night": time(20, 0),
}
"""The hour that is meant by a part of the day."""

DAY_TIME = PART_TIMES["morning"]
"""The hour that is meant where only a day was said."""

FIRST_LIKELY_HOUR = 8
"""Of hours said without morning or evening, those from here to noon are of the morning."""

LAST_LIKELY_HOUR = 20
"""An hour of the morning that has passed is of this evening up to here, else of tomorrow."""

SOON = timedelta(hours=1)
"""Where today is asked for and its hour has passed."""

LONGEST_DELAY = timedelta(days=366)


def callback_time(text: str, language: str, now: datetime, zone: str) -> datetime | None:
    """The time said, aware, in `zone` (IANA), after `now` (aware); None if no time was said."""
    said = read_time(text, "ru" if language == "ru" else "en")
    local_now = now.astimezone(ZoneInfo(zone))
    if said.delay is not None:
        return _after_delay(said, local_now)
    day = _day(said, local_now.date())
    clock = _clock(said)
    if day is None and clock is None:
        return None
    return _next(local_now, day or local_now.date(), clock or DAY_TIME, said)


def _after_delay(said: Said, local_now: datetime) -> datetime | None:
    """Hours and minutes are counted on the clock; days lead to an hour of that day."""
    delay = said.delay or timedelta()
    if not timedelta() < delay <= LONGEST_DELAY:
        return None
    if delay < timedelta(days=1):
        return (local_now.astimezone(ZoneInfo("UTC")) + delay).astimezone(local_now.tzinfo)
    day = (local_now + delay).date()
    return datetime.combine(day, _clock(said) or DAY_TIME, local_now.tzinfo)


def _clock(said: Said) -> time | None:
    """The hour said, in 24 hours."""
    if said.hour is None:
        return PART_TIMES[said.part] if said.part else None
    hour = said.hour
    if hour == 24:
        hour = 0
    elif said.part == "morning":
        hour = 0 if hour == 12 else hour
    elif said.part == "night":
        hour = hour + 12 if 5 <= hour < 12 else hour % 12 if hour == 12 else hour
    elif (said.part is not None and hour < 12) or (said.part is None and hour < FIRST_LIKELY_HOUR):
        hour = hour + 12 if not said.exact else hour
    clock = datetime(2000, 1, 2, hour, said.minute) - timedelta(hours=1 if said.before else 0)
    return clock.time()


def _day(said: Said, today: date) -> date | None:
    if said.month_day is not None:
        return _date_of(said, today)
    if said.weekday is not None:
        if said.next_week:
            monday = today + timedelta(days=7 - today.weekday())
            return monday + timedelta(days=said.weekday)
        ahead = (said.weekday - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    if said.next_week:
        return today + timedelta(days=7 - today.weekday())
    return None if said.days is None else today + timedelta(days=said.days)


def _date_of(said: Said, today: date) -> date | None:
    """The next time that day comes, in its month or in any; None for the 31st of June."""
    wanted = said.month_day or 1
    for ahead in range(13):
        months = today.year * 12 + today.month - 1 + ahead
        year, month = months // 12, months % 12 + 1
        if said.month is not None and month != said.month:
            continue
        if wanted <= calendar.monthrange(year, month)[1]:
            day = date(year, month, wanted)
            if day >= today:
                return day
    return None


def _next(local_now: datetime, day: date, clock: time, said: Said) -> datetime:
    """The first such moment from `day` on that lies ahead."""
    when = datetime.combine(day, clock, local_now.tzinfo)
    later = when + timedelta(hours=12)
    vague = said.hour is not None and said.part is None and clock.hour < 12 and not said.exact
    if when <= local_now < later and vague and later.hour <= LAST_LIKELY_HOUR:
        return later
    if when <= local_now and said.days == 0:
        return local_now + SOON
    while when <= local_now:
        when += timedelta(days=7 if said.weekday is not None else 1)
    return when
