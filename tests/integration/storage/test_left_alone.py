"""Whom a model leaves alone: from its score to the decision, the books and back; on both databases.

The model is the prior that ships; the people are those of the demo, whom another dialler called.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.calls import decision, order, record
from tests.fakes.clock import NOON, SetClock
from tests.fakes.consents import consent
from tests.models_fixture import REPOSITORY
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.known_all import Listing
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import AttemptRow
from voicebot.contacts.consent import ConsentSource
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.known import Question
from voicebot.errors import NotFound
from voicebot.evidence.replaying import replay_all
from voicebot.learning.policy.scoring import TASK
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings
from voicebot.simulation.cast import contact_of
from voicebot.simulation.remembered import FILE, MAPPING, remembered

REMINDER = Purpose.APPOINTMENT_REMINDER
PREDICTED = {SuppressionReason.PREDICTED_ANNOYANCE, SuppressionReason.PREDICTED_NON_RESPONSE}
PEOPLE = remembered("en", NOON)
NUMBER = PEOPLE[1].contact.number
STRANGER = contact_of(7, "en", NOON)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def taught(settings: Settings, tmp_path: Path, clock: SetClock) -> Iterator[Storage]:
    """Books with a history, and a model in force."""
    own = tmp_path / "models"
    shutil.copytree(REPOSITORY / "models" / TASK, own / TASK)
    shelf = Shelf(own)
    shelf.promote(TASK, shelf.versions(TASK)[-1])
    chosen = settings.model_copy(update={"models": own})
    with closing(Storage.open(chosen, clock)) as storage:
        _enter_history(storage)
        yield storage


def _enter_history(storage: Storage) -> None:
    storage.contacts.add(STRANGER)
    for one in PEOPLE:
        storage.contacts.add(one.contact)
    calls = [call for one in PEOPLE for call in one.calls(NOON)]
    storage.histories.enter(lambda: iter(calls), MAPPING, FILE)


def asked(
    storage: Storage, number: PhoneNumber = NUMBER, purpose: Purpose = REMINDER, luck: float = 1.0,
    days: float = 0,
) -> Decision:  # fmt: skip
    at = NOON + timedelta(days=days)
    return decide(storage.books.facts(Question(number, purpose, at, luck=luck)))


def begun(storage: Storage, decision: Decision) -> str | None:
    return storage.books.begin(order(NUMBER), decision, decision.at)


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.habit.name)
def test_a_history_of_hang_ups_keeps_the_robot_away_with_reasons(
    taught: Storage, one: object
) -> None:
    decision = asked(taught, one.contact.number)  # type: ignore[attr-defined]
    assert decision.refused
    assert set(decision.reasons) <= PREDICTED
    said = decision.learned
    assert said is not None
    assert said.until == NOON + timedelta(days=30)
    for language in ("en", "ru"):
        assert 1 <= len(said.because[language]) <= 3
    assert all(word in said.sentence for word in said.because["en"])


def test_who_has_no_history_is_reminded(taught: Storage) -> None:
    decision = asked(taught, STRANGER.number)
    assert not PREDICTED & set(decision.reasons)
    assert decision.learned is not None
    assert decision.learned.propensity == 1.0


def test_where_nothing_is_in_force_everybody_is_called(storage: Storage) -> None:
    _enter_history(storage)
    decision = asked(storage)
    assert decision.learned is None
    assert not PREDICTED & set(decision.reasons)


def test_a_question_alone_writes_nothing_and_a_decision_does(taught: Storage) -> None:
    decision = asked(taught)
    assert taught.left_alone.kept() == []
    begun(taught, decision)
    (kept,) = taught.left_alone.kept(NUMBER)
    assert (kept.number, kept.purpose) == (NUMBER.e164, REMINDER)
    assert kept.because == decision.learned.because["en"]  # type: ignore[union-attr]
    assert kept.until == NOON + timedelta(days=30)


def test_what_was_said_holds_to_its_end(taught: Storage, clock: SetClock) -> None:
    begun(taught, asked(taught))
    clock.forward(timedelta(days=9))
    again = asked(taught, days=9).learned
    assert again is not None
    assert (again.since, again.until) == (NOON, NOON + timedelta(days=30))
    begun(taught, asked(taught, days=9))
    assert len(taught.left_alone.kept()) == 1
    clock.forward(timedelta(days=22))
    assert taught.left_alone.kept() == []
    anew = asked(taught, days=31).learned
    assert anew is not None
    assert anew.since == NOON + timedelta(days=31)


def test_a_supervisor_lifts_it_until_its_term_is_over(taught: Storage, clock: SetClock) -> None:
    begun(taught, asked(taught))
    assert taught.left_alone.lift(NUMBER, "anna", "wrote to us") == 1
    assert not PREDICTED & set(asked(taught, days=1).reasons)
    assert PREDICTED & set(asked(taught, days=31).reasons)
    (lifted,) = taught.journal.records("left_alone_lifted")
    assert json.loads(lifted.body)["by"] == "anna"
    with pytest.raises(NotFound):
        taught.left_alone.lift(NUMBER, "anna", "again")


def test_another_purpose_is_not_lifted_with_it(taught: Storage) -> None:
    begun(taught, asked(taught))
    with pytest.raises(NotFound):
        taught.left_alone.lift(NUMBER, "anna", "wrote to us", Purpose.SURVEY)
    assert PREDICTED & set(asked(taught).reasons)


def test_who_calls_us_is_called_again(taught: Storage) -> None:
    begun(taught, asked(taught))
    taught.books.settle(record(order(NUMBER, direction="inbound")), [])
    (kept,) = taught.left_alone.kept(NUMBER, ended=True)
    assert kept.lifted_by == "the person"
    assert not PREDICTED & set(asked(taught, days=1).reasons)


def test_who_turns_a_kind_on_is_left_alone_for_it_no_more(taught: Storage, clock: SetClock) -> None:
    number, kind = STRANGER.number, Purpose.SURVEY
    refused = asked(taught, number, kind, days=0.2)
    assert set(refused.reasons) <= PREDICTED
    taught.books.begin(replace(order(number), purpose=kind), refused, refused.at)
    assert [one.purpose for one in taught.left_alone.kept(number)] == [kind]
    clock.forward(timedelta(hours=6))
    wish = consent(number=number, purposes=(kind,), at=clock.now())
    taught.notices.turn_on(Opening(wish, ConsentSource.KEY), "pressed 1")
    (kept,) = taught.left_alone.kept(number, ended=True)
    assert (kept.lifted_by, kept.lift_reason) == ("the person", "asked for it")
    assert not PREDICTED & set(asked(taught, number, kind, days=1).reasons)


def test_a_vital_notice_goes_out_and_says_that_it_would_annoy(taught: Storage) -> None:
    decision = asked(taught, purpose=Purpose.CONTRACT_CHANGE)
    assert not PREDICTED & set(decision.reasons)
    said = decision.learned
    assert said is not None
    if said.left_alone_for is not None and decision.allowed:
        assert "But" in decision.sentence
    begun(taught, decision)
    assert taught.left_alone.kept() == []


def test_nobody_who_hung_up_on_us_is_tried_out(taught: Storage) -> None:
    decision = asked(taught, luck=0.0)
    assert decision.refused
    assert decision.learned is not None
    assert decision.learned.propensity == 0.0


def test_a_decision_with_a_score_replays(taught: Storage) -> None:
    begun(taught, asked(taught))
    begun(taught, asked(taught, days=1))
    found = replay_all(taught.journal.records("decision"))
    assert (found.decisions, found.other_rules, found.mismatches) == (2, 0, [])


def test_a_list_is_forecast_as_each_of_its_calls_is_decided(taught: Storage) -> None:
    begun(taught, asked(taught))
    campaign = taught.campaigns.create("Reminders", "f", REMINDER, "en")
    taught.campaigns.enlist(campaign.campaign_id, NOON)
    found = taught.books.forecast(Listing(REMINDER, NOON, campaign.campaign_id))
    never = dict(found.why_never)
    assert sum(never.get(str(reason), 0) for reason in PREDICTED) == len(PEOPLE)
    assert found.asked == len(PEOPLE) + 1


def test_the_unhappy_are_offered_nothing_and_are_reminded_all_the_same(storage: Storage) -> None:
    asked_before = next(PEOPLE[0].calls(NOON))
    happy = replace(asked_before, call_id="once", satisfaction=0.75)
    unhappy = replace(asked_before, call_id="again", at=NOON - timedelta(days=3), satisfaction=0.25)
    number = asked_before.number
    for call, offered_nothing in ((happy, False), (unhappy, True)):
        storage.histories.enter(lambda: iter([call]), MAPPING, FILE)  # noqa: B023 - used at once
        offered = asked(storage, number, Purpose.MARKETING)
        assert (SuppressionReason.PREDICTED_ANNOYANCE in offered.reasons) == offered_nothing
    reminded = asked(storage, number)
    assert SuppressionReason.PREDICTED_ANNOYANCE not in reminded.reasons


def test_who_says_on_a_call_that_they_are_unhappy_is_offered_nothing(storage: Storage) -> None:
    for days, told, offered_nothing in ((4, 0.75, False), (3, 0.25, True)):
        survey = replace(order(NUMBER), purpose=Purpose.SURVEY)
        ended = record(survey, at=NOON - timedelta(days=days))
        said = replace(ended, outcome=replace(ended.outcome, satisfaction=told))
        storage.books.begin(survey, decision(), said.at)
        storage.books.settle(said, [])
        assert storage.learned_from.people([NUMBER.e164], NOON)["satisfaction"].to_list() == [told]
        reasons = asked(storage, purpose=Purpose.MARKETING).reasons
        assert (SuppressionReason.PREDICTED_ANNOYANCE in reasons) == offered_nothing


def test_what_was_tried_against_the_score_is_marked_on_its_attempt(
    taught: Storage, settings: Settings
) -> None:
    decision = asked(taught, STRANGER.number)
    assert decision.learned is not None
    explored = replace(decision.learned, explored=True, propensity=0.02)
    allowed = replace(decision, learned=explored, rules=())
    wanted = order(STRANGER.number)
    assert taught.books.begin(wanted, allowed, NOON) is not None
    with closing(Database(settings.database)) as database, database.read() as session:
        row = session.get_one(AttemptRow, wanted.attempt_id)
        found = (row.explored, row.propensity, row.score, row.model_version)
    assert found == (True, 0.02, decision.learned.score, decision.learned.model)
