"""The values of a contact list's cells, as people write them; anything else is a BadValue."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.plain_number import read_plain
from voicebot.errors import BadNumber, said

_DATES = ("%Y-%m-%d", "%d.%m.%Y")
_SHORTENED = re.compile(r"\+?\d([.,]\d+)?[eE]\+?\d+")  # 7.91612E+10, what spreadsheets make of it
_SHORT_NAMES = {"uk": "GB", "usa": "US", "сша": "US", "рф": "RU"}
_FRACTION = re.compile(r"(\+?\d+)[.,]0")
_YEAR = re.compile(r"(19|20)\d\d")


class BadValue(ValueError):
    """A cell that cannot be read; `reason` says why, as a row's reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def number(text: str, country: str | None) -> PhoneNumber:
    """A telephone number; `country` is needed where the text has no country code."""
    plain = read_plain(text)
    if plain is not None:
        return plain
    if not text:
        raise BadValue("there is no number")
    if _SHORTENED.fullmatch(text):
        raise BadValue(said("wrong number: a spreadsheet shortened it to {text!r}", text=text))
    whole = _FRACTION.fullmatch(text)
    try:
        return PhoneNumber.parse(whole[1] if whole else text, country)
    except BadNumber as error:
        raise BadValue(said("wrong number: {error}", error=error)) from error


def language(text: str) -> str:
    """A language as its two- or three-letter code; `en-US` is `en`, names are understood."""
    code = text.replace("_", "-").partition("-")[0].lower()
    if code in _languages():
        return code
    named = _language_names().get(text.lower())
    if named is None:
        raise BadValue(
            said("unknown language {text!r}: write a code such as en or ru", text=text[:40])
        )
    return named


def timezone(text: str) -> str:
    """An IANA zone."""
    zone = _zones().get(text.lower())
    if zone is None:
        raise BadValue(
            said("unknown time zone {text!r}: write one such as Europe/Moscow", text=text[:40])
        )
    return zone


def country(text: str) -> str:
    """A country as its ISO 3166 alpha-2 code; names are understood."""
    code = text.upper()
    if code in phonenumbers.SUPPORTED_REGIONS:
        return code
    named = _country_names().get(text.lower())
    if named is None:
        raise BadValue(
            said("unknown country {text!r}: write a code such as US or RU", text=text[:40])
        )
    return named


def birth_date(text: str) -> date:
    """A day in the past, 1990-12-31 or 31.12.1990."""
    for form in _DATES:
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if day.year < 1900:
            break
        return day
    raise BadValue(
        said("wrong date {text!r}: write it as 1990-12-31, 31.12.1990 or 1990", text=text[:40])
    )


def is_year(text: str) -> bool:
    """True for a year alone, such as 1995: of many people no more is known."""
    return _YEAR.fullmatch(text) is not None


@cache
def _zones() -> dict[str, str]:
    return {zone.lower(): zone for zone in available_timezones()}


@cache
def _languages() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").languages) if code.isalpha())


@cache
def _language_names() -> dict[str, str]:
    return _names(lambda locale: locale.languages, _languages())


@cache
def _country_names() -> dict[str, str]:
    codes = frozenset(phonenumbers.SUPPORTED_REGIONS)
    return _names(lambda locale: locale.territories, codes) | _SHORT_NAMES


def _names(read: Callable[[Locale], Mapping[Any, Any]], codes: frozenset[str]) -> dict[str, str]:
    """Lower-case names in English and Russian, each with its code."""
    found: dict[str, str] = {}
    for locale in (Locale("en"), Locale("ru")):
        found |= {name.lower(): code for code, name in read(locale).items() if code in codes}
    return found
