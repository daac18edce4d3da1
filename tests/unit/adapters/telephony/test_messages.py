"""Reading SIP messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.telephony.messages import caller_number, header, q850_cause, user_part


def invite(*headers: str) -> str:
    lines = ("INVITE sip:+12025550100@127.0.0.1:5060 SIP/2.0", *headers, "", "v=0\r\nReason: x")
    return "\r\n".join(lines)


def test_a_header_is_found_whatever_its_case_or_short_form() -> None:
    message = invite("f: <sip:ann@host>", "x-VOICEBOT-flow:  opt_out_line ")
    assert header(message, "From") == "<sip:ann@host>"
    assert header(message, "X-Voicebot-Flow") == "opt_out_line"
    assert header(message, "To") is None


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ('Reason: Q.850;cause=17;text="User busy"', 17),
        ("Reason: SIP;cause=200, Q.850 ;cause=16", 16),
        ("reason: q.850; cause = 3", 3),
        ("Reason: SIP;cause=200", None),
        ("Reason: Q.850;text=none", None),
        ("Subject: Q.850;cause=17", None),
    ],
)
def test_the_q850_cause_of_a_reason_header(reason: str, cause: int | None) -> None:
    assert q850_cause(invite(reason)) == cause


def test_the_body_of_a_message_is_not_taken_for_headers() -> None:
    assert q850_cause(invite() + "\r\nReason: Q.850;cause=17") is None


@given(st.text())
def test_reading_never_fails_on_what_others_send(message: str) -> None:
    header(message, "From")
    q850_cause(message)
    caller_number(message)
    user_part(message)


@pytest.mark.parametrize(
    ("uri", "user"),
    [
        ('"Ann" <sip:+12025550123@host;user=phone>;tag=1', "+12025550123"),
        ("<sip:host:5060>", None),
        ("tel:+12025550123", "+12025550123"),
        ("sips:ann@host", "ann"),
        (None, None),
    ],
)
def test_the_user_of_a_uri(uri: str | None, user: str | None) -> None:
    assert user_part(uri) == user


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        (("From: <sip:+12025550123@h>;tag=1",), "+12025550123"),
        (("From: <sip:+1202@h>", "P-Asserted-Identity: <sip:+12025550199@h>"), "+12025550199"),
        (("From: Anonymous <sip:anonymous@anonymous.invalid>",), None),
        (("From: <sip:+12025550123@h>", "Privacy: id"), None),
        (("From: <sip:+12025550123@h>", "Privacy: none"), "+12025550123"),
        (("From: <sip:ann@h>",), None),
        ((), None),
    ],
)
def test_the_callers_number_or_none_if_they_hide_it(
    headers: tuple[str, ...], number: str | None
) -> None:
    assert caller_number(invite(*headers)) == number
