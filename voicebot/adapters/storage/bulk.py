"""Many rows at once, by the way that each database has for them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

import psycopg
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import Table

_Convert = Callable[[Any], Any]


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
        kind = table.__table__.columns[name].type.dialect_impl(connection.dialect)
        convert = kind.bind_processor(connection.dialect)
        converted.append(values if convert is None else _each(convert, values))
    return list(zip(*converted, strict=True))


def _each(convert: _Convert, values: list[Any]) -> list[Any]:
    """Times repeat much within a batch: most rows were recorded at the same moment."""
    known: dict[datetime, Any] = {}
    made = []
    for value in values:
        if isinstance(value, datetime):
            if value not in known:
                known[value] = convert(value)
            made.append(known[value])
        else:
            made.append(convert(value))
    return made


def _copied(connection: Connection, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    driver: psycopg.Cursor[Any] = cast(Any, connection.connection).cursor()
    statement = f'COPY "{table.__tablename__}" ({_names(rows)}) FROM STDIN'
    with driver, driver.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row([_plain(value) for value in row.values()])


def _names(rows: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f'"{name}"' for name in rows[0])


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
