"""A number as people type it into a search: with or without its country code."""

import re

from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber
from voicebot.dashboard.asked import number_in
from voicebot.errors import BadNumber

LOOKS_LIKE_NUMBER = re.compile(r"[+(\d][\d\s().\-–/]*")
LEAST_DIGITS = 9
_TRUNK_OF_RU = re.compile(r"8\d{10}")


def number_typed(text: str, home: str | None) -> PhoneNumber | None:
    """A whole number that exists, read as one of the country `home` where it has no country code.

    None for a part of a number or another text.
    """
    typed = text.strip()
    if typed.startswith(("sip:", "sips:")):
        return number_in(typed)
    digits = re.sub(r"\D", "", typed)
    if not LOOKS_LIKE_NUMBER.fullmatch(typed) or len(digits) < LEAST_DIGITS:
        return None
    if typed.startswith("+"):
        return number_in(typed)
    trunk = "RU" if _TRUNK_OF_RU.fullmatch(digits) else home
    readings = (_read(f"+{digits}", None), _read(typed, trunk))
    return next((number for number in readings if number is not None), None)


def home_of(office: Office) -> str | None:
    """The country whose numbers need no country code here: that of the number to call back."""
    ours = number_in(office.settings.callback_number)
    return ours.country if ours else None


def _read(text: str, country: str | None) -> PhoneNumber | None:
    try:
        number = PhoneNumber.parse(text, country)
    except BadNumber:
        return None
    return number if number.is_valid else None
