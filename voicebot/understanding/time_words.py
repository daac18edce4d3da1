"""Times as they are spoken, in tables of patterns by language.

The words are first written plainly: numbers as figures ("twenty five" is "25"), ordinals with a
mark («седьмого» is "#7"). Every pattern then reads one thing.
"""

import re
from collections.abc import Sequence

from voicebot.understanding.number_words import cardinals, ordinals, tokens_of
from voicebot.understanding.time_said import (
    UNITS,
    Row,
    Said,
    after,
    after_said,
    at_hour,
    date_in,
    hour_said,
    in_days,
    in_next_week,
    in_part,
    minutes_from,
    named,
    on_weekday,
    rows,
)


def read_time(text: str, language: str) -> Said:
    """Everything said of a time; the first pattern of each thing that is there counts."""
    plain = _plainly(text, language)
    said = Said()
    for things in GRAMMARS[language]:
        for pattern, reads in things:
            found = pattern.search(plain)
            if found is not None:
                said = reads(said, found)
                plain = f"{plain[: found.start()]} {plain[found.end() :]}"
                break
    return said


def _plainly(text: str, language: str) -> str:
    known, ranked = cardinals(language), ordinals(language)
    words: list[str] = []
    for token in HALF_HOUR.sub("пол ", " ".join(tokens_of(text))).split():
        value = known.get(token)
        rank = ranked.get(token)
        tens = bool(words) and words[-1] in TENS
        if value is not None and tens and 0 < value < 10:
            words[-1] = str(int(words[-1]) + value)
        elif rank is not None and tens and rank < 10:
            words[-1] = f"#{int(words[-1]) + rank}"
        elif value is not None:
            words.append(str(value))
        else:
            words.append(token if rank is None else f"#{rank}")
    return " ".join(words)


HALF_HOUR = re.compile(r"\bпол(?=\w+(?:ого|его)\b)")  # «полседьмого» is half an hour short of 7
TENS = frozenset(str(tens) for tens in range(20, 60, 10))

ENGLISH_WEEKDAYS = {
    "mondays?": 0, "tuesdays?": 1, "wednesdays?": 2, "thursdays?": 3, "fridays?": 4,
    "saturdays?": 5, "sundays?": 6, "weekend": 5,
}  # fmt: skip
RUSSIAN_WEEKDAYS = {
    "понедельник\\w*": 0, "вторник\\w*": 1, "сред[ауые]": 2, "четверг\\w*": 3, "пятниц\\w*": 4,
    "суббот\\w*": 5, "воскресень\\w*": 6, "выходны\\w*": 5,
}  # fmt: skip
ENGLISH_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
RUSSIAN_MONTHS = {
    "января": 1, "февраля": 2, "марта": 3, "апреля": 4, "мая": 5, "июня": 6, "июля": 7,
    "августа": 8, "сентября": 9, "октября": 10, "ноября": 11, "декабря": 12,
}  # fmt: skip

IN_ENGLISH = "(?:in|after|give me|about|around)(?: about| another)?"

# Each tuple of rows reads one thing; in it the first row that is found counts.
ENGLISH: tuple[Sequence[Row], ...] = (
    rows(
        ("(?:in|after|give me) (?:about )?(?:a )?half an? hour", after(30, "minute")),
        ("(?:in|after) (?:about )?(?:a )?quarter of an hour", after(15, "minute")),
        ("(?:in|after) (?:about )?(?:an|1) hour and (?:a )?half", after(90, "minute")),
        ("(?:in|after) (?P<n>\\d{1,4}) and a half hours", after_said("hour", 0.5)),
        *(
            row
            for unit in UNITS
            for row in (
                (f"(?:in|after) (?:about |around )?an? {unit}(?: or so)?", after(1, unit)),
                (f"an? {unit} (?:later|from now)", after(1, unit)),
                (f"(?:in|after|give me) an? couple(?: of)? {unit}s", after(2, unit)),
                (f"(?:in|after) an? few {unit}s", after(3, unit)),
                (f"{IN_ENGLISH} (?P<n>\\d{{1,4}}) (?:more )?{unit}s?", after_said(unit)),
                (f"(?P<n>\\d{{1,4}}) {unit}s? (?:later|from now)", after_said(unit)),
            )
        ),
    ),
    rows(
        ("not today|not tonight|today (?:is|i am) (?:not|busy|bad)", in_days(1)),
        ("day after tomorrow", in_days(2)),
        ("(?<!not )tomorrow", in_days(1)),
        ("today|later on|(?=tonight|this (?:morning|afternoon|evening))", in_days(0)),
    ),
    (
        *named(ENGLISH_WEEKDAYS, "(?P<next>next )?(?:the |this |week )?", on_weekday),
        *rows(("next week", in_next_week)),
    ),
    (
        *named(ENGLISH_MONTHS, "#?(?P<d>\\d{1,2})(?:st|nd|rd|th)?(?: of)? ", date_in),
        *(
            row
            for name, month in ENGLISH_MONTHS.items()
            for row in rows((f"{name} (?:the )?#?(?P<d>\\d{{1,2}})", date_in(month)))
        ),
        *rows(("on the #?(?P<d>\\d{1,2})(?: ?(?:st|nd|rd|th))?", date_in())),
    ),
    rows(
        ("half past (?P<h>\\d{1,2})", minutes_from(1, 30)),
        ("quarter (?:past|after) (?P<h>\\d{1,2})", minutes_from(1, 15)),
        ("quarter (?:to|of|till|before) (?P<h>\\d{1,2})", minutes_from(-1, 15)),
        ("(?P<m>\\d{1,2}) (?:minutes )?past (?P<h>\\d{1,2})", minutes_from(1)),
        ("(?P<m>\\d{1,2}) (?:minutes )?to (?P<h>\\d{1,2})", minutes_from(-1)),
        ("noon|midday", at_hour(12)),
        ("midnight", at_hour(24)),
        (
            "(?:(?P<not>(?:not|dont|never) (?:\\w+ ){0,4}))?"
            "(?:at|around|about|by|from|after|past|since|till|until|(?P<before>before)) "
            "(?:about |around )?(?P<h>\\d{1,2})(?: oclock| o clock)?(?: (?P<m>[0-5]\\d))?",
            hour_said,
        ),
        ("(?P<h>\\d{1,2})(?: (?P<m>[0-5]\\d))?(?= ?(?:am|pm|a m|p m|in the))", hour_said),
        ("(?P<h>\\d{1,2}) (?P<m>[0-5]\\d)", hour_said),
        ("(?P<h>\\d{1,2}) ?(?:oclock|o clock|0 clock)", hour_said),
        ("^(?:\\w+ ){0,6}(?P<h>\\d{1,2})$", hour_said),
    ),
    rows(
        ("(?<!i )am|a m|morning", in_part("morning")),
        ("before lunch", in_part("before_lunch")),
        ("after lunch|afternoon|pm|p m", in_part("afternoon")),
        ("lunch(?:time)?|lunch break", in_part("lunch")),
        ("evening|after (?:work|dinner)", in_part("evening")),
        ("tonight|night", in_part("evening")),
    ),
)

HOURS_RU = "(?: час\\w*)?"
RUSSIAN: tuple[Sequence[Row], ...] = (
    rows(
        ("через (?:пол ?часа|полчасика|полчаса)", after(30, "minute")),
        ("через полтора часа", after(90, "minute")),
        ("через (?:четверть|15 минут) часа", after(15, "minute")),
        *(
            row
            for words, unit in (
                ("мин(?:ут\\w*)?", "minute"),
                ("час(?:а|ов|ик\\w*|ок)?", "hour"),
                ("день|дня|дней|дн[ея]ч?к?\\w*|сутки|суток", "day"),
                ("недел\\w*", "week"),
                ("месяц\\w*", "month"),
            )
            for row in (
                (f"через (?:пару|парочку) (?:{words})", after(2, unit)),
                (f"через (?:несколько) (?:{words})", after(3, unit)),
                (f"через (?P<n>\\d{{1,4}}) (?:{words})", after_said(unit)),
                (f"(?:{words}) через (?P<n>\\d{{1,4}})", after_said(unit)),
                (f"через (?:{words})", after(1, unit)),
                (f"спустя (?P<n>\\d{{1,4}}) (?:{words})", after_said(unit)),
            )
        ),
    ),
    rows(
        ("не сегодня|сегодня (?:я )?(?:не|никак|занят\\w*)", in_days(1)),
        ("послезавтра|после завтра", in_days(2)),
        ("(?<!не )завтра", in_days(1)),
        ("сегодня", in_days(0)),
    ),
    (
        *named(RUSSIAN_WEEKDAYS, "(?P<next>следующ\\w+ )?", on_weekday),
        *rows(("следующ\\w+ недел\\w+|(?:на )?той недел\\w+", in_next_week)),
    ),
    (
        *named(RUSSIAN_MONTHS, "#?(?P<d>\\d{1,2})(?: ?го)? ", date_in),
        *rows(("#?(?P<d>\\d{1,2})(?: ?го)? числа", date_in())),
    ),
    rows(
        ("пол(?:овин\\w+)? ?#(?P<h>\\d{1,2})", minutes_from(-1, 30)),
        ("четверть #(?P<h>\\d{1,2})", minutes_from(-1, 45)),
        ("без четверти (?P<h>\\d{1,2})", minutes_from(-1, 15)),
        ("без (?P<m>\\d{1,2})(?: минут\\w*)? (?P<h>\\d{1,2})", minutes_from(-1)),
        ("полдень|полудня", at_hour(12)),
        ("полночь", at_hour(24)),
        (
            "(?:(?P<not>(?:не|нельзя) (?:\\w+ ){0,4}))?(?:в|во|после|к|ко|с|со|около|часа|часов|"
            f"часиков|примерно|(?P<before>до|раньше)) (?P<h>\\d{{1,2}}){HOURS_RU}"
            "(?: (?P<m>[0-5]\\d)(?: минут\\w*)?)?",
            hour_said,
        ),
        ("(?:в|после) час(?:а|у)?(?= ночи)", at_hour(1)),
        ("(?:в|после|к|около) час(?:а|у|ик)?(?! \\d)", at_hour(13)),
        (
            f"(?P<h>\\d{{1,2}}){HOURS_RU}(?: (?P<m>[0-5]\\d))?(?= (?:утра|дня|вечера|ночи))",
            hour_said,
        ),
        ("(?P<h>\\d{1,2}) (?P<m>[0-5]\\d)", hour_said),
        ("(?P<h>\\d{1,2}) час\\w*", hour_said),
        ("^(?:\\w+ ){0,6}(?P<h>\\d{1,2})$", hour_said),
    ),
    rows(
        ("утр\\w*|утречком", in_part("morning")),
        ("до обеда", in_part("before_lunch")),
        ("после обеда|дня|днем", in_part("afternoon")),
        ("обед\\w*", in_part("lunch")),
        ("вечер\\w*|после работы", in_part("evening")),
        ("ночи|ночью", in_part("night")),
    ),
)
GRAMMARS = {"en": ENGLISH, "ru": RUSSIAN}
