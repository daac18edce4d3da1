"""Spoken digits to a telephone number.

People say a number digit by digit ("five five five oh one two"), by pairs and doubles ("double
five", "fifty-five"), and in Russian by groups («восемь девятьсот шестнадцать сто двадцать три»).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from voicebot.understanding.morphology import forms_of
from voicebot.understanding.number_words import cardinals, tokens_of

REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "дважды": 2, "трижды": 3}
SEVERAL = (2, 3, 4)  # "two fives" are said up to this
FEWEST_DIGITS = 3  # "to" and "for" are digits only where so many others are said
MULTIPLIERS = {"hundred": "00", "thousand": "000"}

# What recognition writes for a digit between other digits.
SOUNDS_LIKE = {
    "en": {"to": 2, "too": 2, "for": 4, "fore": 4, "ate": 8, "won": 1, "owe": 0, "tree": 3,
           "sex": 6, "sics": 6, "fife": 5, "nein": 9},
    "ru": {"раз": 1},
}  # fmt: skip

# «две пятерки» is 55, «три семерки» is 777.
NOUNS = {
    "нолик": 0, "единица": 1, "единичка": 1, "двойка": 2, "тройка": 3, "четверка": 4, "пятерка": 5,
    "шестерка": 6, "семерка": 7, "восьмерка": 8, "девятка": 9,
}  # fmt: skip


def spoken_digits(text: str, language: str) -> str:
    """Every digit said or written, in order; "" where there are none."""
    return "".join(_groups(_values(tokens_of(text), "ru" if language == "ru" else "en")))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word and the number it is, None if it is none. `written` if it came as figures."""

    word: str
    value: int | None
    written: bool = False


def _groups(said: Sequence[Spoken]) -> Iterator[str]:
    place = 0
    while place < len(said):
        this = said[place]
        after = said[place + 1] if place + 1 < len(said) else Spoken("", None)
        place += 1
        if this.written:
            yield this.word
        elif this.word in REPEATS and after.value is not None:
            yield str(after.value) * REPEATS[this.word]
            place += 1
        elif this.value in SEVERAL and after.word in _nouns():
            yield str(after.value) * this.value
            place += 1
        elif this.value is not None:
            length, group = _group(said[place - 1 :])
            yield group
            place += length - 1


def _group(said: Sequence[Spoken]) -> tuple[int, str]:
    """A number said as one: «девятьсот шестнадцать», "twenty three", "eight hundred"."""
    total = last = said[0].value or 0
    length = 1
    for part in said[1:]:
        if part.written or not part.value or part.value >= _room_below(last):
            break
        total, last = total + part.value, part.value
        length += 1
    if length < len(said) and said[length].word in MULTIPLIERS:
        return length + 1, f"{total}{MULTIPLIERS[said[length].word]}"
    return length, str(total)


def _room_below(value: int) -> int:
    """What may be added to a number must be less: 100 after hundreds, 10 after twenty, thirty…"""
    if value >= 100:
        return 100
    return 10 if value >= 20 else 0


def _values(tokens: Sequence[str], language: str) -> list[Spoken]:
    known = {**cardinals(language), **(_nouns() if language == "ru" else {})}
    said = [Spoken(t, known.get(t), t.isascii() and t.isdecimal()) for t in tokens]
    if sum(s.value is not None or s.written for s in said) < FEWEST_DIGITS:
        return said
    alike = SOUNDS_LIKE[language]
    return [
        Spoken(this.word, alike[this.word])
        if this.word in alike and this.value is None and _among_digits(said, place)
        else this
        for place, this in enumerate(said)
    ]


def _among_digits(said: Sequence[Spoken], place: int) -> bool:
    beside = said[place - 1] if place > 0 else said[place + 1]
    return beside.value is not None or beside.written


@lru_cache(maxsize=1)
def _nouns() -> dict[str, int]:
    return {form: value for noun, value in NOUNS.items() for form in forms_of(noun)}
