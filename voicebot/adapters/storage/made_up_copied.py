"""Made-up books, copied from SQLite into PostgreSQL: for measuring the same books there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from sqlalchemy import func, select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.made_up_books import LIST
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.adapters.storage.tables import AttemptRow, ContactList, ContactRow, JournalRow, Table
from voicebot.errors import BadSettings, StorageError

Postgres = psycopg.Connection[Any]

_INDEXES = """
SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""
_FOREIGN_KEYS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
              pg_get_constraintdef(oid))
FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
_COUNTERS = """
SELECT format('SELECT setval(%L, (SELECT coalesce(max(%I), 0) + 1 FROM %I), false)',
              pg_get_serial_sequence(quote_ident(table_name), column_name),
              column_name, table_name)
FROM information_schema.columns
WHERE table_schema = current_schema()
  AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
"""


def copied(source: Database, target: Database, *, anew: bool = False) -> bool:
    """Put all that `source` (SQLite) holds into `target` (PostgreSQL) in place of what is there.

    Returns whether anything was to be done: unless they are wanted `anew`, books that were made at
    the same moment are kept. Raises BadSettings where the target holds anything but made-up books,
    and StorageError.
    """
    if target.is_sqlite or source.file is None:
        raise BadSettings("made-up books are copied from SQLite to PostgreSQL", "give two such")
    bring_up_to_date(target)
    there = _made_at(target)
    if there == _made_at(source) and not anew:
        return False
    try:
        with closing(sqlite3.connect(source.file)) as read, closing(_connected(target)) as written:
            with written.transaction():
                _copy_all(read, written)
            written.execute("VACUUM (ANALYZE)")
    except psycopg.Error as error:
        raise StorageError(
            "PostgreSQL did not take the made-up books", "look into its log, and free some space"
        ) from error
    return True


def megabytes(database: Database) -> int:
    """How much room the books take."""
    if database.file is not None:
        return round(database.file.stat().st_size / 1e6)
    with database.read() as session:
        size = session.scalar(select(func.pg_database_size(func.current_database())))
    return round((size or 0) / 1e6)


def _made_at(database: Database) -> object:
    """When the made-up books were made, None for empty ones. Raises BadSettings for real ones."""
    made = select(ContactList.started_at).where(ContactList.file == LIST)
    others = (
        select(ContactList.id).where(ContactList.file != LIST),
        *(select(table) for table in (AttemptRow, ContactRow, JournalRow)),
    )
    with database.read() as session:
        found = session.scalars(made).first()
        asked = others[:1] if found else others
        if any(session.execute(query.limit(1)).first() for query in asked):
            raise BadSettings(
                "the database to measure on holds books that were not made up",
                "name a new, empty database",
            )
    return found


def _connected(database: Database) -> Postgres:
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True, options="-c timezone=UTC")


def _copy_all(source: sqlite3.Connection, target: Postgres) -> None:
    names = ", ".join(f'"{name}"' for name in Table.metadata.tables)
    target.execute(f"TRUNCATE {names} CASCADE".encode())
    target.execute("SET LOCAL maintenance_work_mem = '256MB'")
    with _bare(target):
        for table in Table.metadata.sorted_tables:
            _copy(source, target, table.name)
    for (statement,) in target.execute(_COUNTERS).fetchall():
        target.execute(statement)


@contextmanager
def _bare(connection: Postgres) -> Iterator[None]:
    """Without indexes and foreign keys, which are made faster when all rows are there."""
    parts = connection.execute(_FOREIGN_KEYS).fetchall()
    parts += connection.execute(_INDEXES).fetchall()
    for drop, _ in parts:
        connection.execute(drop)
    yield
    for _, make in reversed(parts):
        connection.execute(make)


def _copy(source: sqlite3.Connection, target: Postgres, name: str) -> None:
    """As SQLite keeps it, PostgreSQL reads it: times in UTC, lists as text, yes as 1."""
    columns = ", ".join(f'"{column.name}"' for column in Table.metadata.tables[name].columns)
    rows = source.execute(f'SELECT {columns} FROM "{name}"')
    statement = f'COPY "{name}" ({columns}) FROM STDIN'.encode()
    with target.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
