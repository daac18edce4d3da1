"""Numbers that are E.164 already, read without the work that other notations need.

A list of a million numbers is mostly such numbers. The answer is the one `PhoneNumber.parse` gives;
whatever is not plainly right is left to it.
"""

import re
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.phonemetadata import PhoneMetadata

from voicebot.contacts.number import PhoneNumber

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def read_plain(text: str) -> PhoneNumber | None:
    """The number of a text such as +12025550123; None where it must be read with care."""
    if _E164.fullmatch(text) is None:
        return None
    code = country_code(text)
    if not code:
        return None
    lengths, prefix = _plan(code)
    national = text[1 + len(str(code)) :]
    plain = len(national) in lengths and national[0] != "0"
    return PhoneNumber(text) if plain and not _matches(prefix, national) else None


def country_code(e164: str) -> int:
    """The country calling code at the beginning of +12025550123; 0 where there is none."""
    for digits in (2, 3, 4):
        code = int(e164[1:digits])
        if code in COUNTRY_CODE_TO_REGION_CODE:
            return code
    return 0


@cache
def _plan(code: int) -> tuple[frozenset[int], re.Pattern[str] | None]:
    """A country code's lengths of national numbers, and what may be a prefix to strip."""
    region = COUNTRY_CODE_TO_REGION_CODE[code][0]
    plan = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    if plan is None or plan.general_desc is None:
        return frozenset(), None
    prefix = plan.national_prefix_for_parsing
    return frozenset(plan.general_desc.possible_length), re.compile(prefix) if prefix else None


def _matches(prefix: re.Pattern[str] | None, national: str) -> bool:
    return prefix is not None and prefix.match(national) is not None
