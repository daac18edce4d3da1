"""The books: claims, decisions and outcomes, on both databases."""

import json
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select

from tests.fakes.calls import NUMBER, OTHER, decision, optout, order, record
from tests.fakes.clock import NOON, SetClock
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import SuppressionRow
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOutScope, SuppressionReason
from voicebot.conversation.network import NetworkResult
from voicebot.eligibility.known import Question
from voicebot.outcomes.consequences import Suppress
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings

PURPOSE = Purpose.APPOINTMENT_REMINDER


def journalled(storage: Storage, kind: str) -> list[dict[str, object]]:
    return [json.loads(found.body) for found in storage.journal.records(kind)]


def test_an_allowed_decision_opens_the_attempt_and_is_journalled(storage: Storage) -> None:
    wanted = order()
    decision_id = storage.books.begin(wanted, decision(), NOON)
    assert decision_id is not None
    (opened,) = storage.books.open_attempts()
    assert (opened.order, opened.decision_id, opened.at) == (wanted, decision_id, NOON)
    (entry,) = journalled(storage, "decision")
    assert entry["decision_id"] == decision_id
    assert entry["result"] == "opened"


def test_a_refusal_is_journalled_and_opens_nothing(storage: Storage) -> None:
    assert storage.books.begin(order(), decision(allowed=False), NOON) is not None
    assert storage.books.open_attempts() == []
    assert journalled(storage, "decision")[0]["result"] == "refused"


def test_a_number_with_an_open_attempt_cannot_be_claimed_again(storage: Storage) -> None:
    storage.books.begin(order(), decision(), NOON)
    assert storage.books.begin(order(), decision(), NOON) is None
    assert storage.books.begin(order(OTHER), decision(), NOON) is not None
    results = [entry["result"] for entry in journalled(storage, "decision")]
    assert results == ["opened", "held by another attempt", "opened"]


def test_an_incoming_call_does_not_hold_the_number(storage: Storage) -> None:
    storage.books.begin(order(direction="inbound"), decision(), NOON)
    assert storage.books.begin(order(), decision(), NOON) is not None


def test_of_many_claims_at_once_exactly_one_holds(settings: Settings, storage: Storage) -> None:
    results: list[str | None] = []
    start = threading.Barrier(6)

    def claim() -> None:
        own = Storage.open(settings, SetClock())
        start.wait()
        results.append(own.books.begin(order(), decision(), NOON))
        own.close()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result is not None for result in results) == 1
    assert storage.journal.verify().ok


def test_an_optout_between_facts_and_dialling_is_seen(storage: Storage) -> None:
    facts = storage.books.facts(Question(NUMBER, PURPOSE, NOON))
    assert facts.values["optouts_covering"] == 0
    storage.optouts.save(optout())
    assert storage.books.begin(order(), decision(), NOON) is None
    assert storage.books.open_attempts() == []
    assert journalled(storage, "decision")[0]["result"] == "opted out meanwhile"


def test_a_call_that_ended_between_facts_and_dialling_makes_the_decision_stale(
    settings: Settings, storage: Storage
) -> None:
    elsewhere = Storage.open(settings, SetClock())
    theirs = order()
    elsewhere.books.begin(theirs, decision(), NOON)
    storage.books.facts(Question(NUMBER, PURPOSE, NOON))
    elsewhere.books.settle(record(theirs), [])
    assert storage.books.begin(order(), decision(), NOON) is None
    assert journalled(storage, "decision")[-1]["result"] == "the facts changed meanwhile"
    storage.books.facts(Question(NUMBER, PURPOSE, NOON))
    assert storage.books.begin(order(), decision(), NOON) is not None
    elsewhere.close()


@pytest.mark.parametrize(("campaign", "held"), [("mine", True), ("theirs", False)])
def test_a_campaign_optout_binds_its_campaign_only(
    storage: Storage, campaign: str, held: bool
) -> None:
    storage.optouts.save(optout(scope=OptOutScope.CAMPAIGN, campaign_id="mine"))
    begun = storage.books.begin(order(campaign_id=campaign), decision(), NOON)
    assert (begun is None) == held


def test_settling_frees_the_number_and_keeps_the_record(storage: Storage) -> None:
    wanted = order()
    decision_id = storage.books.begin(wanted, decision(), NOON)
    ended = record(wanted, decision_id=decision_id)
    storage.books.settle(ended, [])
    assert storage.books.open_attempts() == []
    assert storage.records.get(wanted.attempt_id).body == ended.as_json()
    assert storage.books.begin(order(), decision(), NOON) is not None


def test_settling_twice_settles_once(settings: Settings, storage: Storage) -> None:
    wanted = order()
    storage.books.begin(wanted, decision(), NOON)
    suppress = Suppress(SuppressionReason.WRONG_NUMBER, "said so")
    storage.books.settle(record(wanted), [suppress])
    other = record(wanted, disposition=Disposition.TECHNICAL_FAILURE)
    storage.books.settle(other, [suppress, suppress])
    with closing(Database(settings.database)) as database, database.read() as session:
        assert session.scalars(select(func.count()).select_from(SuppressionRow)).one() == 1
    assert storage.records.get(wanted.attempt_id).disposition == "CONFIRMED"
    assert len(journalled(storage, "outcome")) == 1


def test_a_call_that_came_in_unannounced_is_entered_when_it_ends(storage: Storage) -> None:
    came = order(direction="inbound")
    storage.books.settle(record(came), [])
    assert storage.records.get(came.attempt_id).direction == "inbound"


def test_facts_hold_what_happened_to_the_number(storage: Storage) -> None:
    for result, days in ((NetworkResult.NO_ANSWER, 3), (NetworkResult.ANSWERED, 1)):
        wanted, at = order(), NOON - timedelta(days=days)
        storage.books.begin(wanted, decision(), at)
        storage.books.settle(record(wanted, result, at=at), [])
    storage.books.settle(record(order(direction="inbound")), [])
    storage.books.settle(record(order(OTHER)), [])
    storage.optouts.save(optout())
    facts = storage.books.facts(Question(NUMBER, PURPOSE, NOON, "c")).values
    assert facts["talked_at"] == NOON - timedelta(days=1)
    assert facts["unanswered_in_a_row"] == 0
    assert facts["optouts_covering"] == 1
    assert (facts["at"], facts["purpose"]) == (NOON, PURPOSE)


def test_a_suppression_that_has_run_out_is_no_fact(storage: Storage) -> None:
    over = Suppress(SuppressionReason.REFUSAL_COOLDOWN, "no", NOON - timedelta(seconds=1))
    standing = Suppress(SuppressionReason.REFUSAL_COOLDOWN, "no", NOON + timedelta(days=30))
    storage.books.settle(record(order()), [over, standing])
    facts = storage.books.facts(Question(NUMBER, PURPOSE, NOON)).values
    assert facts["refusal_cooldown_until"] == NOON + timedelta(days=30)


@pytest.mark.parametrize(
    ("number", "contact_zone", "default", "zones", "known"),
    [
        ("+74951234567", "Asia/Tokyo", "", ("Asia/Tokyo",), "contact"),
        ("+74951234567", "", "", ("Europe/Moscow",), "number"),
        ("+88213123456", "", "Europe/Paris", ("Europe/Paris",), "setting"),
        ("+88213123456", "", "", (), "unknown"),
    ],
)
def test_the_zone_is_the_contacts_else_the_numbers_else_the_settings(
    settings: Settings,
    number: str,
    contact_zone: str,
    default: str,
    zones: tuple[str, ...],
    known: str,
) -> None:
    changed = settings.model_copy(update={"default_zone": default})
    storage = Storage.open(changed, SetClock())
    person = PhoneNumber(number)
    storage.contacts.add(Contact(person, timezone=contact_zone))
    facts = storage.books.facts(Question(person, PURPOSE, NOON)).values
    assert (facts["zones"], facts["zones_from"]) == (list(zones), known)
    storage.close()


def test_an_order_with_dates_comes_back_as_it_was(storage: Storage) -> None:
    moscow = timezone(timedelta(hours=3))
    variables: dict[str, object] = {
        "day": date(2026, 12, 1),
        "time": datetime(2026, 12, 1, 10, 0, tzinfo=moscow),
        "sum": 12.5,
        "count": 3,
        "name": "Ольга",
    }
    wanted = replace(order(), variables=variables, zone="Europe/Moscow", now_offset_s=60.0)
    storage.books.begin(wanted, decision(), NOON)
    assert storage.books.open_attempts()[0].order == wanted
