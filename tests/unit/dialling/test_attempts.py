"""Attempts and campaigns on real books: who is dialled, who is not, and what is written down."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.lines import FakeLines, nobody_answers
from voicebot.bootstrap import Office, SystemClock, campaign_status, create_campaign, office
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.wish import Wish
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.simulation.cast import midday_zone

NUMBER = PhoneNumber("+12065550123")
ROW = {"when": "2026-12-01 10:30", "doctor": "Doctor Smith"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Office]:
    with office(Settings.load(home=tmp_path)) as opened:
        yield opened


def contact(number: PhoneNumber = NUMBER, **attributes: str) -> Contact:
    zone = midday_zone(datetime.now(UTC))
    return Contact(number, "Ann", "en", zone, attributes=ROW | attributes)


def attempt(opened: Office, lines: FakeLines) -> Attempted:
    opened.storage.contacts.add(contact())
    wish = Wish(contact(), "appointment_reminder", Purpose.APPOINTMENT_REMINDER, "en", dict(ROW))
    return opened.attempt(lines).run(wish)


def optout() -> OptOut:
    now = datetime.now(UTC)
    return OptOut("one", NUMBER, OptOutScope.SELLER, OptOutSource.WRITTEN, now, "by letter")


def test_an_allowed_call_is_dialled_and_settled_under_the_decision_that_allowed_it(
    opened: Office,
) -> None:
    lines = FakeLines()
    attempted = attempt(opened, lines)
    assert attempted.record is not None
    assert attempted.record.outcome.disposition is Disposition.EARLY_HANGUP
    assert attempted.record.decision_id is not None
    kinds = [record.kind for record in opened.storage.journal.records()]
    assert kinds.index("decision") < kinds.index("outcome")
    assert opened.storage.books.open_attempts() == []


def test_a_number_that_opted_out_is_not_dialled_and_the_refusal_is_journalled(
    opened: Office,
) -> None:
    opened.storage.optouts.save(optout())
    lines = FakeLines()
    attempted = attempt(opened, lines)
    assert attempted.record is None
    assert attempted.decision.reasons == ("INTERNAL_DNC",)
    assert lines.placed == []
    decisions = list(opened.storage.journal.records("decision"))
    assert len(decisions) == 1


def test_an_opt_out_that_comes_while_a_call_waits_for_a_line_is_in_its_decision(
    opened: Office,
) -> None:
    lines = FakeLines(while_waiting=lambda: opened.storage.optouts.save(optout()))
    attempted = attempt(opened, lines)
    assert attempted.decision.reasons == ("INTERNAL_DNC",)
    assert lines.placed == []


def test_a_second_call_on_the_same_day_is_not_dialled(opened: Office) -> None:
    lines = FakeLines()
    attempt(opened, lines)
    again = attempt(opened, lines)
    assert again.decision.reasons == ("FREQUENCY_CAP",)
    assert len(lines.placed) == 1


def test_two_unanswered_calls_and_no_third(opened: Office) -> None:
    lines = FakeLines(nobody_answers)
    for day in range(3):
        opened.clock.ahead = timedelta(days=day)
        last = attempt(opened, lines)
    assert len(lines.placed) == 2
    assert "FREQUENCY_CAP" in last.decision.reasons
    assert last.decision.refused


def test_a_campaign_calls_each_once_on_as_many_lines_as_there_are(opened: Office) -> None:
    for index in range(10):
        opened.storage.contacts.add(contact(PhoneNumber(f"+1206555010{index}")))
    lines = FakeLines(capacity=3)
    campaign, enlisted, _ = create_campaign(
        opened, "Spring", opened.flow("appointment_reminder"), "en"
    )
    handled = opened.campaign_run(campaign, lines).run_due()
    assert enlisted == handled == len({order.number for order in lines.placed}) == 10
    assert lines.most_at_once <= 3
    assert campaign_status(opened, "Spring")["called"] == 10


def test_a_contact_without_a_value_that_the_flow_says_is_left_alone(opened: Office) -> None:
    opened.storage.contacts.add(Contact(NUMBER, "Ann", "en", "Europe/Berlin"))
    lines = FakeLines()
    campaign, _, _ = create_campaign(opened, "Spring", opened.flow("appointment_reminder"), "en")
    opened.campaign_run(campaign, lines).run_due()
    assert lines.placed == []
    assert campaign_status(opened, "Spring")["left_alone"] == 1


def test_the_clock_of_a_rehearsal_is_the_one_that_decides(opened: Office) -> None:
    assert isinstance(opened.clock, SystemClock)
    opened.clock.ahead = timedelta(days=400)
    attempted = attempt(opened, FakeLines())
    assert attempted.decision.at - datetime.now(UTC) > timedelta(days=399)
