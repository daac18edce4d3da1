"""Texts with figures in them, and names, so that a voice can read them aloud."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from typing import Final

from voicebot.conversation.calendar_words import date_words, time_words
from voicebot.conversation.numerals import decimal_of, digit_words, number_words, ordinal_words

_MOST_FIGURES: Final = 6  # a longer number in a text is read digit by digit
_LATIN: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        (
            *("a", "b", "v", "g", "d", "e", "yo", "zh", "z", "i", "y", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e"),
            *("yu", "ya", "i", "yi", "ye", "g", "w"),
        ),
        strict=True,
    )
)
"""Cyrillic letters as an English voice should read them (after the BGN/PCGN system)."""


def text_words(text: str, language: str) -> str:
    """The text with every figure in words; for an English voice Cyrillic is written in Latin.

    A Russian voice reads Latin letters by itself.
    """
    plain = _plain_figures(text)
    for pattern, say in _PATTERNS:
        plain = pattern.sub(lambda found, say=say: f" {say(found, language)} ", plain)  # type: ignore[misc]
    if language != "ru":
        plain = _in_latin(plain)
    return re.sub(r"\s+([,.;:!?])", r"\1", " ".join(plain.split()))


def name_words(name: str, language: str) -> str:
    """A name as a voice says it: IVANOV is no abbreviation."""
    whole = " ".join(name.split())
    return text_words(whole.title() if whole.isupper() else whole, language)


def _plain_figures(text: str) -> str:
    """Every figure of any script or shape as 0 to 9."""
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in text
    )


def _in_latin(text: str) -> str:
    return "".join(_latin_letter(letter) for letter in text)


def _latin_letter(letter: str) -> str:
    plain = _LATIN.get(letter.lower(), letter)
    return plain.capitalize() if letter.isupper() and plain != letter else plain


def _say_telephone(found: re.Match[str], language: str) -> str:
    return digit_words(found.group(), language)


def _say_date(found: re.Match[str], language: str) -> str:
    try:
        return date_words(date.fromisoformat(found.group()), language)
    except ValueError:
        return digit_words(found.group(), language)


def _say_time(found: re.Match[str], language: str) -> str:
    return time_words(time(int(found.group(1)), int(found.group(2))), language)


def _say_ordinal(found: re.Match[str], language: str) -> str:
    return ordinal_words(int(found.group(1)), language)


def _say_number(found: re.Match[str], language: str) -> str:
    written = found.group()
    figures = re.sub(r"\D", "", written)
    if len(figures) > _MOST_FIGURES or (
        figures.startswith("0") and len(figures) == len(written) > 1
    ):
        return digit_words(written, language)
    return number_words(decimal_of(written), language)


_PATTERNS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str]], ...]] = (
    (re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)"), _say_date),
    (re.compile(r"\+\d[\d\s().-]{5,}\d|(?<!\d)\d[\d().-]{7,}\d"), _say_telephone),
    (re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])"), _say_time),
    (re.compile(r"(?<!\d)(\d{1,5})(?:st|nd|rd|th)\b"), _say_ordinal),
    (re.compile(r"\d+(?:[.,]\d+)*"), _say_number),
)
"""What figures in a text may be, the more particular first."""
