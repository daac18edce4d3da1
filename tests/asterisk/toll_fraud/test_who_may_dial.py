"""Only the robot's password opens the trunk."""

import dataclasses

import pytest

from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.plain_sip import Answer, Telephone

pytestmark = pytest.mark.asterisk

OUTSIDE = "+15550100001"


@pytest.fixture
def phone(asterisk: RunningAsterisk):
    with Telephone(asterisk.address) as phone:
        yield phone
    assert OUTSIDE not in asterisk.carrier.invited


def test_an_invite_without_credentials_gets_401(asterisk, phone) -> None:
    assert phone.call(OUTSIDE).final.code == 401


def test_an_invite_that_only_claims_to_be_the_robot_gets_401(asterisk, phone) -> None:
    assert phone.call(OUTSIDE, from_user="robot1").final.code == 401


def test_a_wrong_password_is_refused(asterisk, phone) -> None:
    wrong = dataclasses.replace(asterisk.robot(), password="guess")
    assert phone.call(OUTSIDE, wrong).final.code == 401
    assert phone.register(wrong).code == 401


def test_one_accounts_password_does_not_serve_another(asterisk, phone) -> None:
    mixed = dataclasses.replace(asterisk.robot(0), password=asterisk.robot(1).password)
    assert phone.call(OUTSIDE, mixed).final.code == 401


@pytest.mark.parametrize("claim", ["stranger", "robot1", "operator1", "gateway1"])
def test_a_call_from_the_carrier_never_reaches_the_trunk(asterisk, phone, claim) -> None:
    for gateway in asterisk.carrier.gateways:
        assert gateway.call(OUTSIDE, from_user=claim).final.code == 404
        assert gateway.call("700", from_user=claim).final.code == 404


def test_an_operator_can_dial_nothing(asterisk, phone) -> None:
    assert phone.call(OUTSIDE, asterisk.pbx.operator(0)).final.code == 404


@pytest.mark.parametrize(
    "number",
    [
        "+7555010000",  # a prefix that is not allowed
        "+15",  # too short for E.164
        "+1234567890123456",  # too long
        "0015550100001",
        "911",
    ],
)
def test_a_number_outside_the_allowed_prefixes_is_refused(asterisk, phone, number) -> None:
    before = len(asterisk.carrier.invited)
    assert phone.call(number, asterisk.robot()).final.code in (403, 404)
    assert len(asterisk.carrier.invited) == before


@pytest.mark.parametrize(
    "trick",
    [
        "+15550100001%26PJSIP%2F+447700900000@gateway1",
        "+1555010000a",
        "+15550100001%2C60",
        "+15550100001%24%7BEPOCH%7D",
    ],
)
def test_a_number_with_other_characters_than_digits_is_refused(asterisk, phone, trick) -> None:
    before = len(asterisk.carrier.invited)
    user = trick.partition("@")[0]
    assert phone.call(user, asterisk.robot()).final.code in (403, 404)
    assert len(asterisk.carrier.invited) == before


def test_a_carriers_redirection_is_not_followed(asterisk, phone) -> None:
    number = "+15550100302"
    asterisk.carrier.script[number] = (Answer(302, ("Contact: <sip:+447700900302@127.0.0.1>",)),)
    assert phone.call(number, asterisk.robot()).final.code >= 400
    assert "+447700900302" not in asterisk.carrier.invited
