"""Erasing a person: exported whole, then gone everywhere, and the chain holds."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import String, insert, select, update

from tests.fakes.calls import NUMBER, OTHER, optout
from tests.fakes.clock import NOON, SetClock
from tests.integration.storage.known_person import WORDS, remember
from voicebot.adapters.storage import call_folders, person_rows
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ErasedRow,
    JournalPersonalRow,
    JournalSubjectRow,
    PersonNumberRow,
    RegistryRow,
    SuppressionRow,
    Table,
)
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadInput, NotAllowed, NotFound, StorageError
from voicebot.evidence.erasure import agree
from voicebot.settings import Settings

AGREED = agree("m.brown", "k.lee", "asked by letter")
THIRD = PhoneNumber("+12025550125")


@pytest.fixture
def people(storage: Storage, settings: Settings) -> Storage:
    remember(storage, NUMBER, settings.home, THIRD)
    remember(storage, OTHER, settings.home, THIRD)
    return storage


def everything(storage: Storage) -> Iterator[str]:
    """Every value of every row, as text."""
    with storage._databases[0].read() as session:
        for table in Table.metadata.sorted_tables:
            for row in session.execute(select(table)):
                yield from (f"{table.name}: {value}" for value in row)


def found(storage: Storage, text: str) -> list[str]:
    return [value for value in everything(storage) if text in value]


def test_an_erased_person_is_found_nowhere_and_the_chain_holds(
    people: Storage, settings: Settings, quick_path: Path
) -> None:
    before = people.journal.head().seq
    done = people.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    assert found(people, NUMBER.e164) == []
    assert (done.numbers, done.calls_deleted, done.again) == (1, 1, False)
    verified = people.journal.verify()
    assert (verified.ok, verified.records) == (True, before + 1)
    assert verified.erased == done.counts["journal"]
    (erasure,) = people.journal.records("erasure")
    assert erasure.content["by"] == "m.brown"
    assert erasure.content["confirmed_by"] == "k.lee"
    assert erasure.content["reason"] == "asked by letter"


def test_others_keep_everything(people: Storage, settings: Settings, quick_path: Path) -> None:
    with people._databases[0].read() as session:
        before = person_rows.read(session, [OTHER.e164])
    journal = [one.content for one in people.journal.records(number=OTHER.e164)]
    people.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    with people._databases[0].read() as session:
        assert person_rows.read(session, [OTHER.e164]) == before
    assert [one.content for one in people.journal.records(number=OTHER.e164)] == journal
    assert len(list(call_folders.every(settings.home))) == 1


def test_of_a_record_about_two_only_the_part_of_the_one_goes(
    people: Storage, quick_path: Path
) -> None:
    people.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    record = next(people.journal.records("person"))
    assert record.erased
    assert record.content == {"state": "SAME", "name_1": f"Anna {THIRD}"}
    assert next(people.journal.records(number=THIRD.e164)).seq == record.seq


def test_the_export_holds_what_was_kept(
    people: Storage, settings: Settings, quick_path: Path
) -> None:
    file = quick_path / "anna.zip"
    done = people.erasure.erase(NUMBER, file, AGREED)
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as archive:
        body = json.loads(archive.read("person.json"))
        page = archive.read("index.html").decode()
        names = archive.namelist()
    kept = body["kept"]
    assert {name: len(rows) for name, rows in kept.items() if rows} == done.counts
    assert set(done.counts) >= {
        "contacts", "consents", "consent_events", "consent_states", "attempts", "optouts",
        "suppressions", "complaints", "person_numbers", "likenesses", "campaign_entries", "journal",
    }  # fmt: skip
    assert kept["attempts"][0]["record"]["transcript"][0]["text"] == WORDS
    assert {Path(name).name for name in names if name.endswith(".wav")} == {
        "recording.wav",
        "evidence.wav",
    }
    assert "form 17 of Anna" in page
    assert "What you agreed to" in page


def test_every_table_that_knows_numbers_is_known_to_the_erasure() -> None:
    numbered = {
        mapper.class_
        for mapper in Table.registry.mappers
        for column in mapper.columns
        if column.name.startswith("number") and isinstance(column.type, String)
        and column.name not in ("number_country", "number_zones")
    }  # fmt: skip
    elsewhere = {JournalPersonalRow, JournalSubjectRow, RegistryRow}
    assert numbered - elsewhere == set(person_rows.NUMBERED)
    assert set(person_rows.DELETED) | set(person_rows.NAMELESS) == set(person_rows.NUMBERED)


def test_an_erased_number_is_known_by_its_keyed_hash_alone(
    people: Storage, settings: Settings, quick_path: Path
) -> None:
    people.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    with people._databases[0].read() as session:
        kept = set(session.scalars(select(ErasedRow.keyed_hash)))
        assert people.erased.erased_hash(NUMBER.e164) in kept
        assert people.erased.among(session, [NUMBER.e164, OTHER.e164]) == {NUMBER.e164}
        many = [f"+1202556{place:04}" for place in range(1500)]
        assert people.erased.among(session, [*many, NUMBER.e164]) == {NUMBER.e164}
    key = settings.home / "keys" / "erasure.key"
    assert key.stat().st_mode & 0o777 == 0o600
    again = Storage.open(settings, SetClock())
    assert again.erased.erased_hash(NUMBER.e164) in kept
    again.close()


def test_with_another_key_nobody_is_taken_for_not_erased(
    people: Storage, settings: Settings, quick_path: Path
) -> None:
    people.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    (settings.home / "keys" / "erasure.key").write_bytes(b"x" * 32)
    again = Storage.open(settings, SetClock())
    with (
        again._databases[0].read() as session,
        pytest.raises(StorageError, match="restore"),
    ):
        again.erased.among(session, [NUMBER.e164])
    again.close()


def test_all_numbers_that_surely_are_one_persons_go_together(
    people: Storage, quick_path: Path
) -> None:
    with people._databases[0].write() as session:
        session.execute(update(PersonNumberRow).values(person_id="p-1"))
    done = people.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    assert done.numbers == 2
    assert found(people, OTHER.e164) == []
    assert people.journal.verify().ok


def test_only_this_number_leaves_the_others(people: Storage, quick_path: Path) -> None:
    with people._databases[0].write() as session:
        session.execute(update(PersonNumberRow).values(person_id="p-1"))
    done = people.erasure.erase(NUMBER, quick_path / "a.zip", AGREED, only_this_number=True)
    assert done.numbers == 1
    assert found(people, OTHER.e164) != []


@pytest.mark.parametrize("what", ["complaint", "hold", "call"])
def test_what_is_open_refuses_an_erasure_and_leaves_everything(
    people: Storage, quick_path: Path, what: str
) -> None:
    if what == "complaint":
        change = update(ComplaintRow).where(ComplaintRow.number == NUMBER.e164)
        with people._databases[0].write() as session:
            session.execute(change.values(state="OPEN"))
    elif what == "hold":
        hold = {"number": NUMBER.e164, "reason": "LEGAL_HOLD", "since": NOON, "why": "court"}
        with people._databases[0].write() as session:
            session.execute(insert(SuppressionRow).values(hold))
    else:
        with people._databases[0].write() as session:
            change = update(AttemptRow).where(AttemptRow.number == NUMBER.e164)
            session.execute(change.values(state="OPEN"))
    before = list(everything(people))
    with pytest.raises(NotAllowed) as refused:
        people.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    assert refused.value.remedy
    assert list(everything(people)) == before
    assert not (quick_path / "anna.zip").exists()


@pytest.mark.parametrize(
    ("by", "confirmed_by", "reason"),
    [("a", "a", "r"), ("a", " A ", "r"), ("", "b", "r"), ("a", "", "r"), ("a", "b", " ")],
)
def test_two_different_people_and_a_reason_are_needed(
    by: str, confirmed_by: str, reason: str
) -> None:
    with pytest.raises(BadInput):
        agree(by, confirmed_by, reason)


def test_an_export_is_written_over_nothing_but_itself(people: Storage, quick_path: Path) -> None:
    file = quick_path / "anna.zip"
    file.write_text("something dear")
    with pytest.raises(BadInput, match="is there already"):
        people.erasure.erase(NUMBER, file, AGREED)
    assert file.read_text() == "something dear"
    assert found(people, NUMBER.e164) != []


def test_an_erasure_done_again_goes_on_and_keeps_the_export(
    people: Storage, settings: Settings, quick_path: Path
) -> None:
    file = quick_path / "anna.zip"
    with people._databases[0].read() as session:
        (attempt,) = person_rows.read(session, [NUMBER.e164])["attempts"]
    (folder,) = call_folders.of(settings.home, [attempt["attempt_id"]])
    copy = {file.name: file.read_bytes() for file in folder.iterdir()}
    people.erasure.erase(NUMBER, file, AGREED)
    exported = file.read_bytes()
    folder.mkdir(parents=True)
    for name, data in copy.items():
        (folder / name).write_bytes(data)
    done = people.erasure.erase(NUMBER, file, AGREED)
    assert done.again
    assert done.calls_deleted == 1
    assert file.read_bytes() == exported
    assert not folder.exists()


def test_who_comes_back_can_be_erased_again_and_the_first_export_stays(
    people: Storage, settings: Settings, quick_path: Path
) -> None:
    people.erasure.erase(NUMBER, quick_path / "first.zip", AGREED)
    people.contacts.add(Contact(NUMBER, name="Anna"))
    with pytest.raises(BadInput, match="is there already"):
        people.erasure.erase(NUMBER, quick_path / "first.zip", AGREED)
    done = people.erasure.erase(NUMBER, quick_path / "second.zip", AGREED)
    assert done.counts == {"contacts": 1}
    assert found(people, NUMBER.e164) == []
    assert people.journal.verify().ok


def test_of_nobody_there_is_nothing_to_erase(storage: Storage, quick_path: Path) -> None:
    with pytest.raises(NotFound):
        storage.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)


def test_opt_outs_in_the_spool_are_erased_too(
    storage: Storage, settings: Settings, quick_path: Path
) -> None:
    away = settings.model_copy(update={"database_url": f"postgresql://no@/x?host={quick_path}"})
    agent = Storage.attach(away, SetClock())
    assert agent.optouts.save(optout()) == "spool"
    agent.close()
    storage.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    for file in settings.home.rglob("*.json"):
        assert NUMBER.e164 not in file.read_text()


def test_in_the_files_of_the_installation_the_person_is_illegible(
    quick_path: Path, sqlite_model: Path
) -> None:
    home = quick_path / "home"
    settings = Settings.load(home=home)
    storage = Storage.open(settings, SetClock())
    remember(storage, NUMBER, home, THIRD)
    storage.erasure.erase(NUMBER, quick_path / "anna.zip", AGREED)
    for text in (NUMBER.e164, WORDS, "Anna's cat", f"Anna {NUMBER}", "Annoyed"):
        for file in home.rglob("*"):
            if file.is_file():
                assert text.encode() not in file.read_bytes(), (text, file.name)
    storage.close()
