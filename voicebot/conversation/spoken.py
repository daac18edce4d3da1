"""Values into words, as a voice should say them in English or Russian.

A flow's text names a value and a form: `{when:date}`. The forms are

    form          what it does                              English / Russian
    (none)        by the kind of value
    text          figures inside a text become words        flat twelve / квартира двенадцать
    name          like text, never in capitals throughout   Anna Petrova
    number        a quantity                                twenty-one point five
    ordinal       a place in an order                       twenty-first / двадцать первый
    digits        each digit by itself, in groups           two zero two, five five five
    money         an amount and its currency                twelve dollars fifty cents
    date          weekday, day and month                    вторник, двадцать четвёртое ноября
    day           the weekday                               Tuesday / вторник
    time          the time of day                           ten thirty in the morning
    duration      a length of time; numbers are minutes     one hour thirty minutes

Date, day, time and duration take a case for Russian, which English ignores: `date.accusative`
(«на среду, двадцать пятое ноября»), `date.genitive` («до среды, двадцать пятого ноября»). With
`date.on`, `day.on` and `time.at` the preposition is part of what is said: «в среду, двадцать
пятого ноября», "on Wednesday the …"; «в десять тридцать», "at ten thirty in the morning".

A value that does not fit its form is said as the text that it is.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from voicebot.conversation import calendar_words as calendar
from voicebot.conversation import numerals
from voicebot.conversation.spoken_text import name_words, text_words

Sayer = Callable[[object, str, str], str | None]
"""Value, language and case to words; None if the value does not fit."""

_YES_NO: Final = {"en": ("no", "yes"), "ru": ("нет", "да")}
_INFLECTED: Final = ("date", "day", "time", "duration")
_MOST_MINUTES: Final = 10**9
FORMS: Final = frozenset(
    {"", "text", "name", "number", "ordinal", "digits", "money", *_INFLECTED}
    | {f"{form}.{case}" for form in _INFLECTED for case in calendar.CASES}
    | {"date.on", "day.on", "time.at"}
)
"""Every form that a text may name."""


def spoken(value: object, language: str, form: str = "") -> str:
    """The value in words of the language ("en" or "ru"; any other is spoken as English).

    Never raises; no digit is left in the result. None is said as nothing.
    """
    if value is None:
        return ""
    tongue = "ru" if language == "ru" else "en"
    kind, _, case = form.partition(".")
    said = _SAYERS.get(kind, _plain)(value, tongue, case)
    return text_words(str(value) if said is None else said, tongue)


def _plain(value: object, tongue: str, _: str) -> str | None:
    """As the kind of value asks for."""
    if isinstance(value, bool):
        return _YES_NO[tongue][value]
    if isinstance(value, datetime):
        return f"{_date(value, tongue, '')}, {_time(value, tongue, '')}"
    say = next((say for kinds, say in _BY_TYPE if isinstance(value, kinds)), None)
    return say(value, tongue, "") if say else None


def _name(value: object, tongue: str, _: str) -> str | None:
    return name_words(str(value), tongue)


def _number(value: object, tongue: str, _: str) -> str | None:
    number = _as_number(value)
    return None if number is None else numerals.number_words(number, tongue)


def _ordinal(value: object, tongue: str, _: str) -> str | None:
    number = _as_number(value)
    if number is None or not number.is_finite() or number != number.to_integral_value():
        return _number(value, tongue, "")
    return numerals.ordinal_words(int(number), tongue)


def _digits(value: object, tongue: str, _: str) -> str | None:
    return numerals.digit_words(str(value), tongue) or None


def _money(value: object, tongue: str, _: str) -> str | None:
    found = numerals.amount_of(_written(value), tongue)
    return numerals.money_words(*found, tongue) if found else None


def _date(value: object, tongue: str, case: str) -> str | None:
    day = _as_date(value)
    if day is None:
        return None
    if case == "on":
        return calendar.on_date(day, tongue)
    return calendar.date_words(day, tongue, _case(case))


def _day(value: object, tongue: str, case: str) -> str | None:
    day = _as_date(value)
    if day is None:
        return None
    if case == "on":
        return calendar.on_weekday(day, tongue)
    return calendar.weekday_words(day, tongue, _case(case))


def _time(value: object, tongue: str, case: str) -> str | None:
    at = _as_time(value)
    if at is None:
        return None
    if case == "at":
        return calendar.at_time(at, tongue)
    return calendar.time_words(at, tongue, _case(case))


def _duration(value: object, tongue: str, case: str) -> str | None:
    if isinstance(value, timedelta):
        return calendar.duration_words(value, tongue, _case(case))
    minutes = _as_number(value)
    if minutes is None or not abs(minutes) < _MOST_MINUTES:
        return _number(value, tongue, "")
    return calendar.duration_words(timedelta(minutes=float(minutes)), tongue, _case(case))


_SAYERS: Final[dict[str, Sayer]] = {
    "name": _name,
    "number": _number,
    "ordinal": _ordinal,
    "digits": _digits,
    "money": _money,
    "date": _date,
    "day": _day,
    "time": _time,
    "duration": _duration,
    "text": lambda *_: None,
}
_BY_TYPE: Final[tuple[tuple[type | tuple[type, ...], Sayer], ...]] = (
    (date, _date),
    (time, _time),
    (timedelta, _duration),
    ((int, float, Decimal), _number),
)


def _case(case: str) -> str:
    return case if case in calendar.CASES else "nominative"


def _written(value: object) -> str:
    """A number without exponent, anything else as its text."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = _as_number(value)
        if number is not None and number.is_finite() and abs(number.adjusted()) < numerals.LONGEST:
            return f"{number:f}"
    return str(value)


def _as_number(value: object) -> Decimal | None:
    """NaN is not a number; infinities are none that can be said."""
    if isinstance(value, bool):
        return None
    text = str(value).strip()
    try:
        number = Decimal(text.replace(",", ".") if text.count(",") == 1 else text)
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def _as_date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    for form in (None, "%d.%m.%Y", "%d.%m.%Y %H:%M"):
        try:
            return datetime.strptime(value, form) if form else datetime.fromisoformat(value)
        except ValueError:
            continue
    return None


def _as_time(value: object) -> time | None:
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if not isinstance(value, str):
        return None
    try:
        return time.fromisoformat(value.strip().zfill(len("00:00")))
    except ValueError:
        day = _as_date(value)
        return day.time() if isinstance(day, datetime) else None
