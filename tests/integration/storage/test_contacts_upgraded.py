"""Contacts of an older database learn what the numbering plan says of their numbers."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import MIGRATIONS, bring_up_to_date


def at_the_first_revision(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.schema_change() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")


def test_contacts_that_are_there_already_get_their_numbering(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    at_the_first_revision(database)
    with database.schema_change() as connection:
        connection.execute(
            text(
                "INSERT INTO contact_lists (file, started_at, owner, accepted, rejected)"
                " VALUES ('old.csv', '2026-01-01 00:00:00', '', 3, 0)"
            )
        )
        for row, number in enumerate(("+74951234567", "+10000000000", "sip:anna")):
            connection.execute(
                text(
                    "INSERT INTO contacts (list_id, row, number, name, language, timezone, country,"
                    " region, email, external_id, attributes)"
                    " VALUES (1, :row, :number, '', '', '', '', '', '', '', '{}')"
                ),
                {"row": row, "number": number},
            )
    bring_up_to_date(database)
    with database.read() as session:
        query = "SELECT number_valid, number_country, number_zones FROM contacts ORDER BY row"
        found = [tuple(row) for row in session.execute(text(query))]
    database.close()
    assert found[0] == (True, "RU", "Europe/Moscow")
    assert found[1][0] in (False, 0)
    assert found[2] == (True, "", "")
