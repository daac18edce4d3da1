"""What reviewers say of calls: kept beside the outcome, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.fakes.calls import NUMBER
from tests.fakes.clock import NOON, SetClock
from tests.fakes.past import Past
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.storage import Storage
from voicebot.errors import BadInput, NotFound
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.understanding.intents import RefusalKind

CALLED = NOON - timedelta(days=3)


@pytest.fixture
def past(settings: Settings) -> Iterator[Past]:
    database = Database(settings.database)
    yield Past(database)
    database.close()


def test_a_correction_stands_beside_the_outcome_and_not_in_its_place(
    storage: Storage, past: Past
) -> None:
    past.called(CALLED, "a-1", disposition="CONFIRMED")
    done = storage.corrections.correct("a-1", Disposition.SOFT_REFUSAL, "anna", note="a polite no")
    assert done.original is Disposition.CONFIRMED
    assert storage.records.get("a-1").disposition == "CONFIRMED"
    assert storage.corrections.of("a-1") == [done.correction]


def test_a_correction_is_journalled_with_its_words_apart(storage: Storage, past: Past) -> None:
    past.called(CALLED, "a-1")
    storage.corrections.correct("a-1", Disposition.SOFT_REFUSAL, "anna", note="a polite no")
    (record,) = storage.journal.records(kind="call_corrected", number=NUMBER.e164)
    assert "polite" not in record.body
    assert "SOFT_REFUSAL" in record.body
    assert record.personal[0] is not None
    assert "a polite no" in record.personal[0].body
    assert storage.journal.verify().ok


@pytest.mark.parametrize(
    ("disposition", "kind"),
    [
        (Disposition.OPT_OUT, None),
        (Disposition.HARD_REFUSAL, RefusalKind.REASONED_REFUSAL),
        (Disposition.PARTIAL, RefusalKind.ERASURE_REQUEST),
    ],
)
def test_a_demand_that_a_reviewer_heard_is_an_opt_out(
    storage: Storage, past: Past, disposition: Disposition, kind: RefusalKind | None
) -> None:
    past.called(CALLED, "a-1")
    done = storage.corrections.correct("a-1", disposition, "anna", kind)
    assert done.optout_saved == "database"
    (optout,) = storage.optouts.find(NUMBER)
    assert optout.attempt_id == "a-1"
    assert done.correction.correction_id in optout.reason


def test_a_correction_away_from_an_opt_out_lifts_none_and_says_so(
    storage: Storage, past: Past
) -> None:
    past.called(CALLED, "a-1", disposition="OPT_OUT")
    past.opted_out(CALLED, attempt_id="a-1")
    done = storage.corrections.correct("a-1", Disposition.CONFIRMED, "anna")
    assert done.optouts_left == 1
    assert len(storage.optouts.find(NUMBER)) == 1


def test_of_each_reviewer_the_newest_word_counts_and_disagreement_is_seen(
    settings: Settings, past: Past
) -> None:
    clock = SetClock()
    storage = Storage.open(settings, clock)
    for attempt in ("a-1", "a-2", "a-3"):
        past.called(CALLED, attempt)
    correct = storage.corrections.correct
    correct("a-1", Disposition.SOFT_REFUSAL, "anna")
    correct("a-1", Disposition.COMPLETED, "boris")
    correct("a-2", Disposition.COMPLETED, "boris")
    assert storage.corrections.disputed() == ["a-1"]
    assert storage.corrections.agreement().share == 0
    clock.forward(timedelta(hours=1))
    correct("a-1", Disposition.COMPLETED, "anna")
    found = storage.corrections.agreement()
    assert (found.reviewed, found.by_several, found.agreed, found.share) == (2, 1, 1, 1.0)
    assert storage.corrections.disputed() == []
    assert len(storage.corrections.of("a-1")) == 3
    storage.close()


def test_nobody_disagrees_where_nobody_reviewed(storage: Storage) -> None:
    assert storage.corrections.agreement().share is None


def test_what_was_not_understood_waits_for_a_reviewer_until_one_spoke(
    storage: Storage, past: Past
) -> None:
    past.called(CALLED, "sure", certainty=0.9)
    past.called(CALLED, "hardly understood", certainty=0.3)
    past.called(CALLED + timedelta(minutes=1), "emergency", record={"review": "emergency"})
    past.called(CALLED + timedelta(minutes=2), "broken off", disposition="PARTIAL")
    waiting = storage.corrections.to_review()
    assert waiting == ["broken off", "emergency", "hardly understood"]
    storage.corrections.correct("emergency", Disposition.TRANSFERRED, "anna")
    assert storage.corrections.to_review() == ["broken off", "hardly understood"]
    assert storage.corrections.to_review(since=CALLED + timedelta(seconds=90)) == ["broken off"]


def test_a_call_under_way_cannot_be_corrected(storage: Storage) -> None:
    with pytest.raises(NotFound):
        storage.corrections.correct("no such call", Disposition.OPT_OUT, "anna")


def test_a_correction_needs_somebody_who_says_it(storage: Storage, past: Past) -> None:
    past.called(CALLED, "a-1")
    with pytest.raises(BadInput):
        storage.corrections.correct("a-1", Disposition.COMPLETED, " ")
    assert storage.corrections.of("a-1") == []


def test_corrections_go_with_their_call(settings: Settings, storage: Storage, past: Past) -> None:
    past.called(CALLED, "a-1")
    storage.corrections.correct("a-1", Disposition.COMPLETED, "anna")
    database = Database(settings.database)
    with database.write() as session:
        session.execute(text("DELETE FROM attempts WHERE attempt_id = 'a-1'"))
    database.close()
    assert storage.corrections.of("a-1") == []
