"""Scheduled work on a real scheduler: what is due is run, at its time, after a restart as well."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.calls import NUMBER, optout
from tests.fakes.lines import FakeLines
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap import (
    Office,
    ScheduledCampaigns,
    create_campaign,
    daily_chores,
    frequent_chores,
    office,
)
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.dialling.ports import CampaignState
from voicebot.settings import Settings
from voicebot.simulation.cast import midday_zone
from voicebot.worker import Worker

PATIENCE_S = 20.0


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Office]:
    with office(Settings.load(home=tmp_path)) as opened:
        zone = midday_zone(datetime.now(UTC))
        row = {"when": "2026-12-01 10:30", "doctor": "Doctor Smith"}
        number = PhoneNumber("+12065550123")
        opened.storage.contacts.add(Contact(number, "Ann", "en", zone, attributes=row))
        yield opened


class Waited(FakeLines):
    """Lines that tell when a call was placed."""

    def __init__(self) -> None:
        super().__init__()
        self.dialled = threading.Event()

    def place(self, order):  # type: ignore[no-untyped-def]
        self.dialled.set()
        return super().place(order)


def work(opened: Office, lines: FakeLines) -> Worker:
    worker = Worker(ScheduledCampaigns(opened, lines), opened.clock.now)
    worker.start()
    return worker


def test_a_campaign_starts_by_itself_at_its_time_and_finishes(opened: Office) -> None:
    lines, flow = Waited(), opened.flow("appointment_reminder")
    past = opened.clock.now() - timedelta(minutes=1)
    campaign, _, _ = create_campaign(opened, "Spring", flow, "en", starts_at=past)
    worker = work(opened, lines)
    assert lines.dialled.wait(PATIENCE_S)
    worker.stop()
    assert opened.storage.campaigns.get(campaign.campaign_id).state is CampaignState.FINISHED


def test_a_campaign_whose_time_has_not_come_waits(opened: Office) -> None:
    lines, flow = Waited(), opened.flow("appointment_reminder")
    later = opened.clock.now() + timedelta(hours=1)
    campaign, _, _ = create_campaign(opened, "Spring", flow, "en", starts_at=later)
    worker = work(opened, lines)
    worker.stop()
    assert lines.placed == []
    assert opened.storage.campaigns.get(campaign.campaign_id).state is CampaignState.DRAFT


def test_a_running_campaign_goes_on_after_a_restart(opened: Office) -> None:
    flow = opened.flow("appointment_reminder")
    campaign, _, _ = create_campaign(opened, "Spring", flow, "en")
    opened.storage.campaigns.set_state(campaign.campaign_id, CampaignState.RUNNING)
    lines = Waited()
    worker = work(opened, lines)  # nothing of an earlier worker is left but the database
    assert lines.dialled.wait(PATIENCE_S)
    worker.stop()
    assert len(lines.placed) == 1


def test_daily_work_is_done_at_start_and_one_that_fails_stops_no_other(opened: Office) -> None:
    done = threading.Event()

    def fails(_: datetime) -> None:
        raise OSError("the disk is full")

    def works(_: datetime) -> None:
        done.set()

    daily = {"fails": fails, "works": works}
    worker = Worker(ScheduledCampaigns(opened, Waited()), opened.clock.now, daily)
    worker.start()
    assert done.wait(PATIENCE_S)
    worker.stop()


def test_every_daily_chore_works_on_a_new_installation(opened: Office) -> None:
    for chore in daily_chores(opened).values():
        chore(opened.clock.now())
    assert opened.storage.journal.verify().ok


def test_every_frequent_chore_works_on_a_new_installation(opened: Office) -> None:
    for chore in frequent_chores(opened).values():
        chore(opened.clock.now())


def test_the_spool_is_taken_into_the_database_while_the_program_runs(
    opened: Office, tmp_path: Path
) -> None:
    away = Settings.load(home=tmp_path, database_url=f"sqlite:///{tmp_path}/absent/voicebot.db")
    agent = Storage.attach(away, opened.clock)
    assert agent.optouts.save(optout()) == "spool"
    agent.close()
    done = threading.Event()
    often = {
        **frequent_chores(opened),
        "looks": lambda _: opened.storage.optouts.waiting() or done.set(),
    }
    worker = Worker(ScheduledCampaigns(opened, Waited()), opened.clock.now, often=often)
    worker.start()
    assert done.wait(PATIENCE_S)
    worker.stop()
    (kept,) = opened.storage.optouts.kept()
    assert kept.optout.number == NUMBER
