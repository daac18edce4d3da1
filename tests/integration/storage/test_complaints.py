"""Written feedback and complaints, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.fakes.calls import NUMBER, OTHER
from tests.fakes.clock import NOON, SetClock
from tests.fakes.consents import given as given_consent
from tests.fakes.unsure import Unsure
from voicebot.adapters.storage.complaints import evidence_held, open_complaints
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import SuppressionRow
from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import ANSWER_WITHIN, ComplaintState, Feedback, FeedbackKind
from voicebot.contacts.feedback_file import ListedFeedback
from voicebot.contacts.listed import Rejected
from voicebot.contacts.suppression import OptOutScope, OptOutSource
from voicebot.errors import BadInput, NotFound
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import understanding_from
from voicebot.settings import Settings

DAY = timedelta(days=1)
STOP = "The doctor was kind. But please stop calling me!"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def storage(settings: Settings, clock: SetClock) -> object:
    opened = Storage.open(settings, clock)
    yield opened
    opened.close()


def message(text: str, **changes: object) -> Feedback:
    return replace(Feedback(NUMBER, text, NOON - DAY), feedback_id="", **changes)


def held(settings: Settings) -> bool:
    database = Database(settings.database)
    with database.read() as session:
        found = evidence_held(session, NUMBER.e164)
        assert found == bool(open_complaints(session, [NUMBER.e164, OTHER.e164]))
    database.close()
    return found


def test_a_message_that_says_stop_is_an_optout_with_its_text_as_evidence(
    storage: Storage, settings: Settings
) -> None:
    storage.consents.record(given_consent())
    taken = storage.complaints.take(message(STOP))
    (found,) = storage.optouts.find(NUMBER)
    assert (found.scope, found.source) == (OptOutScope.SELLER, OptOutSource.WRITTEN)
    assert (found.words, found.at) == (STOP, NOON - DAY)
    assert taken.complaint.optout_id == found.optout_id
    assert taken.complaint.kind is FeedbackKind.FEEDBACK
    assert taken.complaint.state is ComplaintState.RESOLVED
    (row,) = storage.consent_history.of_numbers([NUMBER])[NUMBER.e164]
    assert str(row.state) == "REVOKED"
    assert not held(settings)


def test_praise_stops_nothing(storage: Storage) -> None:
    taken = storage.complaints.take(message("Thank you, the doctor was kind."))
    assert (taken.where, taken.because) == (None, "")
    assert storage.optouts.find(NUMBER) == []


def test_a_complaint_is_open_with_a_deadline_until_it_is_resolved(
    storage: Storage, settings: Settings, clock: SetClock
) -> None:
    taken = storage.complaints.take(message("The bill is wrong again.", complaint=True))
    assert taken.complaint.state is ComplaintState.OPEN
    assert taken.complaint.answer_due_at == NOON - DAY + ANSWER_WITHIN
    assert held(settings)
    assert storage.optouts.find(NUMBER) == []
    clock.forward(40 * DAY)
    (found,) = storage.complaints.every()
    assert found.overdue(clock.now())
    done = storage.complaints.resolve(found.complaint_id, "the bill was corrected")
    assert (done.state, done.resolved_at) == (ComplaintState.RESOLVED, clock.now())
    assert not held(settings)
    (record,) = storage.journal.records("complaint_resolved")
    assert record.content["resolution"] == "the bill was corrected"
    assert "corrected" not in record.body
    assert record.content["late"] is True


def test_a_complaint_is_shown_as_it_stood_on_a_day(storage: Storage, clock: SetClock) -> None:
    taken = storage.complaints.take(message("I want to complain.", complaint=True))
    clock.forward(5 * DAY)
    storage.complaints.resolve(taken.complaint.complaint_id, "answered")
    (then,) = storage.complaints.of_number(NUMBER, NOON + DAY)
    assert (then.state, then.resolution) == (ComplaintState.OPEN, None)
    (now,) = storage.complaints.of_number(NUMBER, clock.now())
    assert now.state is ComplaintState.RESOLVED
    assert storage.complaints.of_number(NUMBER, NOON - DAY) == []


def test_a_threat_is_a_complaint_and_an_optout(storage: Storage) -> None:
    taken = storage.complaints.take(message("Я подам жалобу в Роскомнадзор."))
    assert taken.complaint.kind is FeedbackKind.COMPLAINT
    (found,) = storage.optouts.find(NUMBER)
    assert found.refusal_kind == "THREAT_OF_COMPLAINT"


def test_a_wish_to_be_forgotten_waits_for_an_answer_and_holds_nothing(
    storage: Storage, settings: Settings
) -> None:
    taken = storage.complaints.take(message("Удалите мои данные."))
    assert taken.complaint.kind is FeedbackKind.ERASURE
    assert taken.complaint.state is ComplaintState.WAITING
    assert [found.kind for found in storage.complaints.every()] == [FeedbackKind.ERASURE]
    assert taken.complaint.answer_due_at is not None
    assert not held(settings)


def test_a_message_that_comes_twice_is_entered_once(storage: Storage) -> None:
    first = storage.complaints.take(message(STOP))
    again = storage.complaints.take(message(STOP))
    assert (first.new, again.new) == (True, False)
    assert len(list(storage.complaints.every(all_=True))) == 1
    assert len(storage.optouts.find(NUMBER)) == 1
    assert len(list(storage.journal.records("feedback"))) == 1


def test_a_file_of_messages_is_counted(storage: Storage) -> None:
    rows: list[ListedFeedback | Rejected] = [
        ListedFeedback(2, message(STOP)),
        ListedFeedback(3, message("I want to complain about the bill.", number=OTHER)),
        Rejected(4, "there is no number"),
        ListedFeedback(5, message("stop", at=NOON + DAY)),
    ]
    done = storage.complaints.take_all(rows)
    assert (done.accepted, done.new, done.opt_outs, done.complaints) == (2, 2, 1, 1)
    assert [row.row for row in done.rejected] == [4, 5]
    assert "in the future" in done.rejected[1].reason
    again = storage.complaints.take_all(rows)
    assert (again.accepted, again.new, again.opt_outs) == (2, 0, 0)


def test_resolving_needs_an_answer_and_something_open(storage: Storage) -> None:
    with pytest.raises(NotFound, match="no such complaint"):
        storage.complaints.resolve("x", "answered")
    taken = storage.complaints.take(message("Thank you."))
    with pytest.raises(BadInput, match="by an answer"):
        storage.complaints.resolve(taken.complaint.complaint_id, " ")
    with pytest.raises(BadInput, match="resolved already"):
        storage.complaints.resolve(taken.complaint.complaint_id, "answered")


def test_the_persons_words_are_only_in_what_can_be_erased(storage: Storage) -> None:
    storage.complaints.take(message(STOP, channel=Channel.SMS))
    (record,) = storage.journal.records("feedback")
    assert record.content["text"] == STOP
    assert "stop" not in record.body
    assert NUMBER.e164 not in record.body


def test_the_legal_hold_of_a_threat_on_a_call_ends_with_its_complaint(
    storage: Storage, settings: Settings, clock: SetClock
) -> None:
    threat = {"number": NUMBER.e164, "reason": "LEGAL_HOLD", "since": NOON, "why": "a threat"}
    database = Database(settings.database)
    with database.write() as session:
        session.add(SuppressionRow(**threat, attempt_id="a-call"))
        session.add(SuppressionRow(**threat, attempt_id="another-call"))
    said = message("I will sue you.", complaint=True, channel=Channel.VOICE)
    storage.complaints.take(replace(said, feedback_id="a-call"))
    clock.forward(DAY)
    storage.complaints.resolve("a-call", "settled")
    with database.read() as session:
        holds = {row.attempt_id: row.until for row in session.scalars(select(SuppressionRow))}
    database.close()
    assert holds == {"a-call": clock.now(), "another-call": None}


FREE_WORDS = (
    "Thank you for the visit. This harassment by telephone must end today.",
    "Спасибо за визит. Сил нет от ваших названиваний, прекращайте.",
)
LIKELY = ("I am so tired of this", "я так устала от этого")


@pytest.mark.parametrize("text", FREE_WORDS)
def test_a_demand_in_free_words_is_understood_by_the_classifier(
    storage: Storage, text: str
) -> None:
    assert storage.complaints.take(message(text, number=OTHER)).where is None
    in_force = understanding_from(Shelf(Settings.load().models))
    assert storage.complaints.take(message(text), in_force).where is not None
    (found,) = storage.optouts.find(NUMBER)
    assert found.refusal_kind == "EXPLICIT_OPT_OUT"
    assert storage.optouts.find(OTHER) == []


@pytest.mark.parametrize("text", LIKELY)
def test_who_writes_what_is_likely_a_demand_cannot_be_asked_and_is_not_called(
    storage: Storage, text: str
) -> None:
    unsure = Unsure(words=frozenset(LIKELY))
    rows = [ListedFeedback(2, message(f"{text}. The bill was paid."))]
    assert storage.complaints.take_all(rows, unsure).opt_outs == 1
    (found,) = storage.optouts.find(NUMBER)
    assert (found.refusal_kind, found.source) == ("EXPLICIT_OPT_OUT", OptOutSource.WRITTEN)
