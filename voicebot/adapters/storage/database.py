"""The connection to SQLite or PostgreSQL, and the three ways to use it."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import Session

from voicebot.adapters.storage.failures import in_plain_words
from voicebot.errors import BadSettings, said

WAIT_S = 10.0  # how long a writer waits for another one to finish
CONNECT_S = 5  # how long to wait for PostgreSQL to accept a connection


class Database:
    """One database. Safe for threads; every process opens its own."""

    def __init__(self, url: str, wait_s: float = WAIT_S) -> None:
        """Nothing is connected yet. Raises BadSettings for an URL of no use."""
        self.url = _parsed(url)
        self._reader = _engine(self.url, wait_s)
        self._writer = self._reader.execution_options(writes=True)
        self._snapshots = self._reader
        if not self.is_sqlite:
            self._snapshots = self._reader.execution_options(isolation_level="REPEATABLE READ")

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, false for PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and "?" not in name else None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that writes: on disk when the block ends, gone if it raises."""
        with in_plain_words(self.url), Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with in_plain_words(self.url), Session(self._reader) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A long reading of one moment, undisturbed by writers."""
        with in_plain_words(self.url), Session(self._snapshots) as session:
            yield session

    @contextmanager
    def schema_change(self) -> Iterator[Connection]:
        """One connection in one writing transaction, for migrations."""
        with in_plain_words(self.url), self._writer.begin() as connection:
            yield connection

    def empty_write_ahead(self) -> None:
        """Move all that SQLite wrote ahead into its file, so that no older page is left beside it.

        While somebody reads, some of it may stay until they are done.
        """
        if self.is_sqlite:
            with in_plain_words(self.url), closing(self._reader.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    except ArgumentError as error:
        raise BadSettings(
            "the setting 'database_url' is not a database URL",
            "write sqlite:////path/to/file.db or postgresql://user@host/name",
        ) from error
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return parsed
    raise BadSettings(
        said("the database {name!r} is not supported", name=parsed.get_backend_name()),
        "use SQLite or PostgreSQL",
    )


def _engine(url: URL, wait_s: float) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            waiting = {"timeout": wait_s}
            engine = create_engine(url, connect_args=waiting, json_serializer=_as_json)
            _prepare_sqlite(engine, wait_s)
            return engine
        return create_engine(url, pool_pre_ping=True, connect_args=_postgresql_options(url, wait_s))
    except NoSuchModuleError as error:
        raise BadSettings("the setting 'database_url' is not a database URL") from error


def _postgresql_options(url: URL, wait_s: float) -> dict[str, Any]:
    """A commit is on disk, and a dead server is noticed within seconds."""
    given = url.query.get("options", "")
    said = given if isinstance(given, str) else " ".join(given)
    ours = f"-c synchronous_commit=on -c lock_timeout={int(wait_s * 1000)} -c timezone=UTC"
    return {
        "connect_timeout": CONNECT_S,
        "tcp_user_timeout": CONNECT_S * 1000,
        "options": f"{said} {ours}".strip(),
    }


def _as_json(value: object) -> str:
    """Names in any script as they are: SQLite compares them without reading escapes."""
    return json.dumps(value, ensure_ascii=False)


def _prepare_sqlite(engine: Engine, wait_s: float) -> None:
    """SQLAlchemy begins the transactions, since the driver begins them too late."""

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        _write_ahead(connection, wait_s)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _write_ahead(connection: sqlite3.Connection, wait_s: float) -> None:
    """Switch to WAL. SQLite does not wait its turn for this one, so we do."""
    deadline = time.monotonic() + wait_s
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname == "SQLITE_READONLY":
                return  # a database that is only read needs no journal of its own
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
