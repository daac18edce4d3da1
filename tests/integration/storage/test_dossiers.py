"""Dossiers, read as of a day, on both databases."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.calls import order, record
from tests.fakes.clock import SetClock
from tests.fakes.past import NUMBER, OTHER, TRANSCRIPT, WORDING, Past, refusal
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.dossier import Dossiers
from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.journal_book import Journal
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question
from voicebot.evidence.dossier import Dossier, Words
from voicebot.evidence.dossier.findings import answer, learned
from voicebot.evidence.dossier.page import page
from voicebot.evidence.erasure import Agreed
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings

DAY = date(2026, 11, 18)
CALL = datetime(2026, 11, 18, 16, 5, tzinfo=UTC)  # 11:05 in Washington
BEFORE, AFTER = CALL - timedelta(days=30), CALL + timedelta(days=3)
NOW = CALL + timedelta(days=90)
SUBJECT = PhoneNumber(NUMBER)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def past(database: Database) -> Past:
    return Past(database)


@pytest.fixture
def dossiers(database: Database, quick_path: Path) -> Dossiers:
    return Dossiers(database, ErasedNumbers(quick_path))


def said(dossier: Dossier) -> list[str]:
    return [finding.code for finding in answer(dossier)]


def as_known_then(dossier: Dossier) -> dict[str, Any]:
    """All of it but what is marked as learned later."""
    body = json.loads(json.dumps(dossier.as_json()))
    del body["learned_later"]
    return body


def test_a_call_on_a_consent_shows_its_words_its_state_then_and_the_rules(
    past: Past, dossiers: Dossiers
) -> None:
    past.listed(BEFORE, "Anna Smith", timezone="America/New_York")
    past.consented(BEFORE)
    past.called(CALL, "a-1", consent_id="consent-1", record={"transcript": TRANSCRIPT})
    dossier = dossiers.of(SUBJECT, DAY, NOW, "ann")
    (call,) = dossier.calls
    assert call.grounds is not None
    assert (call.grounds.kind, call.grounds.state_then) == ("CONSENT", "GIVEN")
    assert dossier.consents[0].wording == WORDING
    assert call.decided is not None
    assert call.decided.rules[0].inputs["consent_id"] == "consent-1"
    assert call.ended is not None
    assert call.ended.transcript[1].text == "Stop calling me."
    assert said(dossier) == ["called", "grounds_consent", "nothing_against"]
    assert {record.state for record in dossier.records} == {"whole"}


def test_a_call_without_grounds_is_called_that(past: Past, dossiers: Dossiers) -> None:
    past.called(CALL, "a-1")
    dossier = dossiers.of(SUBJECT, DAY, NOW, "ann")
    words = Words.load("en", dossier.span.zone)
    assert "There is no record that permits this call." in words.paragraph(answer(dossier))
    russian = Words.load("ru", dossier.span.zone).paragraph(answer(dossier))
    assert "Нет записи, которая разрешала бы этот звонок." in russian


@pytest.mark.parametrize(("basis", "kind"), [("CONTRACT", "CONTRACT"), ("EXEMPTION", "EXEMPTION")])
def test_a_call_without_a_consent_says_on_which_basis_it_was_made(
    basis: str, kind: str, past: Past, dossiers: Dossiers
) -> None:
    past.decided(CALL, "a-1", basis=basis)
    past.called(CALL, "a-1", decided=False)
    dossier = dossiers.of(SUBJECT, DAY, NOW, "ann")
    assert dossier.calls[0].grounds is not None
    assert dossier.calls[0].grounds.kind == kind
    assert said(dossier)[1] == f"grounds_{kind.lower()}"


def test_a_consent_that_was_not_given_by_then_is_no_grounds_whatever_the_decision_says(
    past: Past, dossiers: Dossiers
) -> None:
    past.consented(BEFORE)
    past.happened(CALL - timedelta(days=2), CALL - timedelta(days=2), "WITHDRAWN")
    past.called(CALL, "a-1", consent_id="consent-1")
    assert said(dossiers.of(SUBJECT, DAY, NOW, "ann"))[1] == "grounds_contradicted"


def test_a_call_that_was_not_placed_is_told_with_every_reason(
    past: Past, dossiers: Dossiers
) -> None:
    past.decided(
        CALL, "a-1", "refused",
        rules=[refusal("NO_CONSENT"), refusal("QUIET_HOURS", "hour_is_decent")],
    )  # fmt: skip
    dossier = dossiers.of(SUBJECT, DAY, NOW, "ann")
    (entry,) = dossier.not_placed
    assert entry.decided is not None
    assert entry.decided.reasons == ("NO_CONSENT", "QUIET_HOURS")
    assert dossier.calls == ()
    assert said(dossier) == ["not_called", "refusals"]


def test_nothing_that_is_changed_later_changes_what_is_told_of_the_day(
    past: Past, dossiers: Dossiers
) -> None:
    past.listed(BEFORE, "Anna Smith", timezone="America/New_York", email="anna@example.net")
    past.linked(BEFORE, "p-1", NUMBER, OTHER)
    past.consented(BEFORE)
    past.called(CALL - timedelta(days=9), "a-0", consent_id="consent-1")
    past.called(CALL, "a-1", consent_id="consent-1", record={"transcript": TRANSCRIPT})
    past.opted_out(CALL + timedelta(seconds=7), attempt_id="a-1")
    past.complained(CALL + timedelta(hours=1), "You had no right.")
    past.decided(CALL + timedelta(hours=2), "a-2", "refused", [refusal("INTERNAL_DNC")])
    before = dossiers.of(SUBJECT, DAY, CALL + timedelta(days=1), "ann")

    past.related(AFTER - timedelta(minutes=1), "CUSTOMER", "ENDED")
    past.listed(AFTER, "Boris Brown", timezone="Europe/Moscow")
    past.lifted(AFTER, "signed a new consent")
    past.happened(CALL - timedelta(days=1), AFTER, "WITHDRAWN")
    past.unlinked(AFTER, NUMBER)
    past.linked(AFTER, "p-2", NUMBER)
    past.resolved(AFTER, "answered by letter")
    past.consented(AFTER, "consent-2")
    past.opted_out(CALL - timedelta(days=3), AFTER, optout_id="optout-2", words="by letter")
    past.called(AFTER, "a-3", consent_id="consent-2")
    after = dossiers.of(SUBJECT, DAY, NOW, "ann")

    assert as_known_then(after) == as_known_then(before)
    assert before.later == ()
    assert {thing.what for thing in after.later} == {
        "listed", "optout_lifted", "consent_event", "unlinked", "linked", "complaint_resolved",
        "consent_recorded", "optout", "relation",
    }  # fmt: skip
    assert {finding.code for finding in learned(after)} == {"late_consent_event", "late_optout"}


def test_what_came_to_our_knowledge_too_late_is_said_to_be_late(
    past: Past, dossiers: Dossiers
) -> None:
    past.consented(BEFORE)
    past.called(CALL, "a-1", consent_id="consent-1")
    past.happened(CALL - timedelta(days=1), CALL + timedelta(days=2), "WITHDRAWN")
    now = dossiers.of(SUBJECT, None, NOW, "ann")
    assert now.calls[0].grounds is not None
    assert now.calls[0].grounds.kind == "CONSENT"  # by what could be known at the call
    assert "late_consent_event" in said(now)


def test_the_end_of_another_consent_says_nothing_of_a_call(past: Past, dossiers: Dossiers) -> None:
    past.consented(BEFORE)
    past.consented(BEFORE, "consent-2", purpose="SURVEY")
    past.called(CALL, "a-1", consent_id="consent-1")
    past.happened(CALL - timedelta(days=1), AFTER, "WITHDRAWN", "consent-2", purpose="SURVEY")
    assert learned(dossiers.of(SUBJECT, DAY, NOW, "ann")) == []
    assert "late_consent_event" not in said(dossiers.of(SUBJECT, None, NOW, "ann"))


def test_the_day_is_the_called_partys_own(past: Past, dossiers: Dossiers) -> None:
    late_evening = datetime(2026, 11, 19, 4, 30, tzinfo=UTC)  # 23:30 of the 18th in Washington
    past.called(late_evening, "a-1")
    assert len(dossiers.of(SUBJECT, DAY, NOW, "ann").calls) == 1
    assert dossiers.of(SUBJECT, DAY + timedelta(days=1), NOW, "ann").calls == ()


def test_a_moment_takes_in_that_day_up_to_it(past: Past, dossiers: Dossiers) -> None:
    past.called(CALL - timedelta(days=1), "a-0")
    past.called(CALL, "a-1")
    past.called(CALL + timedelta(hours=2), "a-2")
    dossier = dossiers.of(SUBJECT, CALL + timedelta(minutes=5), NOW, "ann")
    assert [call.attempt_id for call in dossier.calls] == ["a-1"]
    assert dossier.earlier.calls == 1


def test_without_a_day_the_whole_history_is_told(past: Past, dossiers: Dossiers) -> None:
    past.called(BEFORE, "a-0")
    past.called(CALL, "a-1")
    assert len(dossiers.of(SUBJECT, None, NOW, "ann").calls) == 2


def test_an_imported_call_came_without_grounds(past: Past, dossiers: Dossiers) -> None:
    past.called(CALL, "a-1", decided=False, source="old dialler")
    dossier = dossiers.of(SUBJECT, DAY, NOW, "ann")
    assert said(dossier)[1] == "grounds_imported"


def test_a_record_that_was_changed_is_shown_as_changed(
    past: Past, dossiers: Dossiers, database: Database
) -> None:
    past.called(CALL, "a-1")
    with database.schema_change() as connection:
        connection.exec_driver_sql(
            "UPDATE journal SET body = replace(body, 'opened', 'refused') WHERE kind = 'decision'"
        )
    states = {one.kind: one.state for one in dossiers.of(SUBJECT, DAY, NOW, "ann").records}
    assert states == {"decision": "changed", "outcome": "whole"}


def test_corrections_of_an_outcome_are_told_as_of_the_day_and_later_ones_apart(
    settings: Settings, past: Past, quick_path: Path
) -> None:
    past.called(CALL, "a-1", disposition="CONFIRMED")
    clock = SetClock(CALL + timedelta(hours=2))
    storage = Storage.open(settings, clock)
    storage.corrections.correct("a-1", Disposition.SOFT_REFUSAL, "anna", note="kindly, but no")
    clock.at = AFTER
    storage.corrections.correct("a-1", Disposition.HARD_REFUSAL, "anna", note="heard it again")
    dossier = storage.dossiers.of(SUBJECT, DAY, NOW, "ann")
    storage.close()
    (call,) = dossier.calls
    (told,) = call.corrections
    assert (told.by, told.before, told.after) == ("anna", "CONFIRMED", "SOFT_REFUSAL")
    assert (told.at, told.why) == (CALL + timedelta(hours=2), "kindly, but no")
    assert told.record in call.records
    assert call.ended is not None
    assert call.ended.disposition == "CONFIRMED"
    (later,) = (one for one in dossier.later if one.what == "correction")
    assert (later.about["before"], later.about["after"]) == ("SOFT_REFUSAL", "HARD_REFUSAL")
    assert dossier.as_json()["entries"][0]["corrections"][0]["why"] == "kindly, but no"
    for language, no in (("en", "a polite no"), ("ru", "вежливый отказ")):
        words = Words.load(language, dossier.span.zone)
        shown = page(dossier, words, made_at=NOW, audio=str)
        assert f"<strong>{no}</strong> · kindly, but no" in shown
        assert "heard it again" in shown.partition(words.label("learned_since"))[2]


def test_every_look_is_journalled_with_who_looked(
    past: Past, dossiers: Dossiers, database: Database
) -> None:
    past.called(CALL, "a-1")
    dossiers.of(SUBJECT, DAY, NOW, "ann")
    (look,) = Journal(database).records("look", number=NUMBER)
    assert (look.content["by"], look.content["number_0"]) == ("ann", NUMBER)
    assert NUMBER not in look.body
    assert Journal(database).verify().ok


def test_a_decision_of_the_rules_in_force_gives_its_basis_law_and_sources(
    storage: Storage,
) -> None:
    storage.contacts.add(Contact(number=SUBJECT, timezone="America/New_York"))
    wanted = order(SUBJECT)
    asked = Question(SUBJECT, wanted.purpose, CALL, None, 60.0)
    decision = decide(storage.books.facts(asked))
    decision_id = storage.books.begin(wanted, decision, CALL)
    storage.books.settle(record(wanted, at=CALL, decision_id=decision_id), ())
    (call,) = storage.dossiers.of(SUBJECT, DAY, NOW, "ann").calls
    assert call.grounds is not None
    assert (call.grounds.kind, call.grounds.basis) == ("EXEMPTION", "EXEMPTION")
    assert call.decided is not None
    assert call.decided.law.startswith("US")
    assert {rule.rule: rule.source for rule in call.decided.rules}["nobody_opted_out"].startswith(
        "US3"
    )
    assert len(call.records) == 2


def test_of_an_erased_number_what_may_be_kept_is_told(
    settings: Settings, storage: Storage, past: Past, quick_path: Path
) -> None:
    past.consented(BEFORE)
    past.called(CALL, "a-1", consent_id="consent-1", record={"transcript": TRANSCRIPT})
    agreed = Agreed(by="ann", confirmed_by="bob", reason="asked for it")
    storage.erasure.erase(SUBJECT, quick_path / "export.json", agreed)
    dossier = storage.dossiers.of(SUBJECT, DAY, NOW, "ann")
    assert said(dossier)[:2] == ["erased", "called"]
    (call,) = dossier.calls
    assert call.ended is not None
    assert call.ended.transcript == ()
    assert NUMBER not in "".join(record.body for record in storage.journal.records("look"))
    assert list(storage.journal.records("look", number=NUMBER)) == []
