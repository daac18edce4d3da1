"""Calls are counted by the hour: once each, anew when they are corrected, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.fakes.calls import NUMBER, OTHER, decision, order, record
from tests.fakes.clock import NOON
from tests.fakes.past import Past
from voicebot.adapters.storage.call_counting import (
    ALL,
    AUDIENCE,
    CAMPAIGN,
    INBOUND,
    SCRIPT,
    score_step,
)
from voicebot.adapters.storage.call_figures import CallSums
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.contact import Contact
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings

HOUR = timedelta(hours=1)


@pytest.fixture
def past(settings: Settings) -> Iterator[Past]:
    database = Database(settings.database)
    yield Past(database)
    database.close()


def call(storage: Storage, disposition: Disposition, **columns: object) -> str:
    """A call of ours that ended so."""
    wanted = replace(order(NUMBER), **columns)  # type: ignore[arg-type]
    storage.books.begin(wanted, decision(at=NOON), NOON)
    storage.books.settle(record(wanted, disposition=disposition), [])
    return wanted.attempt_id


def sums(storage: Storage, facet: str = ALL, name: str = "") -> CallSums:
    found = storage.pages.call_figures.by_name(facet, NOON - HOUR, NOON + HOUR)
    return found.get(name, CallSums())


def test_a_call_counts_once_as_it_ends(storage: Storage) -> None:
    call(storage, Disposition.CONFIRMED, campaign_id="c-1")
    call(storage, Disposition.OPT_OUT)
    found = sums(storage)
    assert (found.calls, found.answered, found.goals) == (2, 2, 1)
    assert (found.refusals, found.opt_outs, found.harms) == (1, 1, 1)
    assert sums(storage, CAMPAIGN, "c-1").calls == 1
    assert sums(storage, SCRIPT, "reminder").calls == 2
    assert storage.pages.call_figures.by_hour(ALL, NOON - HOUR) == [(NOON, found)]
    assert not storage.pages.call_figures.is_behind()


def test_a_call_settled_again_counts_no_second_time(storage: Storage) -> None:
    wanted = order(NUMBER)
    storage.books.begin(wanted, decision(), NOON)
    for _ in range(2):
        storage.books.settle(record(wanted), [])
    assert sums(storage).calls == 1


def test_the_audience_is_how_the_person_stood_when_it_was_counted(storage: Storage) -> None:
    call(storage, Disposition.CONFIRMED)
    storage.contacts.add(Contact(NUMBER))
    attempt = call(storage, Disposition.CONFIRMED)
    assert sums(storage, AUDIENCE, "STRANGER").calls == 1
    assert sums(storage, AUDIENCE, "CUSTOMER").calls == 1
    storage.corrections.correct(attempt, Disposition.SOFT_REFUSAL, "anna")
    assert sums(storage, AUDIENCE, "CUSTOMER").refusals == 1


def test_people_who_call_us_stand_apart(storage: Storage) -> None:
    wanted = order(OTHER, direction="inbound")
    storage.books.settle(record(wanted), [])
    assert sums(storage, INBOUND).calls == 1
    assert sums(storage).calls == 0


def test_a_correction_moves_the_call_and_leaves_the_number_of_calls(storage: Storage) -> None:
    attempt = call(storage, Disposition.CONFIRMED)
    storage.corrections.correct(attempt, Disposition.COMPLAINT, "anna")
    found = sums(storage)
    assert (found.calls, found.goals, found.complaints, found.harms) == (1, 0, 1, 1)
    storage.corrections.correct(attempt, Disposition.CONFIRMED, "boris")
    assert sums(storage).goals == 1, "reviewers are at odds: the robot's word stands"
    storage.corrections.correct(attempt, Disposition.VOICEMAIL_LEFT, "vera")
    storage.corrections.correct(attempt, Disposition.VOICEMAIL_LEFT, "gleb")
    found = sums(storage)
    assert (found.calls, found.answered, found.machines, found.goals) == (1, 0, 1, 0)


def test_calls_of_old_are_counted_by_the_chore_once_and_with_their_corrections(
    storage: Storage, past: Past
) -> None:
    for place in range(7):
        past.called(NOON + timedelta(seconds=place), f"a-{place}", disposition="CONFIRMED")
    storage.corrections.correct("a-3", Disposition.SOFT_REFUSAL, "anna")
    assert sums(storage).calls == 0
    assert storage.pages.call_figures.is_behind()
    assert storage.call_counts.catch_up(NOON) == 7
    assert storage.call_counts.catch_up(NOON) == 0
    found = sums(storage)
    assert (found.calls, found.goals, found.refusals) == (7, 6, 1)
    assert not storage.pages.call_figures.is_behind()


@pytest.mark.parametrize(
    ("score", "step"), [(0.0, "0.0"), (0.49, "0.0"), (-0.01, "-0.5"), (2.5, "2.5"), (99.0, "20.0")]
)
def test_a_score_is_in_the_step_that_begins_below_it(score: float, step: str) -> None:
    assert score_step(score) == step


def test_what_reviewers_changed_is_told(storage: Storage) -> None:
    attempt = call(storage, Disposition.CONFIRMED)
    storage.corrections.correct(attempt, Disposition.SOFT_REFUSAL, "anna")
    (change,) = storage.pages.call_figures.changes(NOON - HOUR, 10)
    assert (change.said, change.corrected, change.calls) == ("CONFIRMED", "SOFT_REFUSAL", 1)


def test_whom_scores_left_alone_is_summed_by_reason(storage: Storage) -> None:
    columns = (
        "left_alone_id, number, person, purpose, reason, since, until, score, harm_chance,"
        " reach_chance, because, because_ru, model"
    )
    with storage._databases[0].write() as session:
        for place in range(3):
            session.execute(
                text(
                    f"INSERT INTO left_alone ({columns}) VALUES ('l{place}', '+1202555010{place}',"
                    " 'p', 'SURVEY', 'PREDICTED_ANNOYANCE', '2026-11-18 10:00:00',"
                    " '2027-02-18 10:00:00', -1, 0.25, 0.5, '[]', '[]', '1')"
                )
            )
    (found,) = storage.pages.call_figures.avoided(NOON - 24 * HOUR, NOON)
    assert (found.reason, found.people, found.harm) == ("PREDICTED_ANNOYANCE", 3, 0.75)
    assert storage.pages.call_figures.avoided(NOON, NOON + HOUR) == []
