"""Calls of an older database give what their records say of ringing, talk and certainty."""

import json

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import MIGRATIONS, bring_up_to_date

SAID = [
    {"at_s": 0.1, "who": "robot", "text": "Hello.", "confidence": None},
    {"at_s": 2.0, "who": "callee", "text": "yes", "confidence": 0.5},
    {"at_s": 4.0, "who": "callee", "text": "no", "confidence": 0.9},
]
RECORDS = {
    "a whole one": {"timings": {"ring_s": 4.5, "talk_s": 31.5}, "transcript": SAID},
    "nobody spoke": {"timings": {"ring_s": 20.0, "talk_s": None}, "transcript": []},
    "hardly a record": {"source": "old dialler"},
    "none": None,
}


def test_calls_that_are_there_already_get_what_their_records_say(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.schema_change() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for name, record in RECORDS.items():
            connection.execute(
                text(
                    "INSERT INTO attempts (attempt_id, state, number, target, direction, flow,"
                    " language, purpose, at, record) VALUES (:name, 'SETTLED', '+12025550123', '',"
                    " 'outbound', '', '', 'SURVEY', '2026-01-01 00:00:00', :record)"
                ),
                {"name": name, "record": None if record is None else json.dumps(record)},
            )
    bring_up_to_date(database)
    with database.read() as session:
        query = "SELECT attempt_id, ring_s, talk_s, certainty FROM attempts"
        found = {row[0]: tuple(row[1:]) for row in session.execute(text(query))}
    database.close()
    assert found["a whole one"] == (4.5, 31.5, pytest.approx(0.7))
    assert found["nobody spoke"] == (20.0, None, None)
    assert found["hardly a record"] == found["none"] == (None, None, None)
