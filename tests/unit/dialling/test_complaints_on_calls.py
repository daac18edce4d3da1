"""What a person complains of on a call is a complaint like one that was written."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.lines import FakeLines, began
from voicebot.bootstrap import Office, office
from voicebot.contacts.consent import Channel
from voicebot.contacts.contact import Contact
from voicebot.contacts.feedback import ANSWER_WITHIN, ComplaintState, FeedbackKind
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.events import Answered, Event, HungUp, PromptStarted, Understood
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.wish import Wish
from voicebot.eligibility.deciding import decide
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.simulation.cast import midday_zone
from voicebot.understanding.intents import Intent, RefusalKind

NUMBER = PhoneNumber("+12065550123")
WORDS = "this is an outrage I want to complain"
ROW = {"when": "2026-12-01 10:30", "doctor": "Doctor Smith"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Office]:
    with office(Settings.load(home=tmp_path)) as opened:
        opened.storage.contacts.add(contact())
        yield opened


def contact() -> Contact:
    return Contact(NUMBER, "Ann", "en", midday_zone(datetime.now(UTC)), attributes=dict(ROW))


def wish() -> Wish:
    return Wish(contact(), "appointment_reminder", Purpose.APPOINTMENT_REMINDER, "en", dict(ROW))


def complains(order: CallOrder) -> tuple[Event, ...]:
    return (
        began(order),
        Answered(1.0),
        PromptStarted(1.2, "identification", "Hello"),
        Understood(4.0, WORDS, Intent.COMPLAINT, 0.9),
        HungUp(6.0, "callee", Cause(NetworkResult.ANSWERED, 200, 16)),
    )


def complains_before(opened: Office) -> None:
    attempted = opened.attempt(FakeLines(complains)).run(wish())
    assert attempted.record is not None
    assert attempted.record.outcome.disposition is Disposition.COMPLAINT


def test_it_is_open_with_the_same_deadline_as_a_written_one(opened: Office) -> None:
    complains_before(opened)
    (kept,) = opened.storage.complaints.every()
    assert (kept.number, kept.kind, kept.state) == (
        NUMBER,
        FeedbackKind.COMPLAINT,
        ComplaintState.OPEN,
    )
    assert (kept.text, kept.channel) == (WORDS, Channel.VOICE)
    assert kept.answer_due_at == kept.at + ANSWER_WITHIN


def test_it_freezes_advertising_until_it_is_resolved_and_what_is_owed_goes_out(
    opened: Office,
) -> None:
    complains_before(opened)

    def reasons(purpose: Purpose) -> tuple[str, ...]:
        asked = Wish(contact(), "survey", purpose, "en", {})
        at = opened.clock.now() + timedelta(days=8)
        return decide(opened.storage.books.facts(asked.question(asked.order(), at))).reasons

    assert "OPEN_COMPLAINT" in reasons(Purpose.SURVEY)
    assert "OPEN_COMPLAINT" not in reasons(Purpose.TRANSACTIONAL)
    (kept,) = opened.storage.complaints.every()
    opened.storage.complaints.resolve(kept.complaint_id, "we said sorry")
    assert "OPEN_COMPLAINT" not in reasons(Purpose.SURVEY)


def test_settling_the_same_call_again_opens_no_second_one(opened: Office) -> None:
    lines = FakeLines(complains)
    attempted = opened.attempt(lines).run(wish())
    (order,) = lines.placed
    opened.settling().settle(order, FakeLines(complains).place(order), attempted.decision.at, None)
    assert len(list(opened.storage.complaints.every())) == 1


def threatens(order: CallOrder) -> tuple[Event, ...]:
    threat = RefusalKind.THREAT_OF_COMPLAINT
    said = Understood(4.0, "I will tell the police", Intent.OPT_OUT, 0.9, threat, True)
    return (
        began(order),
        Answered(1.0),
        PromptStarted(1.2, "identification", "Hello"),
        said,
        HungUp(6.0, "callee", Cause(NetworkResult.ANSWERED, 200, 16)),
    )


def test_a_threat_is_a_complaint_whose_resolution_ends_the_legal_hold(opened: Office) -> None:
    opened.attempt(FakeLines(threatens)).run(wish())

    def reasons() -> tuple[str, ...]:
        at = opened.clock.now() + timedelta(days=8)
        return decide(opened.storage.books.facts(wish().question(wish().order(), at))).reasons

    assert {"LEGAL_HOLD", "INTERNAL_DNC"} <= set(reasons())
    (kept,) = opened.storage.complaints.every()
    opened.storage.complaints.resolve(kept.complaint_id, "the lawyers agreed")
    assert "LEGAL_HOLD" not in reasons()
    assert "INTERNAL_DNC" in reasons()
