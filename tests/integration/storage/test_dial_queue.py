"""The queue of a campaign, on both databases."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from tests.fakes.calls import decision, order, record
from tests.fakes.clock import NOON, SetClock
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.contact import Contact
from voicebot.contacts.listed import Listed
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.dialling.ports import CampaignState
from voicebot.errors import BadInput, NotFound
from voicebot.outcomes.consequences import CallBack, Consequence, Retry
from voicebot.settings import Settings

HOUR = timedelta(hours=1)


def numbers(count: int) -> list[PhoneNumber]:
    return [PhoneNumber(f"+1202555{1000 + i}") for i in range(count)]


def campaign_of(storage: Storage, count: int, name: str = "reminders") -> str:
    rows = [Listed(row + 2, Contact(number)) for row, number in enumerate(numbers(count))]
    storage.contacts.import_list(rows, "people.csv")
    campaign = storage.campaigns.create(name, "reminder", Purpose.APPOINTMENT_REMINDER, "en")
    assert storage.campaigns.enlist(campaign.campaign_id, NOON) == count
    return campaign.campaign_id


def test_each_entry_is_taken_once(storage: Storage) -> None:
    campaign = campaign_of(storage, 5)
    first = storage.queue.due(campaign, NOON, 3)
    rest = storage.queue.due(campaign, NOON, 10)
    assert [entry.contact.number for entry in first + rest] == numbers(5)
    assert storage.queue.due(campaign, NOON, 10) == []


def test_two_coordinators_at_once_share_the_queue_without_overlap(
    settings: Settings, storage: Storage
) -> None:
    campaign = campaign_of(storage, 40)
    taken: list[str] = []

    def work() -> None:
        own = Storage.open(settings, SetClock())
        while entries := own.queue.due(campaign, NOON, 3):
            taken.extend(entry.contact.number.e164 for entry in entries)
        storages.append(own)

    storages: list[Storage] = []
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in storages:
        own.close()
    assert sorted(taken) == [number.e164 for number in numbers(40)]


def test_nobody_is_due_before_their_time(storage: Storage) -> None:
    campaign = campaign_of(storage, 1)
    (entry,) = storage.queue.due(campaign, NOON, 1)
    storage.queue.put_back(entry, NOON + HOUR, "quiet hours")
    assert storage.queue.due(campaign, NOON, 1) == []
    assert storage.queue.next_time(campaign) == NOON + HOUR
    (again,) = storage.queue.due(campaign, NOON + HOUR, 1)
    assert again.why == "quiet hours"


def test_an_entry_that_is_given_back_waits_as_it_was(storage: Storage) -> None:
    campaign = campaign_of(storage, 1)
    taken = storage.queue.due(campaign, NOON, 1)
    storage.queue.give_back(taken[0])
    assert storage.queue.next_time(campaign) == taken[0].not_before
    assert storage.queue.due(campaign, NOON, 1) == taken


def test_an_entry_whose_call_was_begun_is_not_given_back(storage: Storage) -> None:
    campaign = campaign_of(storage, 1)
    (entry,) = storage.queue.due(campaign, NOON, 1)
    storage.books.begin(order(entry.contact.number, campaign), decision(), NOON)
    storage.queue.give_back(entry)
    assert storage.campaigns.progress(campaign)["TAKEN"] == 1


def test_an_entry_that_another_process_has_taken_is_not_given_back(
    settings: Settings, storage: Storage
) -> None:
    campaign = campaign_of(storage, 1)
    (entry,) = storage.queue.due(campaign, NOON, 1)
    storage.queue.put_back(entry, NOON, "quiet hours")
    process = start_taker(settings, campaign, "")
    storage.queue.give_back(entry)
    state = storage.campaigns.progress(campaign)
    kill(process)
    assert state["TAKEN"] == 1


def test_who_is_left_alone_is_never_due_again(storage: Storage) -> None:
    campaign = campaign_of(storage, 1)
    (entry,) = storage.queue.due(campaign, NOON, 1)
    storage.queue.leave_alone(entry, ["INTERNAL_DNC"], NOON)
    assert storage.queue.due(campaign, NOON + 1000 * HOUR, 1) == []
    assert storage.queue.next_time(campaign) is None
    assert storage.campaigns.progress(campaign)["LEFT_ALONE"] == 1


@pytest.mark.parametrize(
    ("consequences", "state"),
    [
        ([], "DONE"),
        ([Retry(NOON + HOUR, "busy")], "WAITING"),
        ([Retry(NOON + HOUR, "busy"), CallBack(NOON + 2 * HOUR)], "WAITING"),
    ],
)
def test_the_outcome_moves_the_entry_and_done_leaves_it_there(
    storage: Storage, consequences: list[Consequence], state: str
) -> None:
    campaign = campaign_of(storage, 1)
    (entry,) = storage.queue.due(campaign, NOON, 1)
    wanted = order(entry.contact.number, campaign)
    storage.books.begin(wanted, decision(), NOON)
    storage.books.settle(record(wanted), consequences)
    storage.queue.done(entry, wanted.attempt_id)
    assert storage.campaigns.progress(campaign)[state] == 1
    last = consequences[-1] if consequences else None
    expected = last.when if isinstance(last, CallBack) else last and last.not_before
    assert storage.queue.next_time(campaign) == (expected or None)


def test_callbacks_come_before_everybody_else(storage: Storage) -> None:
    campaign = campaign_of(storage, 3)
    (first,) = storage.queue.due(campaign, NOON, 1)
    wanted = order(first.contact.number, campaign)
    storage.books.begin(wanted, decision(), NOON)
    storage.books.settle(record(wanted), [CallBack(NOON + HOUR)])
    due = storage.queue.due(campaign, NOON + HOUR, 3)
    assert due[0].contact.number == first.contact.number
    assert due[0].why == "the person asked to be called"


DIES = """
import os, signal, sys
from pathlib import Path
from tests.fakes.calls import decision, order
from tests.fakes.clock import NOON, SetClock
from voicebot.adapters.storage.storage import Storage
from voicebot.settings import Settings

home, url, campaign, begins = sys.argv[1:]
storage = Storage.open(Settings.load(home=Path(home), database_url=url), SetClock())
entries = storage.queue.due(campaign, NOON, 2)
if begins == "begins":
    storage.books.begin(order(entries[0].contact.number, campaign), decision(), NOON)
print("taken", flush=True)
sys.stdin.read()
"""


def start_taker(settings: Settings, campaign: str, begins: str) -> subprocess.Popen[bytes]:
    arguments = [str(settings.home), settings.database_url, campaign, begins]
    process = subprocess.Popen(
        [sys.executable, "-c", DIES, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"taken\n"
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def test_entries_of_a_killed_process_come_back_but_not_those_of_a_living_one(
    settings: Settings, storage: Storage
) -> None:
    campaign = campaign_of(storage, 2)
    process = start_taker(settings, campaign, "")
    while_alive = storage.queue.due(campaign, NOON, 2)
    kill(process)
    afterwards = storage.queue.due(campaign, NOON, 2)
    assert while_alive == []
    assert [entry.contact.number for entry in afterwards] == numbers(2)


def test_an_entry_whose_call_was_begun_waits_for_its_settling(
    settings: Settings, storage: Storage
) -> None:
    campaign = campaign_of(storage, 2)
    process = start_taker(settings, campaign, "begins")
    held_elsewhere = storage.books.open_attempts()
    kill(process)
    assert [entry.contact.number for entry in storage.queue.due(campaign, NOON, 2)] == numbers(2)[
        1:
    ]
    (lost,) = storage.books.open_attempts()
    assert held_elsewhere == []
    storage.books.settle(record(lost.order), [Retry(NOON + HOUR, "the agent died")])
    (again,) = storage.queue.due(campaign, NOON + HOUR, 2)
    assert again.contact.number == numbers(2)[0]


def test_a_number_on_two_lists_is_enlisted_once_as_the_newest_has_it(storage: Storage) -> None:
    (number,) = numbers(1)
    storage.contacts.add(Contact(number, name="old"))
    storage.contacts.add(Contact(number, name="new"))
    campaign = storage.campaigns.create("c", "reminder", Purpose.SURVEY, "en")
    assert storage.campaigns.enlist(campaign.campaign_id, NOON) == 1
    assert storage.campaigns.enlist(campaign.campaign_id, NOON) == 0
    (entry,) = storage.queue.due(campaign.campaign_id, NOON, 5)
    assert entry.contact.name == "new"


@pytest.mark.parametrize(
    ("matching", "expected"),
    [({"language": "ru"}, 1), ({"city": "Омск"}, 1), ({"city": "Omsk"}, 0), ({"list": "1"}, 2)],
)
def test_a_campaign_takes_the_contacts_that_match(
    storage: Storage, matching: dict[str, str], expected: int
) -> None:
    first, second = numbers(2)
    rows = [
        Listed(2, Contact(first, language="ru", attributes={"city": "Омск"})),
        Listed(3, Contact(second, language="en")),
    ]
    storage.contacts.import_list(rows, "people.csv")
    campaign = storage.campaigns.create("c", "reminder", Purpose.SURVEY, "en")
    assert storage.campaigns.enlist(campaign.campaign_id, NOON, matching) == expected


def test_a_campaign_is_found_by_name_and_by_id_and_keeps_its_state(storage: Storage) -> None:
    made = storage.campaigns.create("Осень", "reminder", Purpose.SURVEY, "ru", NOON + HOUR)
    storage.campaigns.set_state(made.campaign_id, CampaignState.RUNNING)
    found = storage.campaigns.get("Осень")
    assert found == storage.campaigns.get(made.campaign_id)
    assert (found.state, found.starts_at) == (CampaignState.RUNNING, NOON + HOUR)


def test_a_taken_name_and_an_unknown_campaign_are_told(storage: Storage) -> None:
    storage.campaigns.create("c", "reminder", Purpose.SURVEY, "en")
    with pytest.raises(BadInput, match="already"):
        storage.campaigns.create("c", "reminder", Purpose.SURVEY, "en")
    with pytest.raises(NotFound, match="no campaign"):
        storage.campaigns.get("d")
    with pytest.raises(NotFound, match="no campaign"):
        storage.campaigns.set_state("d", CampaignState.PAUSED)
