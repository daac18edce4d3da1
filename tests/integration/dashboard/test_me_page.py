"""The page for people who are called: prove a number, see what is kept, decide on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.calls import optout
from tests.fakes.clock import SetClock
from tests.fakes.lines import nobody_answers
from tests.integration.dashboard.conftest import AsRole, Someone
from tests.integration.dashboard.visitor import (
    CODE_TOLD,
    NOT_ASKED_FOR,
    OfficeClock,
    ask,
    prove,
    ring,
)
from voicebot.bootstrap.office import Office
from voicebot.contacts.consent import ConsentState
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOutScope, OptOutSource
from voicebot.conversation.events import Event
from voicebot.conversation.ports import CallOrder
from voicebot.dashboard.visiting import COOKIE
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question

ANNA = PhoneNumber("+12025550123")
WHO = Contact(ANNA, name="Anna Petrova", email="anna@example.net")
DAYLIGHT = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)  # 11:00 in Washington


@pytest.fixture
def clock() -> SetClock:
    return OfficeClock(DAYLIGHT)


@pytest.fixture
def someone(as_role: AsRole) -> Someone:
    return as_role(None)


def decided(desk: Office, request_id: str | None = None) -> list[str]:
    question = Question(ANNA, Purpose.TRANSACTIONAL, desk.clock.now(), request_id=request_id)
    return [str(reason) for reason in decide(desk.storage.books.facts(question)).reasons]


def kinds_of_journal(desk: Office, kind: str) -> list[str]:
    found = desk.storage.journal.records(kind, ANNA.e164)
    return [str(record.content.get("what", record.kind)) for record in found]


def test_a_code_that_was_spoken_opens_what_is_kept_and_every_step_is_journalled(
    desk: Office, someone: Someone
) -> None:
    desk.storage.contacts.add(WHO)
    prove(desk, someone, "(202) 555-0123")
    kept = someone.get("/me").text
    assert "A••• P•••" in kept
    assert "Anna" not in kept
    assert kinds_of_journal(desk, "visit") == ["asked", "proved"]
    assert kinds_of_journal(desk, "look") == ["own page"]


def test_whoever_stopped_all_calls_may_ask_for_this_one_and_the_decision_says_on_what_grounds(
    desk: Office, someone: Someone
) -> None:
    desk.storage.contacts.add(WHO)
    desk.storage.optouts.save(optout(ANNA))
    assert "INTERNAL_DNC" in decided(desk)
    prove(desk, someone, ANNA.e164)
    (record,) = desk.storage.journal.records("decision", ANNA.e164)
    said: Any = record.content["decision"]
    assert said["allowed"]
    assert (said["basis"], said["consent_id"]) == ("PEC", None)
    assert said["request_id"] in said["sentence"]
    assert "INTERNAL_DNC" in decided(desk)


def test_a_wish_serves_one_call_to_its_own_number_and_no_other(
    desk: Office, someone: Someone, clock: SetClock
) -> None:
    desk.storage.optouts.save(optout(ANNA))
    ask(someone, ANNA.e164)
    (order,) = ring(desk)
    assert "INTERNAL_DNC" in decided(desk, order.request_id)
    assert "INTERNAL_DNC" in decided(desk, "made up")


def test_an_opt_out_that_comes_after_the_wish_binds_the_call_too(
    desk: Office, someone: Someone, clock: SetClock
) -> None:
    ask(someone, ANNA.e164)
    clock.forward(timedelta(seconds=5))
    desk.storage.optouts.save(replace(optout(ANNA), at=clock.now()))
    clock.forward(timedelta(seconds=5))
    assert ring(desk) == []


def test_a_wish_that_waited_too_long_is_no_longer_called(
    desk: Office, someone: Someone, clock: SetClock
) -> None:
    ask(someone, ANNA.e164)
    clock.forward(timedelta(minutes=4))
    assert ring(desk) == []


def test_no_call_is_made_in_quiet_hours_and_the_page_says_so(
    desk: Office, someone: Someone, clock: SetClock
) -> None:
    clock.at = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)  # 3:00 in Washington
    answer = ask(someone, ANNA.e164)
    assert answer.status_code == 422
    assert "3:00" in answer.text
    assert "9:00" in answer.text
    assert "set-cookie" not in answer.headers or COOKIE not in answer.headers["set-cookie"]
    assert ring(desk) == []


@pytest.mark.parametrize(
    "number", ["hello", "12", "+4", "sip:anna@example.net", "+19005550123", "+18005550123",
               "+8613800138000"],
)  # fmt: skip
def test_what_is_no_ordinary_number_that_may_be_dialled_is_never_rung(
    desk: Office, someone: Someone, number: str
) -> None:
    assert ask(someone, number).status_code == 422
    assert ring(desk) == []


def test_few_tries_and_then_the_right_code_opens_nothing(desk: Office, someone: Someone) -> None:
    ask(someone, ANNA.e164)
    (order,) = ring(desk)
    code = str(order.variables["code"])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    statuses = [someone.submit("/me/code", code=wrong).status_code for _ in range(5)]
    assert statuses == [401] * 5
    someone.submit("/me/code", code=code)
    assert "What is written down" not in someone.get("/me").text


def test_a_code_is_good_only_in_the_browser_that_asked_and_only_once(
    desk: Office, someone: Someone, as_role: AsRole
) -> None:
    ask(someone, ANNA.e164)
    (order,) = ring(desk)
    code, other = str(order.variables["code"]), as_role(None)
    other.submit("/me/code", code=code)
    assert "What is written down" not in other.get("/me").text
    before = someone.cookies[COOKIE]
    someone.submit("/me/code", code=f" {code[:3]} {code[3:]} ")
    assert someone.cookies[COOKIE] != before
    assert "What is written down" in someone.get("/me").text
    other.cookies.set(COOKIE, before, domain="testserver.local", path="/me")
    assert "What is written down" not in other.get("/me").text


def test_a_code_and_a_visit_end_by_themselves(
    desk: Office, someone: Someone, clock: SetClock
) -> None:
    prove(desk, someone, ANNA.e164)
    clock.forward(timedelta(minutes=16))
    assert "What is written down" not in someone.get("/me").text
    assert someone.submit("/me/stop").status_code == 403
    ask(someone, ANNA.e164)
    (order,) = ring(desk)
    clock.forward(timedelta(minutes=11))
    someone.submit("/me/code", code=str(order.variables["code"]))
    assert "What is written down" not in someone.get("/me").text


def test_a_visit_that_was_closed_is_over(desk: Office, someone: Someone) -> None:
    prove(desk, someone, ANNA.e164)
    kept = someone.cookies[COOKIE]
    someone.submit("/me/leave")
    someone.cookies.set(COOKIE, kept, domain="testserver.local", path="/me")
    assert "What is written down" not in someone.get("/me").text


def test_one_code_at_a_time_and_few_a_day_ring_a_number(
    desk: Office, as_role: AsRole, clock: SetClock
) -> None:
    rung = []
    for _ in range(6):
        ask(as_role(None), ANNA.e164)
        ask(as_role(None), ANNA.e164)
        rung += ring(desk, nobody_answers)
        clock.forward(timedelta(minutes=61))
        if clock.at.hour >= 23:
            break
    assert len(rung) == 3


def test_whoever_did_not_ask_is_not_rung_with_a_code_again_nor_loses_their_reminders(
    desk: Office, someone: Someone, clock: SetClock
) -> None:
    before = decided(desk)
    ask(someone, ANNA.e164)
    assert len(ring(desk, NOT_ASKED_FOR)) == 1
    clock.forward(timedelta(days=3))
    assert ask(someone, ANNA.e164).status_code == 303
    assert ring(desk) == []
    assert decided(desk) == before


def test_calls_that_others_asked_for_count_nothing_against_a_person(
    desk: Office, someone: Someone, clock: SetClock
) -> None:
    desk.storage.contacts.add(WHO)
    before = decided(desk)
    for _ in range(2):
        ask(someone, ANNA.e164)
        assert len(ring(desk, nobody_answers)) == 1
        clock.forward(timedelta(minutes=61))
    assert decided(desk) == before


def test_one_address_asks_only_so_often_and_is_told(desk: Office, as_role: AsRole) -> None:
    statuses = [ask(as_role(None), f"+1202555{200 + n:04}").status_code for n in range(6)]
    assert statuses == [303] * 5 + [429]


def test_a_range_of_numbers_is_not_rung_through(
    desk: Office, as_role: AsRole, clock: SetClock
) -> None:
    rung = []
    for n in range(8):
        ask(as_role(None), f"+1202555{200 + n:04}")
        rung += ring(desk)
        clock.forward(timedelta(minutes=15))
    assert len(rung) == 6


def test_a_kind_is_turned_off_and_on_again_by_the_persons_own_consent(
    desk: Office, someone: Someone, clock: SetClock
) -> None:
    prove(desk, someone, ANNA.e164)
    assert someone.submit("/me/off", kind="MARKETING").headers["location"] == "/me?done=off"
    (off,) = desk.storage.optouts.find(ANNA)
    assert (off.scope, off.source, off.purpose) == ("PURPOSE", OptOutSource.PAGE, "MARKETING")
    clock.forward(timedelta(seconds=1))
    someone.submit("/me/on", kind="MARKETING")
    assert desk.storage.optouts.find(ANNA) == []
    (view,) = desk.storage.consent_history.of_number(ANNA, desk.clock.now())
    assert [part.then.state for part in view.parts] == [ConsentState.GIVEN]
    assert view.consent.capture.method == "page"
    assert "Northern Clinic may ring me" in view.consent.wording.text
    assert someone.submit("/me/off", kind="TRANSACTIONAL").status_code == 422


def test_everything_is_stopped_at_once_with_the_page_as_evidence(
    desk: Office, someone: Someone
) -> None:
    prove(desk, someone, ANNA.e164)
    someone.submit("/me/stop")
    (stopped,) = desk.storage.optouts.find(ANNA)
    assert (stopped.scope, stopped.source) == (OptOutScope.SELLER, OptOutSource.PAGE)
    assert "INTERNAL_DNC" in decided(desk)
    assert "All calls to you are stopped" in someone.get("/me").text
    assert someone.submit("/me/on", kind="MARKETING").status_code == 422


def test_a_wish_to_be_erased_stops_calls_and_waits_for_two_supervisors(
    desk: Office, someone: Someone, as_role: AsRole
) -> None:
    prove(desk, someone, ANNA.e164)
    someone.submit("/me/erasure")
    someone.submit("/me/erasure")
    assert len(desk.storage.optouts.find(ANNA)) == 1
    asker = as_role("compliance")
    queue = asker.get("/numbers/erasures").text
    assert "They asked to be erased" in queue
    asker.submit(f"/numbers/{ANNA.e164}/erasure", reason="the person asked for it")
    assert "They asked to be erased" not in asker.get("/numbers/erasures").text
    assert list(desk.storage.complaints.every())  # it waits until it is done


def test_before_the_code_nothing_is_decided(desk: Office, someone: Someone) -> None:
    ask(someone, ANNA.e164)
    for path in ("stop", "erasure", "off", "on"):
        assert someone.submit(f"/me/{path}", kind="MARKETING").status_code == 403
    assert desk.storage.optouts.find(ANNA) == []


def test_the_cookie_is_for_this_page_short_and_closed_to_scripts_and_other_sites(
    someone: Someone,
) -> None:
    cookie = ask(someone, ANNA.e164).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/me" in cookie
    assert "max-age=900" in cookie


def test_the_page_speaks_the_browsers_language_and_another_one_that_is_chosen(
    someone: Someone,
) -> None:
    russian = {"accept-language": "ru-RU,ru;q=0.9"}
    assert "Что мы о вас храним" in someone.get("/me", headers=russian).text
    someone.get("/me?language=en", headers=russian)
    assert "What we keep about you" in someone.get("/me", headers=russian).text


def test_the_code_is_kept_nowhere_but_as_a_hash_until_it_is_spoken(
    desk: Office, someone: Someone
) -> None:
    ask(someone, ANNA.e164)
    seen: list[str] = []

    def look(order: CallOrder) -> tuple[Event, ...]:
        (attempt,) = desk.storage.books.open_attempts()
        seen.append(str(attempt.order.variables))
        return CODE_TOLD(order)

    ring(desk, look)
    assert seen == ["{}"]
