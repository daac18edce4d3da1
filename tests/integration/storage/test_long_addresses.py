"""A SIP address in a number's place fits wherever a number is kept."""

from dataclasses import replace

from sqlalchemy import inspect, text

from tests.fakes.calls import decision, optout, order, record
from tests.fakes.clock import NOON
from tests.integration.storage.test_contacts_upgraded import at_the_first_revision
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import SuppressionReason
from voicebot.outcomes.consequences import Suppress

LONG = PhoneNumber.parse("sip:anna.maria.featherstonehaugh@telephones.example.net:5060")
OPTED_OUT = (
    "INSERT INTO optouts (optout_id, number, scope, source, at, recorded_at, reason)"
    " VALUES ('one', 'sip:12025550123@gateway', 'SELLER', 'SPOKEN', '2026-01-01 00:00:00',"
    " '2026-01-01 00:00:00', 'said so')"
)
FIRST_TABLES = ("contacts", "campaign_entries", "attempts", "optouts", "suppressions")


def test_a_call_to_a_long_address_is_begun_and_settled(storage: Storage) -> None:
    wanted = order(LONG)
    assert storage.books.begin(wanted, decision(), NOON) is not None
    hold = Suppress(SuppressionReason.LEGAL_HOLD, "a threat of complaint")
    storage.books.settle(record(wanted), [hold])
    assert storage.optouts.save(replace(optout(), number=LONG)) == "database"
    assert [kept.number for kept in storage.optouts.find(LONG)] == [LONG]


def test_a_database_of_the_first_revision_gets_room_for_them(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    at_the_first_revision(database)
    with database.schema_change() as connection:
        if connection.dialect.name == "postgresql":
            for table in FIRST_TABLES:
                narrow = f"ALTER TABLE {table} ALTER COLUMN number TYPE VARCHAR(16)"
                connection.execute(text(narrow))
    bring_up_to_date(database)
    with database.schema_change() as connection:
        columns = [
            column
            for table in FIRST_TABLES
            for column in inspect(connection).get_columns(table)
            if column["name"] == "number"
        ]
    database.close()
    assert [getattr(column["type"], "length", None) for column in columns] == [64] * 5


def test_an_opt_out_of_an_address_that_is_a_number_is_one_of_the_number(
    empty_database_url: str,
) -> None:
    database = Database(empty_database_url)
    at_the_first_revision(database)
    with database.schema_change() as connection:
        connection.execute(text(OPTED_OUT))
    bring_up_to_date(database)
    with database.read() as session:
        (found,) = session.execute(text("SELECT number FROM optouts")).scalars()
    database.close()
    assert PhoneNumber(found) == PhoneNumber.parse("sip:12025550123@gateway")
