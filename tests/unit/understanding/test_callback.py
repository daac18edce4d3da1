"""When people want to be called. It is Wednesday, 14:20, in Moscow."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.understanding.callback import callback_time
from voicebot.understanding.number_words import cardinals
from voicebot.understanding.time_words import ENGLISH_WEEKDAYS

MOSCOW = "Europe/Moscow"
NOW = datetime(2026, 11, 18, 14, 20, tzinfo=ZoneInfo(MOSCOW))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call me tomorrow at ten", "19 10:00"),
        ("call me after six", "18 18:00"),
        ("call in an hour", "18 15:20"),
        ("in half an hour", "18 14:50"),
        ("call back in twenty minutes", "18 14:40"),
        ("in a couple of hours", "18 16:20"),
        ("next Monday", "23 10:00"),
        ("on Friday at half past three", "20 15:30"),
        ("sunday", "22 10:00"),
        ("tomorrow morning", "19 10:00"),
        ("tonight", "18 18:00"),
        ("this afternoon", "18 15:20"),
        ("day after tomorrow at quarter to seven", "20 18:45"),
        ("don't call before nine", "19 09:00"),
        ("not today, call tomorrow", "19 10:00"),
        ("at noon tomorrow", "19 12:00"),
        ("at 17:30", "18 17:30"),
        ("tomorrow at eight in the evening", "19 20:00"),
        ("at five pm", "18 17:00"),
        ("next week", "23 10:00"),
        ("tomorrow at eleven at night", "19 23:00"),
    ],
)
def test_english_times_are_placed_on_the_calendar(text: str, expected: str) -> None:
    when = callback_time(text, "en", NOW, MOSCOW)
    assert when is not None
    assert f"{when:%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("позвоните завтра в десять", "19 10:00"),
        ("через час", "18 15:20"),
        ("через полчаса", "18 14:50"),
        ("через полтора часа", "18 15:50"),
        ("часа через два", "18 16:20"),
        ("после шести", "18 18:00"),
        ("в понедельник утром", "23 10:00"),
        ("завтра в половине седьмого", "19 18:30"),
        ("в полседьмого", "18 18:30"),
        ("без пятнадцати пять", "18 16:45"),
        ("в три часа дня", "18 15:00"),
        ("в час дня", "19 13:00"),
        ("в пятницу после обеда", "20 14:00"),
        ("послезавтра в 10:30", "20 10:30"),
        ("не звоните до девяти", "19 09:00"),
        ("завтра после шести вечера", "19 18:00"),
        ("на следующей неделе", "23 10:00"),
        ("двадцать пятого числа", "25 10:00"),
        ("через неделю", "25 10:00"),
        ("в девять вечера", "18 21:00"),
    ],
)
def test_russian_times_are_placed_on_the_calendar(text: str, expected: str) -> None:
    when = callback_time(text, "ru", NOW, MOSCOW)
    assert when is not None
    assert f"{when:%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("later", "en"),
        ("I am busy", "en"),
        ("one moment", "en"),
        ("попозже", "ru"),
        ("занят", "ru"),
    ],
)
def test_no_time_is_made_up(text: str, language: str) -> None:
    assert callback_time(text, language, NOW, MOSCOW) is None


def test_the_time_is_that_of_the_called_party() -> None:
    when = callback_time("tomorrow at ten", "en", NOW.astimezone(UTC), "America/New_York")
    assert when == datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("America/New_York"))


TIME_WORDS = """
at in after before an hour hours minutes days tomorrow today next week pm am past half quarter to
the first of may morning evening night 10 30 99 31
через час часа часов в до после завтра послезавтра утра вечера дня ночи половине седьмого пятого
февраля числа без неделю понедельник обеда два десять
"""
PIECES = st.sampled_from(
    [
        *sorted(cardinals("en"))[:40],
        *(name.rstrip("s?") for name in ENGLISH_WEEKDAYS),
        *TIME_WORDS.split(),
    ]
)


@settings(max_examples=400)
@given(
    words=st.lists(PIECES, max_size=8),
    language=st.sampled_from(["en", "ru"]),
    hours=st.integers(0, 24 * 400),
    zone=st.sampled_from(["UTC", MOSCOW, "America/New_York", "Asia/Kolkata"]),
)
def test_a_time_said_always_lies_ahead_and_within_thirteen_months(
    words: list[str], language: str, hours: int, zone: str
) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hours)
    when = callback_time(" ".join(words), language, now, zone)
    if when is not None:
        assert when.tzinfo is not None
        assert now < when < now + timedelta(days=400)
