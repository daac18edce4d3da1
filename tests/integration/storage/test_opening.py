"""Opening a database: new, older, newer, damaged, read-only, full, away."""

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url, text

from tests.fakes.calls import NUMBER, decision, optout, order
from tests.fakes.clock import NOON, SetClock
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import MIGRATIONS, NEWEST, bring_up_to_date
from voicebot.adapters.storage.spool import RESERVE_BYTES
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import Table
from voicebot.errors import (
    BadSettings,
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseTooNew,
    DatabaseUnreachable,
    DiskFull,
    StorageError,
)
from voicebot.settings import Settings


def settings_for(url: str, home: Path) -> Settings:
    return Settings.load(home=home, database_url=url)


def is_one_sentence(error: pytest.ExceptionInfo[StorageError]) -> bool:
    said = str(error.value)
    return "\n" not in said and "Traceback" not in said and bool(error.value.remedy)


def test_a_new_database_gets_exactly_the_tables_of_the_program(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    bring_up_to_date(database)
    with database.schema_change() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    database.close()


def test_the_newest_revision_is_the_one_the_program_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


def test_several_that_open_a_new_database_at_once_all_succeed(
    empty_database_url: str, quick_path: Path
) -> None:
    errors: list[BaseException] = []
    start = threading.Barrier(4)

    def open_it() -> None:
        start.wait()
        try:
            Storage.open(settings_for(empty_database_url, quick_path / "home"), SetClock()).close()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    storage = Storage.open(settings_for(empty_database_url, quick_path / "home"), SetClock())
    assert storage.journal.verify().ok
    storage.close()


OPENS = """
import sys
from pathlib import Path
from tests.fakes.clock import SetClock
from voicebot.adapters.storage.storage import Storage
from voicebot.settings import Settings
settings = Settings.load(home=Path(sys.argv[1]), database_url=sys.argv[2])
Storage.open(settings, SetClock()).close()
"""


def test_processes_that_open_a_new_database_at_once_all_succeed(
    empty_database_url: str, quick_path: Path
) -> None:
    command = [sys.executable, "-c", OPENS, str(quick_path / "home"), empty_database_url]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in started] == [b""] * 2


def with_revision(url: str, revision: str) -> None:
    engine = create_engine(make_url(url.replace("postgresql://", "postgresql+psycopg://")))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(
    empty_database_url: str, quick_path: Path
) -> None:
    settings = settings_for(empty_database_url, quick_path / "home")
    storage = Storage.open(settings, SetClock())
    storage.optouts.save(optout())
    storage.close()
    with_revision(empty_database_url, "9999")
    with pytest.raises(DatabaseTooNew, match="newer version") as error:
        Storage.open(settings, SetClock())
    assert is_one_sentence(error)
    with_revision(empty_database_url, NEWEST)
    again = Storage.open(settings, SetClock())
    assert len(again.optouts.find(NUMBER)) == 1
    again.close()


@pytest.mark.parametrize("content", [b"this is no database at all" * 50, b"SQLite format 3\0" * 99])
def test_a_file_that_is_no_database_is_said_to_be_damaged(quick_path: Path, content: bytes) -> None:
    home = quick_path / "home"
    home.mkdir()
    (home / "voicebot.db").write_bytes(content)
    with pytest.raises(DatabaseDamaged, match="restore it from a backup") as error:
        Storage.open(settings_for("", home), SetClock())
    assert is_one_sentence(error)
    assert (home / "voicebot.db").read_bytes() == content


def test_a_database_with_torn_pages_is_said_to_be_damaged(
    quick_path: Path, sqlite_model: Path
) -> None:
    home = quick_path / "home"
    home.mkdir()
    pages = bytearray(sqlite_model.read_bytes())
    pages[4096:] = os.urandom(len(pages) - 4096)
    (home / "voicebot.db").write_bytes(pages)
    with pytest.raises(DatabaseDamaged) as error:
        Storage.open(settings_for("", home), SetClock()).journal.verify()
    assert is_one_sentence(error)


def test_a_read_only_database_takes_optouts_to_the_spool(
    quick_path: Path, sqlite_model: Path
) -> None:
    url = f"sqlite:///file:{sqlite_model}?mode=ro&uri=true"
    storage = Storage.open(settings_for(url, quick_path / "home"), SetClock())
    with pytest.raises(DatabaseReadOnly) as error:
        storage.books.begin(order(), decision(), NOON)
    assert is_one_sentence(error)
    assert storage.optouts.save(optout()) == "spool"
    storage.close()
    again = Storage.open(settings_for(url, quick_path / "home"), SetClock())
    assert len(again.optouts.find(NUMBER)) == 1  # still in the spool, and in force
    again.close()


@pytest.fixture
def full_disk() -> Iterator[None]:
    """SQLite may not use a single page more, as if no space were left."""

    def no_more_pages(connection: object, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(Engine, "connect", no_more_pages)
    yield
    event.remove(Engine, "connect", no_more_pages)


@pytest.mark.usefixtures("full_disk")
def test_on_a_full_disk_optouts_go_to_the_spool_and_everything_else_says_so(
    quick_path: Path, sqlite_model: Path
) -> None:
    home = quick_path / "home"
    home.mkdir()
    (home / "voicebot.db").write_bytes(sqlite_model.read_bytes())
    storage = Storage.open(settings_for("", home), SetClock())
    with pytest.raises(DiskFull, match="free some space") as error:
        for _ in range(100):
            storage.books.begin(order(), decision(allowed=False), NOON)
    assert is_one_sentence(error)
    saved = [storage.optouts.save(optout()) for _ in range(40)]
    assert saved[-1] == "spool"
    assert len(storage.optouts.find(NUMBER)) == 40
    assert storage.journal.verify().ok
    storage.close()


FULL = """
import json, sys
from pathlib import Path
from tests.fakes.calls import optout
from tests.fakes.clock import SetClock
from voicebot.adapters.storage.storage import Storage
from voicebot.errors import StorageError
from voicebot.settings import Settings

home = Path(sys.argv[1])
settings = Settings.load(home=home, database_url=f"sqlite:///{home}/absent/voicebot.db")
storage = Storage.attach(settings, SetClock())
try:
    with (home / "filler").open("wb") as filler:
        while True:
            filler.write(b"x" * 4096)
            filler.flush()
except OSError:
    pass
kept, said = 0, ""
try:
    while kept < 1000:
        storage.optouts.save(optout(optout_id=f"o-{kept}"))
        kept += 1
except StorageError as error:
    said = f"{type(error).__name__}: {error}"
waiting = len(list((home / "spool").glob("*.json")))
print(json.dumps({"kept": kept, "said": said, "waiting": waiting}))
"""


def test_a_full_disk_still_takes_the_optouts_of_the_reserve(tmp_path: Path) -> None:
    """On a real file system of 1 MB where one may be mounted, else by the reserve's own size."""
    import json
    import shlex

    disk = tmp_path / "disk"
    disk.mkdir()
    program = shlex.join([sys.executable, "-c", FULL, str(disk)])
    script = f"mount -t tmpfs -o size=1m tmpfs {shlex.quote(str(disk))} && exec {program}"
    command = ["unshare", "--mount", "--user", "--map-root-user", "sh", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "mount" in done.stderr or "unshare" in done.stderr:
        Storage.attach(settings_for("", disk), SetClock()).close()
        assert (disk / "spool" / ".reserve").stat().st_size == RESERVE_BYTES
        return
    report = json.loads(done.stdout)
    assert report["kept"] >= 40
    assert report["waiting"] == report["kept"]
    assert report["said"].startswith("DiskFull: neither the database nor the spool")


def test_a_server_that_is_not_there_is_named(quick_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    url = f"postgresql://me:secret@127.0.0.1:{port}/calls"
    with pytest.raises(DatabaseUnreachable, match="cannot be reached") as error:
        Storage.open(settings_for(url, quick_path / "home"), SetClock())
    assert is_one_sentence(error)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("url", ["mysql://me@here/calls", "nonsense", "sqlite"])
def test_a_url_of_no_use_is_a_bad_setting(quick_path: Path, url: str) -> None:
    with pytest.raises(BadSettings, match="database"):
        Storage.open(settings_for(url, quick_path / "home"), SetClock())


def test_a_data_directory_that_cannot_be_made_is_said(quick_path: Path) -> None:
    (quick_path / "file").write_text("not a folder")
    with pytest.raises(StorageError, match="VOICEBOT_HOME") as error:
        Storage.open(settings_for("", quick_path / "file" / "home"), SetClock())
    assert is_one_sentence(error)


def test_sqlite_flushes_every_commit_and_checks_foreign_keys(sqlite_model: Path) -> None:
    database = Database(f"sqlite:///{sqlite_model}")
    with database.read() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()


@pytest.mark.postgres
def test_postgresql_flushes_every_commit(postgres_model: str) -> None:
    database = Database(postgres_model + "&options=-c%20synchronous_commit%3Doff")
    with database.read() as session:
        assert session.execute(text("SHOW synchronous_commit")).scalar() == "on"
    database.close()


def test_a_change_behind_the_journals_back_is_found(storage: Storage, database_url: str) -> None:
    for _ in range(4):
        storage.optouts.save(optout())
    engine = create_engine(make_url(database_url.replace("postgresql://", "postgresql+psycopg://")))
    with engine.begin() as connection:
        connection.execute(text("UPDATE journal SET body = '{}' WHERE seq = 3"))
    engine.dispose()
    found = storage.journal.verify()
    assert (found.ok, found.first_bad) == (False, 3)
