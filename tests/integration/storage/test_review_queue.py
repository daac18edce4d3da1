"""What waits for a reviewer, and in which order, on both databases."""

from datetime import timedelta

from tests.fakes.calls import NUMBER, OTHER
from tests.fakes.clock import NOON
from tests.integration.storage.test_call_list import held
from voicebot.adapters.storage.review_queue import Queue
from voicebot.adapters.storage.storage import Storage
from voicebot.outcomes.disposition import Disposition


def waiting(storage: Storage, queue: Queue = Queue.FIRST, reviewer: str = "anna") -> list[str]:
    return [one.call.attempt_id for one in storage.pages.review.page(queue, reviewer, 50)]


def test_what_teaches_most_comes_first_and_plain_calls_do_not_wait(storage: Storage) -> None:
    held(storage, "yes", disposition=Disposition.CONFIRMED)
    storage.call_index.catch_up(NOON)
    complaint = held(storage, "yes", OTHER, 5, Disposition.COMPLAINT)
    unsure = held(storage, "yes", NUMBER, 9, sure=0.3)
    assert waiting(storage)[:2] == [complaint, unsure]
    first, second = storage.pages.review.page(Queue.FIRST, "anna", 2)
    assert first.reasons[0] == "COMPLAINT"
    assert second.reasons == ("UNSURE",)


def test_words_that_nobody_said_before_make_a_call_wait_once(storage: Storage) -> None:
    first = held(storage, "hippopotamus")
    held(storage, "hippopotamus", OTHER, 1)
    assert waiting(storage) == [first]
    (one,) = storage.pages.review.page(Queue.FIRST, "anna", 5)
    assert one.reasons == ("NEW_WORDS",)


def test_a_queue_goes_on_after_each_of_its_calls(storage: Storage) -> None:
    for place in range(6):
        held(storage, "no", minutes=place, sure=0.1 * place)
    whole = storage.pages.review.page(Queue.FIRST, "anna", 50)
    for one, following in zip(whole, [*whole[1:], None], strict=True):
        found = storage.pages.review.page(Queue.FIRST, "anna", 1, one.place)
        assert found == ([following] if following else [])
    assert storage.pages.review.waiting(Queue.FIRST, "anna") == len(whole)


def test_a_reviewed_call_waits_for_a_second_word_of_somebody_else(storage: Storage) -> None:
    this = held(storage, "no", sure=0.2)
    storage.corrections.correct(this, Disposition.SOFT_REFUSAL, "anna")
    assert waiting(storage) == []
    assert waiting(storage, Queue.SECOND, "anna") == []
    assert waiting(storage, Queue.SECOND, "boris") == [this]
    storage.corrections.correct(this, Disposition.SOFT_REFUSAL, "boris")
    assert waiting(storage, Queue.SECOND, "clara") == []
    assert waiting(storage, Queue.DIFFER) == []


def test_where_reviewers_differ_the_call_waits_until_they_agree(storage: Storage) -> None:
    this = held(storage, "no", sure=0.2)
    storage.corrections.correct(this, Disposition.SOFT_REFUSAL, "anna")
    storage.corrections.correct(this, Disposition.CONFIRMED, "boris")
    assert waiting(storage, Queue.DIFFER, "anna") == [this]
    agreement = storage.pages.review.agreement(NOON - timedelta(days=1))
    assert (agreement.by_several, agreement.agreed) == (1, 0)


def test_of_a_reviewers_words_the_newest_counts(storage: Storage) -> None:
    this = held(storage, "no", sure=0.2)
    item = storage.pages.review.item(this)
    assert item is not None
    assert (item.looks, item.disputed) == (0, False)
    for _ in range(2):
        storage.corrections.correct(this, Disposition.CONFIRMED, "anna")
    item = storage.pages.review.item(this)
    assert item is not None
    assert (item.looks, item.disputed) == (1, False)


def test_a_call_that_nothing_spoke_for_can_be_reviewed_too(storage: Storage) -> None:
    held(storage, "yes")
    this = held(storage, "yes", OTHER, 1)
    assert storage.pages.review.item(this) is None
    storage.corrections.correct(this, Disposition.CONFIRMED, "anna")
    assert waiting(storage, Queue.SECOND, "boris") == [this]
