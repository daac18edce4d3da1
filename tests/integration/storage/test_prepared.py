"""Queries that a decision asks through the driver find what SQLAlchemy finds; on both databases."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.fakes.clock import NOON
from tests.integration.storage.test_known import NUMBERS, PURPOSE, fill
from voicebot.adapters.storage import known_one, learned_one, left_alone, scores
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.prepared import Prepared, rows_of
from voicebot.adapters.storage.storage import Storage
from voicebot.settings import Settings

QUERIES = {
    f"{module.__name__.rpartition('.')[2]}{name}": query
    for module in (known_one, learned_one, left_alone, scores)
    for name, query in vars(module).items()
    if isinstance(query, Prepared)
}
ASKED = {"at": NOON + timedelta(hours=1), "purpose": str(PURPOSE)}


@pytest.fixture
def connection(storage: Storage, settings: Settings) -> Iterator[Connection]:
    """Of books with a bit of everything."""
    with closing(Database(settings.database)) as database:
        fill(storage, database, 1)
        with database.snapshot() as session:
            yield session.connection()


def in_order(rows: Iterable[Any]) -> list[str]:
    return sorted(repr(row._asdict()) for row in rows)


@pytest.mark.parametrize("name", QUERIES)
def test_a_prepared_query_finds_what_sqlalchemy_finds(connection: Connection, name: str) -> None:
    query = QUERIES[name]
    for number in NUMBERS:
        rows = query.rows(connection, [number], **ASKED)
        by_sqlalchemy = connection.execute(query.of_one, {"number": number, **ASKED})
        assert in_order(rows) == in_order(by_sqlalchemy)


@pytest.mark.parametrize("query", [known_one._ATTEMPTS, known_one._CONSENTS, learned_one._LINKS])
def test_several_numbers_are_found_as_each_of_them(connection: Connection, query: Prepared) -> None:
    together = query.rows(connection, NUMBERS)
    alone = [row for number in NUMBERS for row in query.rows(connection, [number])]
    assert in_order(together) == in_order(alone)
    assert together


def test_a_parameter_that_is_not_told_is_no_null(connection: Connection) -> None:
    with pytest.raises(KeyError, match="number"):
        rows_of(connection, known_one._PERSONS.of_one)
