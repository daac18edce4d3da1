"""What is learned from: our calls and histories, as they were known when each began."""

import random
from collections.abc import Iterator
from datetime import timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.fakes.calls import order, record
from tests.fakes.clock import NOON
from tests.fakes.past import NUMBER, OTHER, Past
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.learned_from import LearnedFrom
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.number import PhoneNumber
from voicebot.learning.attempts import ATTEMPTS, questions
from voicebot.learning.features import build_features
from voicebot.learning.targets import SURE, with_targets
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings

DAY = timedelta(days=1)
MOBILE = "+79161234567"  # the plan gives it many zones


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.database)
    yield opened
    opened.close()


@pytest.fixture
def past(database: Database) -> Past:
    return Past(database)


def told_by(frame: pl.DataFrame, attempt_id: str) -> dict[str, object]:
    return frame.row(by_predicate=pl.col("attempt_id") == attempt_id, named=True)


def test_each_call_has_what_was_known_when_it_began(database: Database, past: Past) -> None:
    past.called(NOON - 30 * DAY, "before the list")
    past.listed(NOON - 20 * DAY, "Anna", timezone="Asia/Tokyo", attributes={"city": "Kyoto"})
    past.called(NOON - 10 * DAY, "listed")
    past.linked(NOON - 9 * DAY, "anna", NUMBER, OTHER)
    past.complained(NOON - 8 * DAY, "too many calls", number=OTHER)
    past.called(NOON - 7 * DAY, "while a complaint was open", satisfaction=0.25)
    past.resolved(NOON - 6 * DAY, "we call less")
    past.called(NOON - 5 * DAY, "afterwards")
    found = LearnedFrom(database, ("city",)).every_attempt()
    first, listed = told_by(found, "before the list"), told_by(found, "listed")
    assert (first["zone"], first["attributes"]) == ("America/New_York", [])
    assert (listed["zone"], listed["attributes"]) == (
        "Asia/Tokyo", [{"name": "city", "value": "Kyoto"}],
    )  # fmt: skip
    assert (listed["person"], listed["complaints_open"]) == (NUMBER, 0)
    complained = told_by(found, "while a complaint was open")
    assert (complained["person"], complained["complaints_open"]) == ("anna", 1)
    assert complained["satisfaction"] is None  # it was said on this very call
    after = told_by(found, "afterwards")
    assert (after["complaints_open"], after["satisfaction"]) == (0, 0.25)


def test_only_attributes_that_a_setting_names_are_read(database: Database, past: Past) -> None:
    past.listed(NOON - 2 * DAY, "Anna", attributes={"city": "Kyoto", "debt": "12"})
    past.called(NOON - DAY, "a-1")
    assert told_by(LearnedFrom(database).every_attempt(), "a-1")["attributes"] == []
    named = LearnedFrom(database, ("debt", "no such")).every_attempt()
    assert told_by(named, "a-1")["attributes"] == [{"name": "debt", "value": "12"}]


def test_a_history_speaks_for_itself(database: Database, past: Past) -> None:
    said = {"attributes": {"city": "Osaka\nJapan"}, "transcript": []}
    past.called(NOON - DAY, "h-1", record=said, source="old dialler", talk_s=42.0, channel="SMS")
    found = told_by(LearnedFrom(database, ("city",)).every_attempt(), "h-1")
    assert found["attributes"] == [{"name": "city", "value": "Osaka Japan"}]
    assert (found["talk_s"], found["channel"]) == (42.0, "SMS")


def test_a_zone_that_nobody_knows_is_none_unless_a_setting_says(
    database: Database, past: Past
) -> None:
    past.called(NOON - DAY, "a-1", number=MOBILE)
    assert told_by(LearnedFrom(database).every_attempt(), "a-1")["zone"] is None
    of_setting = LearnedFrom(database, default_zone="Europe/Moscow")
    assert told_by(of_setting.every_attempt(), "a-1")["zone"] == "Europe/Moscow"


def test_our_own_calls_keep_what_is_learned_from(storage: Storage, database: Database) -> None:
    wish = order()
    storage.books.settle(record(wish), [])
    found = told_by(LearnedFrom(database).every_attempt(), wish.attempt_id)
    assert (found["disposition"], found["explored"], found["propensity"]) == (
        "CONFIRMED", False, None,
    )  # fmt: skip


def test_a_correction_is_in_the_table_beside_the_outcome(storage: Storage, past: Past) -> None:
    past.called(NOON - DAY, "a-1", disposition="CONFIRMED", certainty=0.9)
    storage.corrections.correct("a-1", Disposition.HARD_REFUSAL, "anna")
    found = told_by(storage.learned_from.every_attempt(), "a-1")
    assert (found["disposition"], found["corrected"]) == ("CONFIRMED", "HARD_REFUSAL")
    storage.corrections.correct("a-1", Disposition.COMPLETED, "boris")
    disputed = told_by(storage.learned_from.every_attempt(), "a-1")
    assert disputed["corrected"] is None
    assert float(str(disputed["certainty"])) < SURE
    storage.corrections.correct("a-1", Disposition.COMPLETED, "vera")
    assert told_by(storage.learned_from.every_attempt(), "a-1")["corrected"] == "COMPLETED"


def test_what_comes_later_changes_nothing_that_was_known(storage: Storage, past: Past) -> None:
    """Later calls, lists, links, complaints and corrections leave earlier features as they were."""
    chance = random.Random(7)
    write_books(past, chance, 40, upto=NOON - 20 * DAY)
    reader = storage.learned_from
    before = reader.every_attempt()
    features = build_features(before)
    for attempt in before["attempt_id"].sample(5, seed=1):
        storage.corrections.correct(attempt, Disposition.OPT_OUT, "anna")
    past.listed(NOON - 19 * DAY, "Renamed", timezone="Asia/Tokyo")
    past.linked(NOON - 18 * DAY, "everybody", *NUMBERS)
    past.complained(NOON - 17 * DAY, "enough")
    for place in range(10):
        past.called(NOON - timedelta(days=16 - place), f"later {place}", number=NUMBER)
    after = reader.every_attempt()
    kept = after.filter(pl.col("attempt_id").is_in(before["attempt_id"].implode()))
    words = ("corrected", "corrected_kind", "certainty")
    assert_frame_equal(kept.drop(words), before.drop(words))
    assert_frame_equal(build_features(after).head(before.height), features, check_exact=True)
    assert not with_targets(kept).equals(with_targets(before))


def test_a_few_numbers_and_many_are_read_alike(database: Database, past: Past) -> None:
    chance = random.Random(3)
    past.listed(NOON - 50 * DAY, "Anna", timezone="Asia/Tokyo", attributes={"city": "Kyoto"})
    past.linked(NOON - 15 * DAY, "p-1", NUMBERS[0], NUMBERS[1])
    write_books(past, chance, 60, upto=NOON)
    past.unlinked(NOON - 3 * DAY, NUMBERS[1])
    past.linked(NOON - 2 * DAY, "p-2", NUMBERS[1], NUMBERS[2])
    past.complained(NOON - 25 * DAY, "too many", number=NUMBERS[1])
    one_by_one = LearnedFrom(database, ("city",), "Europe/Paris")
    at_once = LearnedFrom(database, ("city",), "Europe/Paris", few=0)
    for days in (0, 1, 4, 16, 30):
        at = NOON - days * DAY
        for asked in ([NUMBERS[0]], [NUMBERS[1], NUMBERS[3]], list(NUMBERS)):
            past_of = one_by_one.attempts_of(asked, at)
            assert_frame_equal(past_of, at_once.attempts_of(asked, at))
            assert_frame_equal(one_by_one.people(asked, at), at_once.people(asked, at))
            assert dict(past_of.schema) == ATTEMPTS


def test_a_past_is_of_all_numbers_of_a_person_and_ends_where_it_is_asked(
    storage: Storage, past: Past
) -> None:
    past.linked(NOON - 9 * DAY, "anna", NUMBER, OTHER)
    past.called(NOON - 3 * DAY, "a-1")
    past.called(NOON - 2 * DAY, "a-2", number=OTHER)
    past.called(NOON - DAY, "a-3")
    found = storage.learned_from.attempts_of([NUMBER], NOON - DAY)
    assert found["attempt_id"].to_list() == ["a-1", "a-2"]
    assert found["person"].unique().to_list() == ["anna"]


def test_what_is_known_of_people_makes_questions(storage: Storage, past: Past) -> None:
    past.listed(NOON - 9 * DAY, "Anna", timezone="Asia/Tokyo")
    people = storage.learned_from.people([NUMBER, "sip:nobody@example.org"], NOON)
    asked = questions(people.with_columns(purpose=pl.lit("SURVEY")), NOON)
    assert asked["number"].to_list() == [NUMBER, "sip:nobody@example.org"]
    assert asked["zone"][0] == "Asia/Tokyo"


def test_an_erased_person_teaches_without_a_name(database: Database, past: Past) -> None:
    past.called(NOON - DAY, "a-1", number="#1234")
    found = told_by(LearnedFrom(database).every_attempt(), "a-1")
    assert (found["number"], found["zone"]) == ("#1234", None)


NUMBERS = (NUMBER, OTHER, "+79161234567", "sip:anna@example.org", "+493012345678")
ENDS = ("CONFIRMED", "SOFT_REFUSAL", "OPT_OUT", "EARLY_HANGUP", "COMPLETED")


def write_books(past: Past, chance: random.Random, calls: int, upto: object) -> None:
    """Calls at all times before, to all numbers."""
    for place in range(calls):
        at = upto - timedelta(hours=chance.randint(1, 900))  # type: ignore[operator]
        number = PhoneNumber.parse(chance.choice(NUMBERS)).e164
        satisfied = chance.choice([None, None, 0.0, 0.5, 1.0])
        past.called(
            at, f"call {place}", number=number, disposition=chance.choice(ENDS), decided=False,
            satisfaction=satisfied, talk_s=chance.uniform(0, 60), certainty=0.9,
            direction=chance.choice(["outbound", "outbound", "inbound"]),
        )  # fmt: skip
