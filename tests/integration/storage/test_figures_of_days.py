"""Figures over long spans: whole days are summed up, and come to what their hours come to."""

from datetime import datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from tests.fakes.calls import NUMBER, decision, order, record
from tests.fakes.clock import NOON
from voicebot.adapters.storage.call_counting import CHANNEL, DAYS_OF, SCRIPT
from voicebot.adapters.storage.call_figures import CallFigures
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import MIGRATIONS, bring_up_to_date
from voicebot.adapters.storage.storage import Storage
from voicebot.outcomes.disposition import Disposition

HOUR = timedelta(hours=1)
SPANS = [(-60, 1), (-60, -12), (-36, -12), (-37, -11), (-30, 1), (-1, 1), (-20, -15), (0, 30)]


def call(storage: Storage, at: datetime) -> None:
    wanted = order(NUMBER)
    storage.books.begin(wanted, decision(at=at), at)
    ended = record(wanted, at=at, disposition=Disposition.CONFIRMED)
    storage.books.settle(ended, [])


@pytest.mark.parametrize(("since", "until"), SPANS)
def test_days_and_hours_come_to_the_same(storage: Storage, since: int, until: int) -> None:
    for hours in range(0, 60, 7):
        call(storage, NOON - hours * HOUR)
    figures, begins, ends = storage.pages.call_figures, NOON + since * HOUR, NOON + until * HOUR
    by_hour = figures.by_hour(SCRIPT, begins, ends, "reminder")
    whole = figures.by_name(SCRIPT, begins, ends)
    assert [each.calls for each in whole.values()] == [len(by_hour)] * bool(by_hour)
    assert figures.by_name(CHANNEL, begins, ends).keys() == ({"VOICE"} if by_hour else set())


def test_figures_of_an_older_database_are_summed_up_by_days(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    _at_revision_13(database)
    with database.schema_change() as connection:
        for facet, hour, calls in (
            ("channel", "2026-03-01 00", 2),
            ("channel", "2026-03-01 23", 3),
            ("channel", "2026-03-02 07", 5),
            ("all", "2026-03-02 07", 5),
        ):
            row = {"facet": facet, "at": _kept(database, hour), "n": calls}
            connection.execute(text(INSERTED), row)
    bring_up_to_date(database)
    found = CallFigures(database).by_hour(DAYS_OF[CHANNEL], NOON - 9999 * HOUR, name="VOICE")
    database.close()
    assert [(at.day, at.hour, sums.calls, sums.talk_s) for at, sums in found] == [
        (1, 0, 5, 2.5), (2, 0, 5, 2.5),
    ]  # fmt: skip


def _kept(database: Database, hour: str) -> str:
    """As the database keeps times."""
    return f"{hour}:00:00.000000" + ("" if database.is_sqlite else "+00")


def _at_revision_13(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.schema_change() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0013")


INSERTED = (
    "INSERT INTO call_figures (facet, hour, name, calls, answered, goals, refusals, opt_outs,"
    " complaints, hang_ups, harms, machines, failed, told, satisfied, talk_s)"
    " VALUES (:facet, :at, 'VOICE', :n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, :n / 2.0)"
)
