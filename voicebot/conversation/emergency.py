"""Whom to ring in an emergency, by the country of a telephone number."""

from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
import yaml

ANYWHERE = "112"
"""Every mobile telephone knows it, whatever the country (3GPP TS 22.101, 10.1)."""


def emergency_number(number: str | None) -> str:
    """The digits to dial where an E.164 number belongs; 112 where the file knows no other."""
    return _by_country().get(_country(number), ANYWHERE)


def _country(number: str | None) -> str | None:
    if number is None:
        return None
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None


@cache
def _by_country() -> dict[str | None, str]:
    text = Path(__file__).with_name("emergency_numbers.yaml").read_text("utf-8")
    body: list[dict[str, Any]] = yaml.load(text, Loader=yaml.BaseLoader)
    return {country: entry["dial"] for entry in body for country in entry["countries"]}
