"""The opt-out register, on both databases."""

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError, NoResultFound
from sqlalchemy.orm import Session

from tests.fakes.calls import NUMBER, OTHER, decision, optout, order
from tests.fakes.clock import NOON, SetClock
from tests.fakes.consents import given as given_consent
from tests.integration.storage.ledger_rows import give_consent
from tests.postgres_fixture import PostgresServer
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import ConsentEventRow, ConsentStateRow
from voicebot.contacts.consent import Channel
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.eligibility.known import Question
from voicebot.errors import BadInput, NotAllowed, NotFound, StorageError
from voicebot.settings import Settings

AFTERWARDS = NOON + timedelta(minutes=1)


def journalled(storage: Storage, kind: str) -> list[dict[str, object]]:
    return [json.loads(found.body) for found in storage.journal.records(kind)]


def test_a_saved_optout_is_found_as_it_was_said(storage: Storage) -> None:
    said = optout()
    assert storage.optouts.save(said) == "database"
    assert storage.optouts.find(NUMBER) == [said]
    assert storage.optouts.find(OTHER) == []


@profile(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(ids=st.lists(st.sampled_from(["o-1", "o-2", "o-3"]), min_size=1, max_size=6))
def test_saving_an_optout_twice_saves_once(storage: Storage, ids: list[str]) -> None:
    for optout_id in ids:
        storage.optouts.save(optout(optout_id=optout_id))
    found = [one.optout_id for one in storage.optouts.find(NUMBER)]
    assert set(ids) <= set(found)
    assert len(found) == len(set(found))
    assert len(journalled(storage, "optout")) == len(found)


def test_many_processes_saving_at_once_keep_one_chain(settings: Settings, storage: Storage) -> None:
    def save(name: str) -> None:
        own = Storage.attach(settings, SetClock())
        for turn in range(5):
            own.optouts.save(optout(optout_id=f"{name}-{turn}"))
        own.close()

    threads = [threading.Thread(target=save, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    storage.optouts.replay()
    assert len(storage.optouts.find(NUMBER)) == 20
    assert storage.journal.verify().ok


def test_lifting_needs_a_reason_and_keeps_it(storage: Storage) -> None:
    storage.optouts.save(optout())
    give_consent(storage, NUMBER, AFTERWARDS)
    with pytest.raises(BadInput, match="only for a reason"):
        storage.optouts.lift(NUMBER, "  ")
    assert storage.optouts.lift(NUMBER, "signed a new consent") == 1
    assert storage.optouts.find(NUMBER) == []
    (kept,) = storage.optouts.kept(lifted=True)
    assert (kept.lift_reason, kept.lifted_at) == ("signed a new consent", NOON)
    assert list(storage.optouts.kept()) == []
    with pytest.raises(NotFound, match="no such opt-out"):
        storage.optouts.lift(NUMBER, "again")


@pytest.mark.parametrize("consented", [None, NOON - timedelta(days=1), NOON])
def test_an_optout_is_not_lifted_without_a_consent_given_after_it(
    storage: Storage, consented: datetime | None
) -> None:
    if consented is not None:
        give_consent(storage, NUMBER, consented)
    storage.optouts.save(optout())
    for mistaken in (False, True):
        with pytest.raises(NotAllowed) as refused:
            storage.optouts.lift(NUMBER, "we want to", mistaken=mistaken)
        assert refused.value.reasons == ("INTERNAL_DNC",)
        assert "consent" in str(refused.value)
    assert len(storage.optouts.find(NUMBER)) == 1
    assert journalled(storage, "optout_lifted") == []


def test_a_consent_for_another_purpose_lifts_no_optout_of_a_purpose(storage: Storage) -> None:
    surveys = replace(optout(scope=OptOutScope.PURPOSE), purpose="SURVEY")
    storage.optouts.save(surveys)
    give_consent(storage, NUMBER, AFTERWARDS, "MARKETING")
    with pytest.raises(NotAllowed):
        storage.optouts.lift(NUMBER, "signed")
    give_consent(storage, NUMBER, AFTERWARDS + timedelta(seconds=1), "SURVEY")
    assert storage.optouts.lift(NUMBER, "signed") == 1


def test_a_consent_to_letters_lifts_no_optout_from_calls(storage: Storage) -> None:
    said_at = NOON - timedelta(days=2)
    storage.optouts.save(replace(optout(scope=OptOutScope.CHANNEL), at=said_at))
    storage.consents.record(given_consent(channels=(Channel.EMAIL,), at=NOON - timedelta(days=1)))
    with pytest.raises(NotAllowed):
        storage.optouts.lift(NUMBER, "signed")
    storage.consents.record(given_consent(channels=(Channel.VOICE,), at=NOON - timedelta(days=1)))
    assert storage.optouts.lift(NUMBER, "signed") == 1


@pytest.mark.parametrize("source", [OptOutSource.SUPERVISOR, OptOutSource.IMPORT])
def test_an_entry_of_ours_can_be_corrected_with_a_reason_and_theirs_stays(
    storage: Storage, source: OptOutSource
) -> None:
    storage.optouts.save(replace(optout(optout_id="ours"), source=source))
    storage.optouts.save(optout(optout_id="theirs"))
    assert storage.optouts.lift(NUMBER, "wrong line of the list", by="anna", mistaken=True) == 1
    assert [one.optout_id for one in storage.optouts.find(NUMBER)] == ["theirs"]
    (corrected,) = storage.journal.records("correction")
    assert corrected.content["optouts"] == ["ours"]
    assert corrected.content["by"] == "anna"
    assert corrected.content["reason"] == "wrong line of the list"
    assert journalled(storage, "optout_lifted") == []


def test_an_optout_ends_the_consents_it_covers_in_the_same_transaction(storage: Storage) -> None:
    give_consent(storage, NUMBER, NOON - timedelta(days=1))
    storage.optouts.save(optout())
    with storage._databases[0].read() as session:
        assert session.scalars(select(ConsentStateRow.state)).all() == ["REVOKED"]
    assert storage.journal.verify().ok


def test_an_optout_is_saved_even_where_the_ledger_cannot_be_read(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    give_consent(storage, NUMBER, NOON - timedelta(days=1))
    with storage._databases[0].write() as session:
        session.execute(update(ConsentEventRow).values(source="NONSENSE"))
    assert storage.optouts.save(optout()) == "database"
    assert len(storage.optouts.find(NUMBER)) == 1
    assert "the consents that it ends could not be read" in caplog.text
    assert storage.journal.verify().ok


def test_an_optout_after_a_lift_is_in_force(storage: Storage) -> None:
    storage.optouts.save(optout(optout_id="first"))
    give_consent(storage, NUMBER, AFTERWARDS)
    storage.optouts.lift(NUMBER, "signed a new consent")
    storage.optouts.save(optout(optout_id="first"))
    assert storage.optouts.find(NUMBER) == []
    storage.optouts.save(optout(optout_id="second"))
    assert [found.optout_id for found in storage.optouts.find(NUMBER)] == ["second"]


def test_a_list_is_taken_in_once_however_often_it_is_imported(storage: Storage) -> None:
    numbers = [PhoneNumber(f"+1202555{i:04d}") for i in range(5200)]
    taken = storage.optouts.import_numbers
    assert taken(iter(numbers[:5100]), "national", OptOutScope.GLOBAL) == 5100
    assert taken(iter(numbers + numbers[:10]), "national", OptOutScope.GLOBAL) == 100
    (found,) = storage.optouts.find(numbers[0])
    assert found.scope is OptOutScope.GLOBAL
    assert "national" in found.reason
    assert [entry["entered"] for entry in journalled(storage, "import")] == [5000, 100, 100]


def test_the_newest_optouts_come_first_and_can_be_limited(storage: Storage) -> None:
    for day in range(3):
        at = NOON + timedelta(days=day)
        storage.optouts.save(replace(optout(optout_id=f"day-{day}"), at=at))
    kept = storage.optouts.kept(limit=2)
    assert [one.optout.optout_id for one in kept] == ["day-2", "day-1"]


def away(quick_path: Path) -> Settings:
    """Settings with a database that nobody serves."""
    url = f"postgresql://nobody@/gone?host={quick_path}"
    return Settings.load(home=quick_path / "home", database_url=url)


def test_without_a_database_the_optout_goes_to_the_spool_and_binds_at_once(
    storage: Storage, settings: Settings, quick_path: Path
) -> None:
    agent = Storage.attach(away(quick_path), SetClock())
    said = optout()
    assert agent.optouts.save(said) == "spool"
    assert agent.optouts.save(said) == "spool"
    agent.close()
    assert storage.optouts.find(NUMBER) == [said]
    facts = storage.books.facts(Question(NUMBER, Purpose.SURVEY, NOON))
    assert facts.values["optout_ids"] == [said.optout_id]
    assert storage.books.begin(order(), decision(), NOON) is None


def test_the_next_start_moves_the_spool_into_the_database(
    storage: Storage, settings: Settings, quick_path: Path
) -> None:
    agent = Storage.attach(away(quick_path), SetClock())
    said = [optout(), optout(OTHER)]
    for one in said:
        agent.optouts.save(one)
    agent.close()
    again = Storage.open(settings, SetClock())
    assert list((settings.home / "spool").glob("*.json")) == []
    assert [one.optout for one in again.optouts.kept()] == sorted(said, key=lambda o: o.optout_id)
    assert again.optouts.replay() == 0
    again.close()


def rename(storage: Storage, old: str, new: str) -> None:
    """A column of the opt-outs gets another name, as a newer version of the program might do."""
    with storage._databases[0].schema_change() as connection:
        connection.execute(text(f"ALTER TABLE optouts RENAME COLUMN {old} TO {new}"))


def test_an_optout_that_the_tables_have_no_place_for_is_in_the_spool_and_the_log_says_why(
    empty_database_url: str, quick_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.load(home=quick_path / "home", database_url=empty_database_url)
    storage = Storage.open(settings, SetClock())
    rename(storage, "reason", "why")
    said = optout()
    storage.optouts.warm_up()
    assert storage.optouts.save(said) == "spool"
    assert storage.optouts.waiting() == [said]
    assert "(OperationalError)" in caplog.text or "(UndefinedColumn)" in caplog.text
    assert NUMBER.e164 not in caplog.text
    with pytest.raises(StorageError, match="cannot be written"):
        storage.optouts.replay()
    rename(storage, "why", "reason")
    assert storage.optouts.replay() == 1
    assert storage.optouts.find(NUMBER) == [said]
    assert storage.journal.verify().ok
    storage.close()


WORDS = ("INSERT INTO optouts", {"number": NUMBER.e164}, sqlite3.Error(NUMBER.e164))


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError(*WORDS),
        DatabaseError(*WORDS),
        NoResultFound(NUMBER.e164),
        MemoryError(),
        UnicodeDecodeError("utf-8", NUMBER.e164.encode(), 0, 1, NUMBER.e164),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_the_database_raises_the_optout_is_on_disk_and_nobody_is_named_in_the_log(
    error: Exception,
    storage: Storage,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*_: object) -> None:
        raise error

    said = optout()
    with monkeypatch.context() as patched:
        patched.setattr(Register, "_write", fails)
        assert storage.optouts.save(said) == "spool"
        storage.optouts.take_in()
    assert storage.optouts.find(NUMBER) == [said]
    assert "an opt-out goes to the spool: the database" in caplog.text
    assert NUMBER.e164 not in caplog.text


def test_a_time_without_a_zone_is_a_mistake_of_the_caller_and_is_not_kept(storage: Storage) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        storage.optouts.save(replace(optout(), at=NOON.replace(tzinfo=None)))
    assert storage.optouts.waiting() == []


def test_an_optout_that_the_database_does_not_take_holds_up_no_other(
    storage: Storage, quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = Storage.attach(away(quick_path), SetClock())
    for optout_id in ("1", "2", "3"):
        agent.optouts.save(optout(optout_id=optout_id))
    agent.close()
    write = Register._write

    def picky(register: Register, session: Session, said: OptOut) -> None:
        if said.optout_id == "1":
            raise IntegrityError(*WORDS)
        write(register, session, said)

    monkeypatch.setattr(Register, "_write", picky)
    with pytest.raises(StorageError, match="cannot be written"):
        storage.optouts.replay()
    assert [one.optout_id for one in storage.optouts.waiting()] == ["1"]
    assert {one.optout_id for one in storage.optouts.find(NUMBER)} == {"1", "2", "3"}


def test_an_optout_in_the_spool_of_one_machine_binds_another_one_once_it_is_taken_in(
    storage: Storage, settings: Settings, quick_path: Path
) -> None:
    agent = Storage.attach(away(quick_path), SetClock())
    said = optout()
    assert agent.optouts.save(said) == "spool"
    agent.close()
    elsewhere = Settings.load(home=quick_path / "elsewhere", database_url=settings.database)
    other = Storage.open(elsewhere, SetClock())
    assert other.optouts.find(NUMBER) == []
    storage.optouts.take_in()
    assert other.optouts.find(NUMBER) == [said]
    assert other.books.begin(order(), decision(), NOON) is None
    other.close()


def test_a_database_that_stays_away_is_told_once_and_takes_the_spool_in_when_it_is_back(
    quick_path: Path, sqlite_model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    file = quick_path / "later" / "voicebot.db"
    settings = Settings.load(home=quick_path / "home", database_url=f"sqlite:///{file}")
    storage = Storage.attach(settings, SetClock())
    storage.optouts.take_in()
    assert caplog.messages == []
    assert storage.optouts.save(optout()) == "spool"
    for _ in range(3):
        storage.optouts.take_in()
    assert caplog.text.count("still wait in the spool") == 1
    file.parent.mkdir()
    file.write_bytes(sqlite_model.read_bytes())
    for _ in range(3):
        storage.optouts.take_in()
    assert caplog.text.count("taken from the spool into the database: 1") == 1
    assert storage.optouts.waiting() == []
    assert len(storage.optouts.find(NUMBER)) == 1
    storage.close()


def test_an_optout_that_is_taken_in_while_it_is_looked_for_is_found(
    storage: Storage, quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = Storage.attach(away(quick_path), SetClock())
    said = optout()
    agent.optouts.save(said)
    agent.close()
    database = storage.optouts._database
    read = database.read

    @contextmanager
    def read_and_overtaken() -> Iterator[Session]:
        with read() as session:
            yield session
        storage.optouts.replay()

    monkeypatch.setattr(database, "read", read_and_overtaken)
    assert storage.optouts.find(NUMBER) == [said]
    assert storage.optouts.find(NUMBER) == [said]


def test_a_torn_spool_file_is_set_aside_and_said(
    settings: Settings, storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    spool = settings.home / "spool"
    (spool / "torn-one.json").write_text('{"sha256":"00","optout":{"number":"+1202')
    assert storage.optouts.replay() == 0
    assert (spool / "torn" / "torn-one.json").exists()
    assert "torn opt-out file was set aside" in caplog.text


def test_a_spooled_optout_that_was_altered_is_not_believed(
    settings: Settings, storage: Storage, quick_path: Path
) -> None:
    agent = Storage.attach(away(quick_path), SetClock())
    agent.optouts.save(optout(optout_id="o-1"))
    agent.close()
    file = settings.home / "spool" / "o-1.json"
    file.write_text(file.read_text().replace("5550123", "5550199"))
    assert storage.optouts.replay() == 0
    assert (settings.home / "spool" / "torn" / "o-1.json").exists()


def test_an_optout_id_cannot_lead_out_of_the_spool(quick_path: Path) -> None:
    agent = Storage.attach(away(quick_path), SetClock())
    assert agent.optouts.save(optout(optout_id="../../escape")) == "spool"
    agent.close()
    assert list(quick_path.rglob("*escape*")) == []
    assert len(list((quick_path / "home" / "spool").glob("*.json"))) == 1


@pytest.mark.postgres
def test_an_optout_survives_a_server_that_goes_away_and_comes_back(quick_path: Path) -> None:
    server = PostgresServer()
    server.start()
    settings = Settings.load(home=quick_path / "home", database_url=server.new_database())
    storage = Storage.open(settings, SetClock())
    try:
        assert storage.optouts.save(optout(optout_id="before")) == "database"
        server.halt()
        assert storage.optouts.save(optout(optout_id="during")) == "spool"
        server.start_again()
        assert storage.optouts.save(optout(optout_id="after")) == "database"
        assert storage.optouts.replay() == 1
        assert len(storage.optouts.find(NUMBER)) == 3
        assert storage.journal.verify().ok
    finally:
        storage.close()
        server.stop()
