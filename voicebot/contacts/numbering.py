"""What the numbering plan says of a number, worked out once when a contact comes in.

The answers are those of `PhoneNumber.is_valid`, `.country` and `.time_zones`. A list of a million
numbers needs them a hundred times faster than one by one, so the patterns of a country code are put
together once: its regions in order, each with one pattern that tells valid numbers, and among them
those that lie at a place. Whatever is not plainly E.164 is left to the slow way.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    REGION_CODE_FOR_NON_GEO_ENTITY,
    PhoneNumberType,
    is_number_type_geographical,
)
from phonenumbers.phonemetadata import PhoneMetadata, PhoneNumberDesc
from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

from voicebot.contacts.number import UNKNOWN_ZONE, PhoneNumber
from voicebot.contacts.plain_number import country_code, read_plain

_PLACELESS = (
    "premium_rate", "toll_free", "shared_cost", "voip",
    "personal_number", "pager", "uan", "voicemail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """`country` is ISO 3166 alpha-2, "" where unknown; `zones` are IANA zones, none if unknown."""

    valid: bool
    country: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Region:
    """One region of a country code. `pattern` has the groups placeless, fixed and mobile."""

    name: str
    leading: re.Pattern[str] | None  # digits that settle the region, valid or not
    pattern: re.Pattern[str]


def plan_of(number: PhoneNumber) -> Plan:
    """What the numbering plan says of the number; a SIP address is valid and lies nowhere."""
    if read_plain(number.e164) is None:
        return Plan(number.is_valid, _iso(number.country or ""), number.time_zones)
    code = country_code(number.e164)
    national = number.e164[1 + len(str(code)) :]
    for region in _regions(code):
        if region.leading is None:
            kind = _kind(region, national)
            if kind:
                return _found(region, kind, code, number.e164)
        elif region.leading.match(national):
            return _found(region, _kind(region, national), code, number.e164)
    return _nowhere(code)


def _found(region: _Region, kind: str, code: int, e164: str) -> Plan:
    country = _iso(region.name)
    if not kind:
        return Plan(False, country, ())
    if kind == "placeless" or (kind == "mobile" and not _mobiles_have_places(code)):
        return _of_country(country, code)
    return _at_place(country, e164[1 : 1 + TIMEZONE_LONGEST_PREFIX])


def _nowhere(code: int) -> Plan:
    """No region has it. A code that one region has to itself still tells the region."""
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    return Plan(False, _iso(regions[0]) if len(regions) == 1 else "", ())


def _iso(region: str) -> str:
    """Numbers of no country, +800 for instance, have a code of their own in the plan."""
    return "" if region == REGION_CODE_FOR_NON_GEO_ENTITY else region


def _kind(region: _Region, national: str) -> str:
    """Which group of the region's pattern the number is in; "" for none, an invalid number."""
    match = region.pattern.fullmatch(national)
    return (match.lastgroup or "") if match else ""


@cache
def _mobiles_have_places(code: int) -> bool:
    return is_number_type_geographical(PhoneNumberType.MOBILE, code)


@lru_cache(maxsize=1 << 16)
def _at_place(country: str, prefix: str) -> Plan:
    return Plan(True, country, _zones_of(prefix))


@cache
def _of_country(country: str, code: int) -> Plan:
    return Plan(True, country, _zones_of(str(code)))


def _zones_of(digits: str) -> tuple[str, ...]:
    """Those of the longest prefix that has any."""
    for length in range(len(digits), 0, -1):
        zones: tuple[str, ...] | None = TIMEZONE_DATA.get(digits[:length])
        if zones is not None:
            return tuple(zone for zone in zones if zone != UNKNOWN_ZONE)
    return ()


@cache
def _regions(code: int) -> tuple[_Region, ...]:
    names = COUNTRY_CODE_TO_REGION_CODE[code]
    found = []
    for name in names:
        plan = PhoneMetadata.metadata_for_region_or_calling_code(code, name)
        if plan is not None:
            leading = plan.leading_digits if len(names) > 1 else None
            pattern = _pattern(plan)
            found.append(_Region(name, re.compile(leading) if leading else None, pattern))
    return tuple(found)


def _pattern(plan: PhoneMetadata) -> re.Pattern[str]:
    """Matches what is valid in the region; the alternatives are in the order of their rank."""
    same = plan.same_mobile_and_fixed_line_pattern
    groups = {
        "placeless": [getattr(plan, name) for name in _PLACELESS],
        "fixed": [plan.fixed_line],
        "mobile": [] if same else [plan.mobile],
    }
    named = []
    for name, descriptions in groups.items():
        alternatives = [text for text in map(_alternative, descriptions) if text]
        if alternatives:
            named.append(f"(?P<{name}>{'|'.join(alternatives)})")
    general = _alternative(plan.general_desc) or "(?!)"
    return re.compile(f"(?={general}$)(?:{'|'.join(named) or '(?!)'})")


def _alternative(description: PhoneNumberDesc | None) -> str:
    """Digits of a kind: of one of its lengths, where it names any, and of its pattern."""
    if description is None or not description.national_number_pattern:
        return ""
    lengths = "|".join(rf"[0-9]{{{length}}}$" for length in description.possible_length)
    only = f"(?={lengths})" if lengths else ""
    return f"(?:{only}(?:{description.national_number_pattern}))"
