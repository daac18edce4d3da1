"""Both databases for the tests: SQLite in a file, PostgreSQL in a private cluster of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.fakes.clock import SetClock
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import Table
from voicebot.settings import Settings


class PostgresServer:
    """A cluster in a temporary folder, reached through its own Unix socket only."""

    def __init__(self) -> None:
        self._programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="vb-pg-"))
        self._as_server: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            user = _server_user()
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as_server = ["runuser", "-u", user.pw_name, "--"]
            self._user = user.pw_name
        else:
            self._user = pwd.getpwuid(os.geteuid()).pw_name

    def start(self) -> None:
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-A", "trust", "-U", self._user, "-E", "UTF8", "--no-sync")
        self.start_again()

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self.folder)

    def halt(self) -> None:
        """End the server at once, as a crash would."""
        self._run("pg_ctl", "-D", self.folder / "data", "-s", "-m", "immediate", "stop")

    def start_again(self) -> None:
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c max_connections=60"
        log = self.folder / "log"
        data = self.folder / "data"
        self._run("pg_ctl", "-D", data, "-w", "-s", "-l", log, "-o", options, "start")

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{uuid.uuid4().hex}"
        where = f"host={self.folder} user={self._user} dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://{self._user}@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [*self._as_server, str(self._programs / program), *map(str, arguments)]
        with (self.folder / "commands.log").open("ab") as log:
            subprocess.run(
                command, check=True, cwd=self.folder, stdout=log, stderr=log, timeout=120
            )


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found and (here := shutil.which("initdb")):
        found = [Path(here)]
    if not found:
        pytest.fail("PostgreSQL is not installed: run `sudo apt-get install postgresql`")
    return found[-1].parent


def _server_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.stop()


KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that is up to date and empty."""
    file = tmp_path_factory.mktemp("model") / "voicebot.db"
    database = Database(f"sqlite:///{file}")
    bring_up_to_date(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def postgres_model(postgres: PostgresServer) -> str:
    """The URL of a PostgreSQL database that is up to date."""
    url = postgres.new_database()
    database = Database(url)
    bring_up_to_date(database)
    database.close()
    return url


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has one, since many small commits wait for a disk."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="vb-test-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, quick_path: Path) -> str:
    """A database of either kind without a single table."""
    if request.param == "sqlite":
        (quick_path / "home").mkdir()
        return f"sqlite:///{quick_path / 'home' / 'voicebot.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, quick_path: Path) -> str:
    """A database of either kind with our tables, all empty."""
    if request.param == "sqlite":
        home = quick_path / "home"
        home.mkdir()
        shutil.copy(request.getfixturevalue("sqlite_model"), home / "voicebot.db")
        return f"sqlite:///{home / 'voicebot.db'}"
    url: str = request.getfixturevalue("postgres_model")
    _empty(url)
    return url


def _empty(url: str) -> None:
    """Faster than a new database for each test, and than emptying tables that are empty."""
    names = sorted(set(Table.metadata.tables) - {"journal_head"})
    filled = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names
    )
    with psycopg.connect(url) as connection:
        tables = ", ".join(name for (name,) in connection.execute(filled.encode()))
        if tables:
            connection.execute(f"TRUNCATE {tables} CASCADE".encode())
        connection.execute("UPDATE journal_head SET seq = 0, hash = repeat('0', 64)")
        connection.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
            " FROM pg_sequences WHERE last_value IS NOT NULL"
        )


@pytest.fixture
def settings(database_url: str, quick_path: Path) -> Settings:
    return Settings.load(home=quick_path / "home", database_url=database_url)


@pytest.fixture
def storage(settings: Settings) -> Iterator[Storage]:
    opened = Storage.open(settings, SetClock())
    yield opened
    opened.close()
