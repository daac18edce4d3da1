"""What the numbering plan says of numbers, quickly: the same as slowly, for every country."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import Plan, plan_of
from voicebot.errors import BadNumber


def slowly(number: PhoneNumber) -> Plan:
    country = number.country or ""
    return Plan(number.is_valid, "" if country == "001" else country, number.time_zones)


def examples(region: str) -> list[str]:
    found = [phonenumbers.example_number_for_type(region, kind) for kind in range(11)]
    form = phonenumbers.PhoneNumberFormat.E164
    return [phonenumbers.format_number(number, form) for number in found if number]


def altered(e164: str, chance: random.Random) -> str:
    place = chance.randrange(2, len(e164))
    tail = "".join(chance.choice("0123456789") for _ in e164[place:])
    return e164[:place] + (tail if chance.random() < 0.5 else tail[:1] + e164[place + 1 :])


def numbers(texts: list[str]) -> list[PhoneNumber]:
    found = []
    for text in texts:
        try:
            found.append(PhoneNumber.parse(text))
        except BadNumber:
            continue
    return found


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_countrys_numbers_are_told_as_the_library_tells_them(region: str) -> None:
    chance = random.Random(region)
    texts = [each for example in examples(region) for each in (example, altered(example, chance))]
    for number in numbers(texts):
        assert plan_of(number) == slowly(number)


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_any_digits_are_told_as_the_library_tells_them(text: str) -> None:
    for number in numbers([text]):
        assert plan_of(number) == slowly(number)


def test_numbers_of_no_country_have_none() -> None:
    code = next(iter(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS))
    example = phonenumbers.example_number_for_non_geo_entity(code)
    text = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    found = plan_of(PhoneNumber(text))
    assert (found.valid, found.country) == (True, "")


def test_an_address_is_valid_and_lies_nowhere() -> None:
    assert plan_of(PhoneNumber("sip:anna@example.net")) == Plan(True, "", ())
