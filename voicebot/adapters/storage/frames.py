"""What a query finds as a Polars table: of a few rows, or of millions.

Millions of rows are not worth a Python object for each value. The database itself writes them as
text, which Polars reads: PostgreSQL by COPY, SQLite by putting many rows into one value. Both go
through the session's own connection, so that every table is of the same moment; a driver that
speaks Arrow is hardly quicker and has a connection and a moment of its own.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl
from sqlalchemy import Boolean, Integer, LargeBinary, cast, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from voicebot.adapters.storage.known_tables import Query
from voicebot.adapters.storage.tables import UtcTime
from voicebot.eligibility.known import MOMENT, Columns
from voicebot.errors import StorageError

_MANY = 400_000  # rows in one value of SQLite: its texts end at a billion bytes
_BETWEEN = "\x1f"  # between values: no list's cell and no identifier holds it
_TIME = "%Y-%m-%d %H:%M:%S.%6f"


def few(session: Session, query: Query, schema: Columns) -> pl.DataFrame:
    """Every row of the query; its columns are those of the schema, in order."""
    return pl.DataFrame(session.execute(query).all(), schema=schema, orient="row")


def many(session: Session, query: Query, schema: Columns) -> pl.DataFrame:
    """The same for very many rows of texts, numbers, truths and times; an empty text is null.

    Raises StorageError where a value would break the rows apart.
    """
    sqlite = session.connection().dialect.name == "sqlite"
    pieces = list(_from_sqlite(session, query) if sqlite else _from_postgresql(session, query))
    frames = [_read(piece, schema) for piece in pieces]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)


def _from_sqlite(session: Session, query: Query) -> Iterator[bytes]:
    """Rows are in the same order each time, since within a transaction nothing changes."""
    columns = query.selected_columns
    form = _BETWEEN.join(["%s"] * len(columns))
    written = query.with_only_columns(func.printf(form, *columns).label("line"))
    done, count = 0, _MANY
    while count == _MANY:
        lines = written.limit(_MANY).offset(done).subquery().c.line
        whole = cast(func.group_concat(lines, "\n"), LargeBinary)
        data, count = session.execute(select(whole, func.count(lines))).one()
        if count:
            _require_rows(data, count)
            yield data
        done += count


def _require_rows(data: bytes, count: int) -> None:
    if data.count(b"\n") + 1 != count:
        raise StorageError(
            "a line break inside a number or a name of the database cannot be read",
            "look for it in the list that was imported last",
        )


def _from_postgresql(session: Session, query: Query) -> Iterator[bytes]:
    """A line break or a delimiter inside a value is written with a backslash."""
    connection = session.connection()
    written = query.with_only_columns(*map(_as_text, query.selected_columns))
    statement = written.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    copy = f"COPY ({statement}) TO STDOUT (DELIMITER E'\\x1f', NULL '')".replace("%%", "%")
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(copy) as out:
            yield from _by_size(out)
    finally:
        cursor.close()


def _by_size(out: Any) -> Iterator[bytes]:
    """Whole rows (a block of COPY is one), put together to pieces that are worth reading."""
    piece, size = [], 0
    for block in out:
        piece.append(bytes(block))
        size += len(block)
        if size > 1 << 25:
            yield b"".join(piece)
            piece, size = [], 0
    if piece:
        yield b"".join(piece)


def _as_text(column: ColumnElement[Any]) -> Any:
    if isinstance(column.type, UtcTime):
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24:MI:SS.US")
    return cast(column, Integer) if isinstance(column.type, Boolean) else column


def _read(data: bytes, schema: Columns) -> pl.DataFrame:
    raw = pl.read_csv(
        data,
        has_header=False,
        separator=_BETWEEN,
        new_columns=list(schema),
        schema_overrides={name: _written(kind) for name, kind in schema.items()},
        quote_char=None,
    )
    return raw.select(_meant(name, kind) for name, kind in schema.items())


def _written(kind: Any) -> Any:
    """As what a column is read: times and truths are texts and numbers first."""
    if kind == MOMENT:
        return pl.String
    return pl.Int8 if kind == pl.Boolean else kind


def _meant(name: str, kind: Any) -> pl.Expr:
    column = pl.col(name)
    if kind == MOMENT:
        return column.str.to_datetime(_TIME, time_unit="us", time_zone="UTC")
    return column == 1 if kind == pl.Boolean else column
