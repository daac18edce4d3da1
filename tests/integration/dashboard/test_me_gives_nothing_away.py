"""Before the code, no answer depends on whether a number is known."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.calls import optout
from tests.fakes.clock import SetClock
from tests.integration.dashboard.conftest import AsRole
from tests.integration.dashboard.statements import statements
from tests.integration.dashboard.test_me_page import DAYLIGHT
from tests.integration.dashboard.visitor import OfficeClock, ask, ring
from voicebot.bootstrap.office import Office
from voicebot.contacts.contact import Contact
from voicebot.contacts.feedback import Feedback
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOutScope
from voicebot.dashboard.visiting import COOKIE

KNOWN, UNKNOWN = "+12125550123", "+12025550188"
CHANGES_ITSELF = re.compile(r'[0-9a-f]{64}|nonce="[^"]*"|\+1\d{10}|voicebot_me=[^;]*')

Told = tuple[int, str | None, str, str, list[str]]
"""Status, way on, cookie, page, and what was put to the database."""


@pytest.fixture
def clock() -> SetClock:
    return OfficeClock(DAYLIGHT)


def write_down(desk: Office, what: str) -> None:
    """Something about the known number."""
    number, at = PhoneNumber(KNOWN), desk.clock.now()
    match what:
        case "on a list":
            desk.storage.contacts.add(Contact(number, name="Anna", language="ru"))
        case "on a list, far away":
            desk.storage.contacts.add(Contact(number, timezone="Asia/Kamchatka", country="RU"))
        case "stopped all calls":
            desk.storage.optouts.save(replace(optout(number), optout_id="o-1"))
        case "stopped offers":
            said = replace(optout(number), scope=OptOutScope.PURPOSE, purpose="MARKETING")
            desk.storage.optouts.save(replace(said, optout_id="o-2"))
        case "complained":
            desk.storage.complaints.take(Feedback(number, "I complain", at, complaint=True))


FACTS = [
    "on a list", "on a list, far away", "stopped all calls", "stopped offers", "complained",
]  # fmt: skip


def visit(desk: Office, as_role: AsRole, number: str, typed: list[str]) -> list[Told]:
    """All that a browser is told that asks for a code, and the work that was done for it."""
    someone = as_role(None)
    told: list[Told] = []
    someone.get("/me")
    token = someone.token
    asks: list[tuple[str, dict[str, str]]] = [("/me", {"number": number})]
    asks += [("/me/code", {"code": code}) for code in typed]
    for path, fields in [*asks, ("/me", {})]:
        with statements() as seen:
            data = fields | {"csrf": token}
            answer = someone.post(path, data=data) if fields else someone.get(path)
        body = CHANGES_ITSELF.sub("…", answer.text)
        cookie = CHANGES_ITSELF.sub("…", answer.headers.get("set-cookie", ""))
        told.append((answer.status_code, answer.headers.get("location"), cookie, body, seen))
    assert COOKIE in someone.cookies
    return told


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    facts=st.lists(st.sampled_from(FACTS), min_size=1, unique=True),
    typed=st.lists(st.text("0123456789", min_size=6, max_size=6), max_size=6),
    rings=st.booleans(),
)
def test_a_known_and_an_unknown_number_have_the_same_answer_and_the_same_work(
    desk: Office,
    as_role: AsRole,
    clock: SetClock,
    facts: list[str],
    typed: list[str],
    rings: bool,
) -> None:
    clock.forward(timedelta(days=1))
    clock.at = clock.at.replace(hour=DAYLIGHT.hour)
    for what in facts:
        write_down(desk, what)
    known = visit(desk, as_role, KNOWN, typed)
    unknown = visit(desk, as_role, UNKNOWN, typed)
    assert known == unknown
    if rings:
        ring(desk)
    clock.forward(timedelta(minutes=11))


def test_an_unknown_number_is_rung_too(desk: Office, as_role: AsRole) -> None:
    ask(as_role(None), UNKNOWN)
    assert [order.target for order in ring(desk)] == [UNKNOWN]


def test_a_number_beyond_its_own_limits_has_the_same_answer_again(
    desk: Office, as_role: AsRole
) -> None:
    first = visit(desk, as_role, UNKNOWN, ["111111"])
    second = visit(desk, as_role, UNKNOWN, ["111111"])
    assert len(ring(desk)) == 1
    assert [told[:4] for told in first] == [told[:4] for told in second]
