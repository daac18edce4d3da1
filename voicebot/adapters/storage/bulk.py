"""Many rows at once, by the way that each database has for them."""

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

import psycopg
from sqlalchemy import JSON, Connection
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import Table, UtcTime

ROOM_KIB = 65_536
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles, which takes a quarter of the time of a large batch.

    Rows have none: they are freed when the last one who holds them lets go.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def make_room(session: Session) -> None:
    """Let SQLite hold a large batch in memory, for as long as this connection is open.

    With the little it takes by itself it writes the pages of a batch several times over, since rows
    with random keys touch them in any order. PostgreSQL has its own room.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{ROOM_KIB}")


def insert_many(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all name the same columns, several times faster than one by one.

    PostgreSQL takes them as one COPY; SQLite as one prepared statement. A row that breaks a
    constraint fails them all.
    """
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        _prepared(connection, table, rows)
    else:
        _copied(connection, table, rows)


def _prepared(connection: Connection, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    marks = ", ".join("?" for _ in rows[0])
    statement = f'INSERT INTO "{table.__tablename__}" ({_names(rows)}) VALUES ({marks})'
    connection.exec_driver_sql(statement, _as_tuples(connection, table, rows))


def _as_tuples(
    connection: Connection, table: type[Table], rows: Sequence[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    """Column by column, each with its type's own conversion."""
    converted = []
    for name in rows[0]:
        values: list[Any] = [row[name] for row in rows]
        kind = table.__table__.columns[name].type
        if isinstance(kind, UtcTime):
            values = [value and _sqlite_time(value) for value in values]
        elif isinstance(kind, JSON):
            values = [_as_json(value) for value in values]
        elif (convert := kind.bind_processor(connection.dialect)) is not None:
            values = [convert(value) for value in values]
        converted.append(values)
    return list(zip(*converted, strict=True))


def _as_json(value: Any) -> str:
    """Lists repeat: most consents of a file are for the same purposes."""
    return _list_as_json(tuple(value)) if isinstance(value, list) else _AS_JSON(value)


@lru_cache(maxsize=1 << 10)
def _list_as_json(items: tuple[Any, ...]) -> str:
    return _AS_JSON(items)


@lru_cache(maxsize=1 << 13)
def _sqlite_time(value: datetime) -> str:
    """As SQLAlchemy writes it: UTC, without a zone, with microseconds."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _copied(connection: Connection, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    driver: psycopg.Cursor[Any] = cast(Any, connection.connection).cursor()
    statement = f'COPY "{table.__tablename__}" ({_names(rows)}) FROM STDIN'
    columns = table.__table__.columns
    texts = [name for name in rows[0] if isinstance(columns[name].type, JSON)]
    with driver, driver.copy(statement.encode()) as copy:
        for row in rows:
            if texts:
                row = row | {name: _as_json(row[name]) for name in texts}  # noqa: PLW2901
            copy.write_row(list(row.values()))


def _names(rows: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f'"{name}"' for name in rows[0])
