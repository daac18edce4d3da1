"""One person's story as supervisors see it: found, told in plain words first, kept by role."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes.calls import NUMBER, OTHER, decision, optout, order, record
from tests.fakes.clock import NOON, SetClock
from tests.fakes.consents import given
from tests.integration.dashboard.conftest import AsRole
from voicebot.bootstrap.office import Office
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.decision import RuleResult, Verdict
from voicebot.evidence.kinds import Kind
from voicebot.outcomes.disposition import Disposition

ANNA = f"/numbers/{NUMBER.e164}"


@pytest.fixture(autouse=True)
def called_yesterday(desk: Office, clock: SetClock) -> None:
    """Anna was called yesterday by her consent, and not called in the evening."""
    storage = desk.storage
    clock.at = NOON - timedelta(days=30)
    campaign = storage.campaigns.create("Visits", "reminder", Purpose.APPOINTMENT_REMINDER, "en")
    contact = Contact(NUMBER, "Anna Petrova", "en", "UTC", "US", "", "anna@example.org")
    storage.contacts.add(replace(contact, external_id="K-17"))
    storage.contacts.add(Contact(OTHER, "Фёдор Чёрный"))
    storage.consents.record(given(purposes=(Purpose.APPOINTMENT_REMINDER,)))
    (consent,) = storage.consent_history.of_number(NUMBER, clock.at)
    clock.at = NOON
    yesterday = NOON - timedelta(days=1)
    wanted = order(NUMBER, campaign.campaign_id)
    by_consent = replace(decision(at=yesterday), consent_id=consent.consent.consent_id)
    storage.books.begin(wanted, by_consent, yesterday)
    storage.books.settle(record(wanted, at=yesterday), [])
    late = yesterday + timedelta(hours=9)
    quiet = RuleResult("hour_is_decent", Verdict.DEFER, SuppressionReason.QUIET_HOURS, NOON)
    refused = replace(decision(at=late), rules=(quiet,))
    storage.books.begin(order(NUMBER, campaign.campaign_id), refused, late)


def test_the_page_of_a_number_begins_with_the_answer(as_role: AsRole) -> None:
    text = as_role("supervisor").get(ANNA).text
    answer = text[text.index('class="said-first"') :]
    assert "was called once" in answer[:200]
    for said in ("rested on the consent", "campaign “Visits”", "I agree that", "confirmed"):
        assert said in answer
    assert "quiet hours" in answer


def test_another_day_has_its_own_answer(as_role: AsRole) -> None:
    someone = as_role("supervisor")
    assert "was not called" in someone.get(f"{ANNA}?day=2026-11-10").text
    assert "was called once" in someone.get(f"{ANNA}?day=all").text


def test_a_reviewers_word_stands_beside_the_outcome_in_the_answer_and_the_story(
    desk: Office, clock: SetClock, as_role: AsRole
) -> None:
    (attempt_id,) = (line.attempt_id for line in desk.storage.pages.story.latest(1))
    desk.storage.corrections.correct(attempt_id, Disposition.SOFT_REFUSAL, "user boris", note="no")
    clock.forward(timedelta(minutes=1))
    text = as_role("supervisor").get(f"{ANNA}?day=all").text
    answer, story = text.split('id="story"')
    said = answer[answer.index("Reviewers say") :]
    assert ("boris" in said, "<q>no</q>" in said) == (True, True)
    assert all("a polite no" in part for part in (said, story))


def test_a_number_of_which_nothing_is_kept_has_a_page_that_says_so(as_role: AsRole) -> None:
    text = as_role("supervisor").get("/numbers/+12025550777").text
    assert "Nothing is kept of this number" in text


@pytest.mark.parametrize(
    "typed", ["+12025550123", "12025550123", "(202) 555-0123", "+1 202 555 0123"]
)
def test_a_whole_number_leads_to_its_page_however_it_is_typed(as_role: AsRole, typed: str) -> None:
    answer = as_role("supervisor").get("/numbers", params={"q": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, "/numbers/%2B12025550123")


@pytest.mark.parametrize(
    "typed", ["anna", "PETROVA ann", "anna@example", "k-17", "0123", "55 01 23"]
)
def test_a_person_is_found_by_part_of_what_is_known(as_role: AsRole, typed: str) -> None:
    text = as_role("supervisor").get("/numbers", params={"q": typed}).text
    assert "Anna Petrova" in text
    assert "Фёдор" not in text


@pytest.mark.parametrize("typed", ["фёдор", "ФЕДОР", "черный фед", "чЁрный"])
def test_russian_names_are_found_in_any_case_and_with_e_for_yo(as_role: AsRole, typed: str) -> None:
    assert "Фёдор Чёрный" in as_role("supervisor").get("/numbers", params={"q": typed}).text


@pytest.mark.parametrize("typed", ["%", "_", "anna%", "\\", "'; --", "<b>", "a" * 5000])
def test_what_no_name_holds_finds_nobody_and_breaks_nothing(as_role: AsRole, typed: str) -> None:
    answer = as_role("supervisor").get("/numbers", params={"q": typed})
    assert answer.status_code == 200
    assert "Nobody was found" in answer.text
    assert "<b>" not in answer.text


def test_each_look_at_a_person_is_journalled_with_who_looked(desk: Office, as_role: AsRole) -> None:
    as_role("supervisor").get(ANNA)
    looks = [one.content for one in desk.storage.journal.records(Kind.LOOK)]
    assert any("user a.supervisor" in str(look) and NUMBER.e164 in str(look) for look in looks)


def test_the_story_has_calls_and_non_calls_page_by_page(desk: Office, as_role: AsRole) -> None:
    for day in range(2, 60):
        wanted, at = order(NUMBER), NOON - timedelta(days=day)
        desk.storage.books.begin(wanted, decision(at=at), at)
        desk.storage.books.settle(record(wanted, at=at), [])
    someone = as_role("supervisor")
    seen, place = [], ANNA
    while place:
        text = someone.get(place).text
        seen += re.findall(r"day=(\d{4}-\d\d-\d\d)#answer-title", text)
        older = re.search(r'href="([^"]+before=[^"]+)#story">Older', text)
        place = older[1].replace("&amp;", "&") if older else ""
    assert len(seen) == 60
    assert len(set(seen)) == 59


def test_a_dossier_is_taken_away_as_a_page_and_as_json(as_role: AsRole) -> None:
    someone = as_role("compliance")
    page = someone.get(f"{ANNA}/dossier.html?day=2026-11-17")
    assert page.headers["content-disposition"].startswith('attachment; filename="dossier-1202')
    assert "was called once" in page.text
    assert someone.get(f"{ANNA}/dossier.json").json()["number"] == NUMBER.e164
    assert as_role("supervisor").get(f"{ANNA}/dossier.json").status_code == 403


def test_somebody_who_asks_is_never_called_again(desk: Office, as_role: AsRole) -> None:
    someone = as_role("supervisor")
    assert someone.submit(f"{ANNA}/opt-out", reason=" ").status_code == 422
    assert someone.submit(f"{ANNA}/opt-out", reason="by letter").status_code == 303
    (kept,) = desk.storage.optouts.find(NUMBER)
    assert "a.supervisor" in kept.reason
    assert "opted out: not called" in someone.get(ANNA).text


def test_a_note_stays_beside_the_person(as_role: AsRole) -> None:
    someone = as_role("supervisor")
    someone.submit(f"{ANNA}/notes", text="speaks <slowly>")
    assert "speaks &lt;slowly&gt;" in someone.get(ANNA).text


def test_two_different_people_erase_and_the_last_copy_can_be_taken(
    desk: Office, as_role: AsRole
) -> None:
    users = desk.storage.supervisors.users
    one = as_role("compliance")
    assert one.submit(f"{ANNA}/erasure", reason="asked by letter").status_code == 303
    (asked,) = desk.storage.supervisors.of_two.waiting("erasure")
    agree = f"/numbers/erasures/{asked.request_id}/agree"
    assert one.submit(agree).status_code == 422
    assert desk.storage.contacts.find(NUMBER) is not None
    other = as_role("compliance")
    second = users.add("b.compliance", "compliance", "a test")
    other.cookies.clear()
    secret = desk.storage.supervisors.sessions.begin(second)
    other.cookies.set("voicebot_session", secret, domain="testserver.local")
    assert other.submit(agree).status_code == 303
    assert desk.storage.contacts.find(NUMBER) is None
    export = other.get(f"/numbers/erasures/{asked.request_id}/export")
    assert export.content.startswith(b"PK")
    assert NUMBER.e164 not in other.get("/numbers/erasures").text
    other.submit(f"/numbers/erasures/{asked.request_id}/export/delete")
    assert other.get(f"/numbers/erasures/{asked.request_id}/export").status_code == 404


def test_who_declines_erases_nothing(desk: Office, as_role: AsRole) -> None:
    someone = as_role("compliance")
    someone.submit(f"{ANNA}/erasure", reason="asked by letter")
    (asked,) = desk.storage.supervisors.of_two.waiting("erasure")
    someone.submit(f"/numbers/erasures/{asked.request_id}/decline")
    assert desk.storage.supervisors.of_two.waiting("erasure") == []
    assert desk.storage.contacts.find(NUMBER) is not None


def test_numbers_alike_are_compared_and_told_apart(desk: Office, as_role: AsRole) -> None:
    twin = PhoneNumber("+12025550199")
    contact = Contact(twin, "Anna Petrova", external_id="", email="")
    desk.storage.contacts.add(contact)
    desk.storage.persons.relink(desk.clock.now())
    (question,) = desk.storage.persons.questions([NUMBER])
    someone = as_role("supervisor")
    assert "Anna Petrova" in someone.get("/numbers/same").text
    someone.submit(f"/numbers/same/{question.id}", said="different")
    assert desk.storage.persons.questions([NUMBER]) == []


def test_who_may_see_no_person_finds_none(as_role: AsRole) -> None:
    viewer = as_role("viewer")
    assert viewer.get("/numbers?q=anna").status_code == 403
    assert "data-find" not in viewer.get("/now").text
    assert "data-find" in as_role("supervisor").get("/now").text


def test_an_opt_out_of_the_call_stands_first_among_what_speaks_against(
    desk: Office, as_role: AsRole
) -> None:
    desk.storage.optouts.save(replace(optout(NUMBER), at=NOON - timedelta(hours=2)))
    assert "stop calling me" in as_role("supervisor").get(ANNA).text
