"""Made-up books are the same on PostgreSQL, and take the place of made-up books only."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text

from tests.postgres_fixture import PostgresServer
from voicebot.adapters.storage import made_up_calls
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.made_up_copied import copied
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.adapters.storage.tables import ContactList, ContactRow, JournalHeadRow, Table
from voicebot.errors import BadSettings

pytestmark = pytest.mark.postgres
INDEXES = text(
    "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname"
)
FOREIGN_KEYS = text(
    "SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' ORDER BY 1"
)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    file = tmp_path_factory.mktemp("made-up") / "voicebot.db"
    with closing(Database(f"sqlite:///{file}")) as database:
        bring_up_to_date(database)
        made_up_calls.fill(database, calls=500, people=100, now=NOW)
        yield database


@pytest.fixture
def there(postgres: PostgresServer) -> Iterator[Database]:
    with closing(Database(postgres.new_database())) as database:
        yield database


def rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Table.metadata.tables.items()
        }


def test_every_row_is_copied_and_the_next_one_can_be_added(
    made_up: Database, there: Database
) -> None:
    assert copied(made_up, there)
    assert rows(there) == rows(made_up)
    with there.read() as session, made_up.read() as source:
        head = select(JournalHeadRow.seq, JournalHeadRow.hash)
        assert session.execute(head).one() == source.execute(head).one()
        made_at = select(ContactList.started_at)
        assert session.scalars(made_at).one() == source.scalars(made_at).one() == NOW
        last = session.scalar(select(func.max(ContactRow.id))) or 0
    with there.write() as session:
        added = ContactList(file="further", started_at=NOW, owner="", accepted=0, rejected=0)
        session.add(added)
        session.flush()
        assert added.id == 2 and last == 100


def test_indexes_and_keys_are_those_of_a_database_that_was_not_filled(
    made_up: Database, there: Database, postgres_model: str
) -> None:
    copied(made_up, there)
    with there.read() as filled, closing(Database(postgres_model)) as plain, plain.read() as empty:
        for query in (INDEXES, FOREIGN_KEYS):
            assert filled.scalars(query).all() == empty.scalars(query).all()


def test_books_of_the_same_moment_are_kept_unless_they_are_wanted_anew(
    made_up: Database, there: Database
) -> None:
    assert copied(made_up, there)
    assert not copied(made_up, there)
    assert copied(made_up, there, anew=True)
    assert rows(there) == rows(made_up)


def test_books_that_were_not_made_up_are_left_alone(made_up: Database, there: Database) -> None:
    bring_up_to_date(there)
    with there.write() as session:
        own = ContactList(file="ours.csv", started_at=NOW, owner="", accepted=0, rejected=0)
        session.add(own)
    with pytest.raises(BadSettings, match="not made up"):
        copied(made_up, there)
    assert rows(there)["contact_lists"] == 1
