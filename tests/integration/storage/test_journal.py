"""The journal in the database: writers at once, old databases, restored copies, signed heads."""

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine

from tests.fakes.calls import NUMBER, OTHER, decision, optout, order, record
from tests.fakes.clock import NOON, SetClock
from tests.integration.storage.first_journal import write_first_journal
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import MIGRATIONS
from voicebot.adapters.storage.storage import Storage
from voicebot.errors import BadInput
from voicebot.evidence.journal import GENESIS
from voicebot.evidence.parting import whole_call
from voicebot.settings import Settings


def engine_of(url: str) -> Engine:
    return create_engine(make_url(url.replace("postgresql://", "postgresql+psycopg://")))


def change(url: str, *statements: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_database_of_the_first_version_is_taken_over_and_its_chain_holds(
    empty_database_url: str, quick_path: Path
) -> None:
    database = Database(empty_database_url)
    with database.schema_change() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    database.close()
    written = write_first_journal(engine_of(empty_database_url))
    settings = Settings.load(home=quick_path / "home", database_url=empty_database_url)
    storage = Storage.open(settings, SetClock())
    found = storage.journal.verify()
    assert (found.ok, found.records) == (True, len(written))
    assert [one.content for one in storage.journal.records()] == written
    assert all(one.body == "" for one in storage.journal.records())
    storage.optouts.save(optout())
    assert storage.journal.verify().ok
    about = [one.kind for one in storage.journal.records(number=NUMBER.e164)]
    assert about == ["decision", "outcome", "optout", "optout"]
    assert [one.kind for one in storage.journal.records(number=OTHER.e164)] == ["outcome"]
    storage.close()


def test_an_outcome_keeps_words_and_numbers_out_of_the_chain(storage: Storage) -> None:
    wanted = order()
    ended = record(wanted)
    storage.books.begin(wanted, decision(), NOON)
    storage.books.settle(ended, [])
    storage.optouts.save(optout())
    outcome, said = [next(storage.journal.records(kind)) for kind in ("outcome", "optout")]
    for one in (outcome, said):
        assert NUMBER.e164 not in one.body
        assert "stop calling" not in one.body
    assert whole_call(outcome.content) == json.loads(json.dumps(ended.as_json()))
    assert said.content["words"] == optout().words
    assert [one.seq for one in storage.journal.records(number=NUMBER.e164)][-2:] == [2, 3]


TAMPERED = {
    "body": ("UPDATE journal SET body = '{}' WHERE seq = 3", 3),
    "at": ("UPDATE journal SET at = '2020-01-01 00:00:00.000000' WHERE seq = 2", 2),
    "part": ("UPDATE journal_personal SET body = '{}' WHERE seq = 4", 4),
    "part gone": ("DELETE FROM journal_personal WHERE seq = 2", 2),
    "part of another": ("UPDATE journal_personal SET seq = 99 WHERE seq = 4", 4),
    "end": (
        "DELETE FROM journal_subjects WHERE seq = 4;"
        "DELETE FROM journal_personal WHERE seq = 4;DELETE FROM journal WHERE seq = 4",
        4,
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_change_behind_the_journals_back_is_found_at_its_record(
    storage: Storage, database_url: str, what: str
) -> None:
    for _ in range(4):
        storage.optouts.save(optout())
    statements, place = TAMPERED[what]
    prepare = (
        ["PRAGMA foreign_keys=OFF"]
        if database_url.startswith("sqlite")
        else ["ALTER TABLE journal_personal DROP CONSTRAINT journal_personal_seq_fkey"]
    )
    undo = (
        []
        if database_url.startswith("sqlite")
        else [
            "DELETE FROM journal_personal WHERE seq = 99",
            "ALTER TABLE journal_personal ADD CONSTRAINT journal_personal_seq_fkey "
            "FOREIGN KEY (seq) REFERENCES journal (seq)",
        ]
    )
    change(database_url, *prepare, *statements.split(";"))
    found = storage.journal.verify()
    assert (found.ok, found.first_bad) == (False, place)
    change(database_url, *undo)


WRITES = """
import sys
from pathlib import Path
from tests.fakes.calls import optout
from tests.fakes.clock import SetClock
from voicebot.adapters.storage.storage import Storage
from voicebot.settings import Settings
storage = Storage.attach(
    Settings.load(home=Path(sys.argv[1]), database_url=sys.argv[2]), SetClock()
)
for turn in range(25):
    storage.optouts.save(optout(optout_id=f"{sys.argv[3]}-{turn}"))
    storage.journal.append(SetClock().now(), "look", {"what": "contacts", "by": sys.argv[3]})
storage.close()
"""


def test_two_processes_that_write_at_once_keep_one_chain(
    settings: Settings, storage: Storage, database_url: str
) -> None:
    command_ = [sys.executable, "-c", WRITES, str(settings.home), database_url]
    started = [subprocess.Popen([*command_, name]) for name in ("one", "two")]
    assert [process.wait() for process in started] == [0, 0]
    storage.optouts.replay()
    found = storage.journal.verify()
    assert (found.ok, found.records) == (True, 100)


def test_a_verification_among_writers_sees_one_moment(settings: Settings, storage: Storage) -> None:
    done = threading.Event()

    def write() -> None:
        own = Storage.attach(settings, SetClock())
        while not done.is_set():
            own.optouts.save(optout())
        own.close()

    writer = threading.Thread(target=write)
    writer.start()
    found = [storage.journal.verify() for _ in range(10)]
    done.set()
    writer.join()
    assert all(one.ok for one in found), found


def test_a_restored_backup_says_where_it_ends_before_an_exported_head(
    quick_path: Path, sqlite_model: Path
) -> None:
    home = quick_path / "home"
    home.mkdir()
    shutil.copy(sqlite_model, home / "voicebot.db")
    settings = Settings.load(home=home, database_url=f"sqlite:///{home / 'voicebot.db'}")
    storage = Storage.open(settings, SetClock())
    for turn in range(3):
        storage.optouts.save(optout(optout_id=f"before-{turn}"))
    storage.close()
    shutil.copy(home / "voicebot.db", home / "backup.db")
    storage = Storage.open(settings, SetClock())
    storage.optouts.save(optout(optout_id="after"))
    storage.heads.export(home / "head.json", NOON)
    storage.close()
    for file in home.glob("voicebot.db*"):
        file.unlink()
    (home / "backup.db").rename(home / "voicebot.db")
    storage = Storage.open(settings, SetClock())
    assert storage.journal.verify().ok
    found, signed = storage.heads.verify(home / "head.json")
    assert (found.ok, found.first_bad, signed.head.seq) == (False, 4, 4)
    assert "ends before the head that was exported" in found.why
    storage.optouts.save(optout(optout_id="written anew"))
    found, _ = storage.heads.verify(home / "head.json")
    assert (found.ok, found.first_bad) == (False, 4)
    assert "rewritten" in found.why
    storage.close()


def test_an_exported_head_holds_as_the_journal_grows(storage: Storage, quick_path: Path) -> None:
    storage.optouts.save(optout())
    exported = storage.heads.export(quick_path / "head.json", NOON)
    assert (exported.head.seq, exported.at) == (1, NOON)
    storage.optouts.save(optout())
    found, signed = storage.heads.verify(quick_path / "head.json")
    assert (found.ok, found.records, signed) == (True, 2, exported)
    assert storage.heads.is_ours(signed)
    assert "PUBLIC KEY" in (quick_path / "head.json.pub").read_text()


def test_a_head_that_was_changed_after_it_was_signed_is_refused(
    storage: Storage, quick_path: Path
) -> None:
    file = quick_path / "head.json"
    storage.heads.export(file, NOON)
    body = json.loads(file.read_text())
    file.write_text(json.dumps(body | {"seq": 7}))
    with pytest.raises(BadInput, match="changed after it was signed"):
        storage.heads.verify(file)
    file.write_text("{}")
    with pytest.raises(BadInput, match="no exported head"):
        storage.heads.verify(file)


def test_the_head_is_exported_once_a_day(storage: Storage, settings: Settings) -> None:
    first = storage.heads.export_daily(NOON)
    assert first == settings.home / "heads" / "2026-11-18.json"
    exported = first.read_text()
    storage.optouts.save(optout())
    assert storage.heads.export_daily(NOON) == first
    assert first.read_text() == exported
    assert json.loads(exported)["hash"] == GENESIS


def test_the_keys_of_an_installation_are_its_owners_alone(
    storage: Storage, settings: Settings, quick_path: Path
) -> None:
    storage.heads.export(quick_path / "head.json", NOON)
    keys = list((settings.home / "keys").iterdir())
    assert [key.name for key in keys] == ["journal.pem"]
    assert keys[0].stat().st_mode & 0o777 == 0o600
