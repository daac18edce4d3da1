"""A telephone number in a SIP address is that number: its rules, caps and opt-outs hold."""

import pytest

from voicebot.contacts.number import PhoneNumber


@pytest.mark.parametrize(
    "address",
    [
        "sip:+12025550123@gateway.example",
        "sip:12025550123@gateway.example",
        "sip:0012025550123@gateway.example:5060;transport=tcp",
        "sip:+1-202-555-0123;phone-context=example.net@gateway.example",
        "sip:12025550123:secret@gateway.example",
        "sips:12025550123@gateway.example?Subject=x",
    ],
)
def test_a_number_that_a_gateway_is_asked_for_is_the_number(address: str) -> None:
    assert PhoneNumber.parse(address) == PhoneNumber("+12025550123")


@pytest.mark.parametrize("address", ["sip:1001@pbx.example", "sip:anna@example.net", "sip:anna"])
def test_a_name_or_an_extension_stays_an_address(address: str) -> None:
    assert PhoneNumber.parse(address) == PhoneNumber(address)


def test_an_address_is_one_however_its_host_is_written() -> None:
    assert PhoneNumber.parse("sip:anna@Example.NET;lr") == PhoneNumber("sip:anna@example.net")
