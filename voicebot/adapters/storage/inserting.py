"""Inserting rows that may be there already, in either database."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import Table


def insert_new(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows that break no unique constraint; returns how many those were."""
    connection = session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table.__table__).on_conflict_do_nothing()
    counted = {"preserve_rowcount": True}
    result = cast(
        CursorResult[Any], connection.execute(statement, list(rows), execution_options=counted)
    )
    return result.rowcount
