"""A campaign that is paused, ended or broken while it calls: who is called yet, and who waits."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes import ann
from tests.fakes.calls import optout
from tests.fakes.lines import FakeLines, hung_up_at_once
from voicebot.adapters.storage.books import CallBooks
from voicebot.adapters.storage.dial_queue import DialQueue
from voicebot.bootstrap import Office, ScheduledCampaigns, create_campaign, office
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.events import Event
from voicebot.conversation.flow import Flow
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.pace import Pace
from voicebot.dialling.ports import CallLog, Campaign, CampaignState, Entry
from voicebot.dialling.settling import Settling
from voicebot.eligibility.fact_row import Facts
from voicebot.eligibility.known import Question
from voicebot.outcomes.record import CallRecord
from voicebot.settings import Settings

PEOPLE = 8
FIRST = "+12065550100"

Placed = Callable[[CallOrder], tuple[Event, ...]]


@dataclass(slots=True)
class OneLine(FakeLines):
    """Eight may ask for a line, and one has it."""

    capacity: int = PEOPLE
    free: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def kept_line(self) -> Iterator[None]:
        with self.free:
            yield


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Office]:
    """Eight people may be called, and calls begin as fast as they can."""
    with office(Settings.load(home=tmp_path)) as opened:
        for index in range(PEOPLE):
            number = PhoneNumber(f"+1206555010{index}")
            opened.storage.contacts.add(replace(ann.contact(), number=number))
        yield replace(opened, pace=Pace(1_000_000))


@pytest.fixture
def campaign(opened: Office) -> Campaign:
    flow = opened.flow("appointment_reminder")
    made = create_campaign(opened, "Spring", flow, "en")[0]
    opened.storage.campaigns.set_state(made.campaign_id, CampaignState.RUNNING)
    return made


def pausing(opened: Office, campaign: Campaign) -> Callable[[], None]:
    return lambda: opened.storage.campaigns.set_state(campaign.campaign_id, CampaignState.PAUSED)


def during_each_call(act: Callable[[], object]) -> Placed:
    def events(order: CallOrder) -> tuple[Event, ...]:
        act()
        return hung_up_at_once(order)

    return events


def run(opened: Office, campaign: Campaign, lines: FakeLines) -> int:
    return ScheduledCampaigns(opened, lines).run_due(campaign.campaign_id)


def states(opened: Office, campaign: Campaign) -> tuple[int, int, int]:
    """How many wait, are taken, and were called."""
    progress = opened.storage.campaigns.progress(campaign.campaign_id)
    return progress["WAITING"], progress["TAKEN"], progress["DONE"]


def due(opened: Office, campaign: Campaign, ahead: timedelta = timedelta(0)) -> list[Entry]:
    return opened.storage.queue.due(campaign.campaign_id, datetime.now(UTC) + ahead, 100)


def decisions(opened: Office) -> int:
    return len(list(opened.storage.journal.records("decision")))


def test_after_a_pause_whoever_waits_for_a_line_is_not_called_and_waits_as_before(
    opened: Office, campaign: Campaign
) -> None:
    lines = OneLine(during_each_call(pausing(opened, campaign)))
    assert run(opened, campaign, lines) == 1
    assert len(lines.placed) == decisions(opened) == 1
    assert opened.storage.books.open_attempts() == []
    assert states(opened, campaign) == (7, 0, 1)
    assert {entry.why for entry in due(opened, campaign)} == {"listed"}


def test_after_a_pause_whoever_waits_for_the_pace_is_not_called(
    opened: Office, campaign: Campaign
) -> None:
    pause = pausing(opened, campaign)
    slow = replace(opened, pace=Pace(1.0, sleep=lambda _: pause()))
    called = run(slow, campaign, lines := FakeLines(capacity=PEOPLE))
    assert called == len(lines.placed) == decisions(opened) <= 1
    assert states(opened, campaign) == (PEOPLE - called, 0, called)


def test_whoever_waited_through_a_pause_is_called_when_the_campaign_goes_on(
    opened: Office, campaign: Campaign
) -> None:
    run(opened, campaign, first := OneLine(during_each_call(pausing(opened, campaign))))
    opened.storage.campaigns.set_state(campaign.campaign_id, CampaignState.RUNNING)
    assert run(opened, campaign, rest := OneLine()) == 7
    assert len({order.number for order in first.placed + rest.placed}) == PEOPLE


def test_when_the_service_ends_no_call_begins_and_nobody_stays_taken(
    opened: Office, campaign: Campaign
) -> None:
    ending = threading.Event()
    lines = OneLine(during_each_call(ending.set))
    ScheduledCampaigns(opened, lines, ending).run_due(campaign.campaign_id)
    assert len(lines.placed) == 1
    assert states(opened, campaign) == (7, 0, 1)


def test_ctrl_c_lets_the_call_under_way_end_and_begins_no_other(
    opened: Office, campaign: Campaign
) -> None:
    talking, interrupted = threading.Event(), threading.Event()

    def talk() -> None:
        talking.set()
        interrupted.wait(5)
        time.sleep(0.3)

    def interrupt(_seconds: float) -> None:
        if talking.wait(5) and len(asked) == 2:
            interrupted.set()
            raise KeyboardInterrupt
        asked.append(_seconds)

    asked: list[float] = []
    lines = OneLine(during_each_call(talk))
    with pytest.raises(KeyboardInterrupt):
        run(replace(opened, pace=Pace(0.1, sleep=interrupt)), campaign, lines)
    assert len(lines.placed) == 1
    assert states(opened, campaign) == (7, 0, 1)


@pytest.mark.parametrize("on_a_line", [True, False])
def test_a_question_that_breaks_once_leaves_nobody_taken_and_is_told(
    opened: Office, campaign: Campaign, on_a_line: bool
) -> None:
    asked: list[bool] = []

    def may_go_on() -> bool:
        asked.append(threading.current_thread().name.startswith("line"))
        if asked.count(on_a_line) == 3 and asked[-1] is on_a_line:
            raise ConnectionError("the database was away")
        return True

    lines = OneLine()
    with pytest.raises(ConnectionError, match="was away"):
        opened.campaign_run(campaign, lines).run_due(may_go_on=may_go_on)
    waiting, taken, called = states(opened, campaign)
    assert (waiting, taken, called) == (PEOPLE - len(lines.placed), 0, len(lines.placed))
    assert called == 7 or not on_a_line


def test_a_decision_that_breaks_delays_its_entry_and_the_others_are_called(
    opened: Office, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = CallBooks.facts

    def broken(books: CallBooks, question: Question) -> Facts:
        if question.number.e164 == FIRST:
            raise ConnectionError("the database was away")
        return facts(books, question)

    monkeypatch.setattr(CallBooks, "facts", broken)
    with pytest.raises(ConnectionError):
        run(opened, campaign, FakeLines(capacity=2))
    assert states(opened, campaign) == (1, 0, 7)
    assert due(opened, campaign) == []
    (later,) = due(opened, campaign, timedelta(minutes=6))
    assert (later.contact.number.e164, later.why) == (FIRST, "something of ours broke")


def test_a_settlement_that_breaks_stays_for_the_recovery_and_the_others_are_called(
    opened: Office, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = Settling.settle

    def broken(
        settling: Settling, order: CallOrder, call: CallLog, at: datetime, decision_id: str | None
    ) -> CallRecord:
        if order.number == FIRST:
            raise ConnectionError("the database was away")
        return settle(settling, order, call, at, decision_id)

    monkeypatch.setattr(Settling, "settle", broken)
    with pytest.raises(ConnectionError):
        run(opened, campaign, lines := FakeLines(capacity=2))
    assert len(lines.placed) == PEOPLE
    assert states(opened, campaign) == (0, 1, 7)
    assert [attempt.order.number for attempt in opened.storage.books.open_attempts()] == [FIRST]


def test_what_cannot_be_written_down_at_once_is_written_when_the_calls_are_over(
    opened: Office, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_alone, failed = DialQueue.leave_alone, list[Entry]()

    def broken(queue: DialQueue, entry: Entry, reasons: Sequence[str], at: datetime) -> None:
        if not failed:
            failed.append(entry)
            raise ConnectionError("the database was away")
        leave_alone(queue, entry, reasons, at)

    opened.storage.optouts.save(optout(PhoneNumber(FIRST)))
    monkeypatch.setattr(DialQueue, "leave_alone", broken)
    with pytest.raises(ConnectionError):
        run(opened, campaign, FakeLines(capacity=2))
    assert states(opened, campaign)[1] == 0
    assert opened.storage.campaigns.progress(campaign.campaign_id)["LEFT_ALONE"] == 1


def test_a_contact_whose_texts_cannot_be_made_delays_nobody_else(
    opened: Office, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = Office.variables

    def broken(office: Office, contact: Contact, flow: Flow) -> dict[str, object]:
        if contact.number.e164 == FIRST:
            raise ZeroDivisionError
        return variables(office, contact, flow)

    monkeypatch.setattr(Office, "variables", broken)
    with pytest.raises(ZeroDivisionError):
        run(opened, campaign, FakeLines(capacity=2))
    assert states(opened, campaign) == (1, 0, 7)
