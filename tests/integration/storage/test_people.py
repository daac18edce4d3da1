"""Contacts in the database: lists come in whole or not at all."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest

from tests.fakes.clock import SetClock
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.contact import Contact
from voicebot.contacts.listed import Listed, Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadList
from voicebot.settings import Settings


def number(place: int) -> PhoneNumber:
    return PhoneNumber(f"+1202555{place:04d}")


def rows(count: int) -> Iterator[Listed | Rejected]:
    return (Listed(place + 2, Contact(number(place))) for place in range(count))


FULL = Contact(
    number(1),
    name="Анна Ивановна",
    language="ru",
    timezone="Asia/Omsk",
    country="RU",
    region="Омск",
    email="anna@example.org",
    birth_date=date(1990, 2, 28),
    external_id="A-7",
    attributes={"долг": "1 200,50", "note": "line\nbreak"},
)


def test_a_contact_comes_back_as_it_went_in(storage: Storage) -> None:
    storage.contacts.import_list([Listed(2, FULL)], "people.csv")
    found = storage.contacts.find(number(1))
    assert found is not None
    assert found.contact_id is not None
    assert {**vars_of(found), "contact_id": None} == vars_of(FULL)
    assert storage.contacts.find(number(2)) is None


def vars_of(contact: Contact) -> dict[str, object]:
    return {name: getattr(contact, name) for name in Contact.__dataclass_fields__}


def test_a_number_twice_on_a_list_is_rejected_with_the_row_it_repeats(storage: Storage) -> None:
    stream = [
        Listed(2, Contact(number(1), name="first")),
        Rejected(3, "wrong number"),
        Listed(4, Contact(number(2))),
        Listed(5, Contact(number(1), name="second")),
    ]
    more = [Listed(place + 6, Contact(number(place + 10))) for place in range(4000)]
    late = Listed(5000, Contact(number(2)))
    imported = storage.contacts.import_list([*stream, *more, late], "people.csv")
    assert imported.accepted == 4002
    assert imported.rejected == [
        Rejected(3, "wrong number"),
        Rejected(5, "duplicate of row 2"),
        Rejected(5000, "duplicate of row 4"),
    ]
    assert storage.contacts.count() == 4002
    found = storage.contacts.find(number(1))
    assert found is not None and found.name == "first"


def test_an_import_that_breaks_off_leaves_nothing(storage: Storage) -> None:
    def breaking() -> Iterator[Listed | Rejected]:
        yield from rows(4500)
        raise BadList("row 4502 opens a quotation mark", "close it")

    with pytest.raises(BadList):
        storage.contacts.import_list(breaking(), "people.csv")
    assert storage.contacts.count() == 0
    assert list(storage.contacts.every()) == []
    assert list(storage.journal.records("import")) == []
    assert storage.contacts.import_list(rows(3), "people.csv").accepted == 3


def test_nobody_sees_a_list_before_its_last_row_is_in(storage: Storage) -> None:
    seen = []

    def watching() -> Iterator[Listed | Rejected]:
        yield from rows(4500)
        seen.append((storage.contacts.count(), storage.contacts.find(number(0))))

    storage.contacts.import_list(watching(), "people.csv")
    assert seen == [(0, None)]
    assert storage.contacts.count() == 4500


DIES = """
import sys, time
from pathlib import Path
from tests.fakes.clock import SetClock
from tests.integration.storage.test_people import rows
from voicebot.adapters.storage.storage import Storage
from voicebot.settings import Settings

storage = Storage.open(Settings.load(home=Path(sys.argv[1]), database_url=sys.argv[2]), SetClock())

def endless():
    yield from rows(4500)
    print("half", flush=True)
    sys.stdin.read()

storage.contacts.import_list(endless(), "people.csv")
"""


def test_what_a_killed_import_wrote_is_never_seen_and_goes_with_the_next(
    settings: Settings, storage: Storage
) -> None:
    command = [sys.executable, "-c", DIES, str(settings.home), settings.database_url]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    other = Storage.open(settings, SetClock())
    other.contacts.import_list([Listed(2, FULL)], "other.csv")  # while the first still lives
    assert process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert storage.contacts.count() == 1
    storage.contacts.import_list([Listed(2, FULL)], "third.csv")
    lists = {found.file for found in storage_lists(storage)}
    assert lists == {"other.csv", "third.csv"}
    other.close()


def storage_lists(storage: Storage) -> list[object]:
    from sqlalchemy import select

    from voicebot.adapters.storage.tables import ContactList

    with storage._databases[0].read() as session:
        return list(session.scalars(select(ContactList)))


def test_an_import_is_journalled_with_its_counts(storage: Storage) -> None:
    storage.contacts.import_list([*rows(2), Rejected(9, "no number")], "people.csv")
    (entry,) = storage.journal.records("import")
    assert "people.csv" not in entry.body
    body = entry.content
    assert (body["file"], body["accepted"], body["rejected"]) == ("people.csv", 2, 1)


def test_contacts_can_be_told_apart_by_any_attribute(storage: Storage) -> None:
    storage.contacts.import_list([Listed(2, FULL), *rows(1)], "people.csv")
    for matching in ({"долг": "1 200,50"}, {"language": "ru"}, {"external_id": "A-7"}):
        assert [found.name for found in storage.contacts.every(matching)] == ["Анна Ивановна"]
    assert list(storage.contacts.every({"nothing": "such"})) == []
