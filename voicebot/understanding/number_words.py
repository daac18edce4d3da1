"""Numbers as they are spoken, one word at a time."""

import re
from collections.abc import Mapping
from functools import lru_cache

from voicebot.understanding.morphology import forms_of

TOKEN = re.compile(r"\d+|[^\W\d_]+")

ENGLISH = {
    "zero": 0, "oh": 0, "o": 0, "nought": 0, "naught": 0, "nil": 0, "one": 1, "two": 2, "three": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "niner": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
ENGLISH_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
RUSSIAN = {
    "ноль": 0, "нуль": 0, "один": 1, "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6,
    "семь": 7, "восемь": 8, "девять": 9, "десять": 10, "одиннадцать": 11, "двенадцать": 12,
    "тринадцать": 13, "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17,
    "восемнадцать": 18, "девятнадцать": 19, "двадцать": 20, "тридцать": 30, "сорок": 40,
    "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80, "девяносто": 90,
    "сто": 100, "двести": 200, "триста": 300, "четыреста": 400, "пятьсот": 500, "шестьсот": 600,
    "семьсот": 700, "восемьсот": 800, "девятьсот": 900,
}  # fmt: skip
RUSSIAN_ORDINALS = {
    "первый": 1, "второй": 2, "третий": 3, "четвертый": 4, "пятый": 5, "шестой": 6, "седьмой": 7,
    "восьмой": 8, "девятый": 9, "десятый": 10, "одиннадцатый": 11, "двенадцатый": 12,
    "тринадцатый": 13, "четырнадцатый": 14, "пятнадцатый": 15, "шестнадцатый": 16,
    "семнадцатый": 17, "восемнадцатый": 18, "девятнадцатый": 19, "двадцатый": 20, "тридцатый": 30,
}  # fmt: skip


def tokens_of(text: str) -> list[str]:
    """Lower-case words and runs of digits: "6pm" is "6", "pm"."""
    return TOKEN.findall(text.casefold().replace("ё", "е").replace("'", ""))


@lru_cache(maxsize=2)
def cardinals(language: str) -> Mapping[str, int]:
    """Word to value, in Russian in every case form."""
    if language != "ru":
        return ENGLISH
    forms = {form: value for word, value in RUSSIAN.items() for form in forms_of(word)}
    return {**forms, **RUSSIAN, "два": 2, "две": 2, "одна": 1, "одну": 1}


@lru_cache(maxsize=2)
def ordinals(language: str) -> Mapping[str, int]:
    """Word to value: "fifth" and «пятого» to 5."""
    if language != "ru":
        return ENGLISH_ORDINALS
    return {form: value for word, value in RUSSIAN_ORDINALS.items() for form in forms_of(word)}
