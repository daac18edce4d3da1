"""Dates, times of day and durations as a voice says them, in the case that a sentence asks for."""

from datetime import date, time, timedelta
from typing import Final

from babel.dates import format_date
from babel.units import format_unit

from voicebot.conversation.numerals import integer_words, ordinal_words

CASES: Final = ("nominative", "accusative", "genitive")
_NOON: Final = 12
_SMALL: Final = 10
_UNITS: Final = (
    ("day", 86400, "m"),
    ("hour", 3600, "m"),
    ("minute", 60, "f"),
    ("second", 1, "f"),
)
_PARTS_OF_DAY: Final = (  # until which hour
    (5, "at night"),
    (12, "in the morning"),
    (18, "in the afternoon"),
    (22, "in the evening"),
    (24, "at night"),
)
_RUSSIAN_ENDINGS: Final = {  # of weekdays, by their last letter
    "accusative": {"а": "у"},
    "genitive": {"а": "ы", "к": "ка", "г": "га", "е": "я"},
}


def date_words(day: date, language: str, case: str = "nominative") -> str:
    """Tuesday the twenty-fourth of November; вторник, двадцать четвёртое ноября."""
    month = format_date(day, "d MMMM", locale=language).partition(" ")[2]
    if language != "ru":
        return f"{weekday_words(day, language)} the {ordinal_words(day.day, 'en')} of {month}"
    number = ordinal_words(day.day, "ru", gender="n", case=_short(case))
    return f"{weekday_words(day, 'ru', case)}, {number} {month}"


def weekday_words(day: date, language: str, case: str = "nominative") -> str:
    """Tuesday; вторник, среду, пятницы."""
    name = format_date(day, "EEEE", locale=language)
    if language != "ru" or case == "nominative":
        return name
    return name[:-1] + _RUSSIAN_ENDINGS[case].get(name[-1], name[-1])


def on_date(day: date, language: str) -> str:
    """On Tuesday the …; во вторник, двадцать четвёртого ноября."""
    if language != "ru":
        return f"on {date_words(day, language)}"
    number = ordinal_words(day.day, "ru", gender="n", case="g")
    month = format_date(day, "d MMMM", locale="ru").partition(" ")[2]
    return f"{on_weekday(day, 'ru')}, {number} {month}"


def on_weekday(day: date, language: str) -> str:
    """On Tuesday; во вторник, в среду."""
    name = weekday_words(day, language, "accusative")
    if language != "ru":
        return f"on {name}"
    return f"во {name}" if name.startswith("вт") else f"в {name}"


def time_words(at: time, language: str, case: str = "nominative") -> str:
    """Ten thirty in the morning; десять тридцать. Minutes only: a voice says no seconds."""
    return _russian_time(at, case) if language == "ru" else _english_time(at)


def at_time(at: time, language: str) -> str:
    """At ten thirty in the morning; в десять тридцать."""
    return f"в {_russian_time(at, 'accusative')}" if language == "ru" else f"at {_english_time(at)}"


def _english_time(at: time) -> str:
    if at.minute == 0 and at.hour % _NOON == 0:
        return "noon" if at.hour else "midnight"
    hour = integer_words(at.hour % _NOON or _NOON, "en")
    minute = integer_words(at.minute, "en")
    part = next(part for until, part in _PARTS_OF_DAY if at.hour < until)
    if at.minute == 0:
        return f"{hour} {part}"
    return f"{hour} {'oh ' if at.minute < _SMALL else ''}{minute} {part}"


def _russian_time(at: time, case: str) -> str:
    grammar = {"case": _short(case), "animate": False}
    hour = integer_words(at.hour, "ru", **grammar)
    if at.minute == 0:
        return f"{hour} {_russian_unit(at.hour, 'hour', case)}"
    minute = integer_words(at.minute, "ru", gender="f", **grammar)
    zero = f"{integer_words(0, 'ru', **grammar)} " if at.minute < _SMALL else ""
    return f"{hour} {zero}{minute}"


def duration_words(length: timedelta, language: str, case: str = "nominative") -> str:
    """One hour thirty minutes; один час тридцать минут. The sign is not said."""
    rest = round(abs(length).total_seconds())
    parts: list[str] = []
    for unit, seconds, gender in _UNITS:
        count, rest = divmod(rest, seconds)
        if count or (unit == "second" and not parts):
            parts.append(_counted(count, unit, gender, language, case))
    return " ".join(parts)


def _counted(count: int, unit: str, gender: str, language: str, case: str) -> str:
    if language != "ru":
        return f"{integer_words(count, language)} {_unit(count, unit, language)}"
    number = integer_words(count, "ru", gender=gender, case=_short(case), animate=False)
    return f"{number} {_russian_unit(count, unit, case)}"


def _unit(count: int, unit: str, language: str) -> str:
    """The unit's name in the number that the count asks for (Unicode CLDR)."""
    return format_unit(count, f"duration-{unit}", locale=language).partition(" ")[2]


def _russian_unit(count: int, unit: str, case: str) -> str:
    if case == "nominative":
        return _unit(count, unit, "ru")
    ends_in_one = count % 10 == 1 and count % 100 != 11
    one, two, five = (_unit(example, unit, "ru") for example in (1, 2, 5))
    if case == "genitive":
        return two if ends_in_one else five
    feminine_one = ends_in_one and one.endswith("а")
    return f"{one[:-1]}у" if feminine_one else _unit(count, unit, "ru")


def _short(case: str) -> str:
    """The case as num2words names it."""
    return case[0]
