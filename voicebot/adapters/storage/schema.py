"""Opening a database: a new one is made, an older one upgraded, a newer one left alone."""

import threading
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from voicebot.adapters.storage.database import Database
from voicebot.errors import DatabaseDamaged, DatabaseTooNew, said

NEWEST = "0014"  # the last revision in migrations/versions
MIGRATIONS = Path(__file__).parent / "migrations"
_one_at_a_time = threading.Lock()  # alembic keeps its context in a module
_LOCK = 0x766F6963  # PostgreSQL's advisory lock for those who open the database at once


def bring_up_to_date(database: Database) -> None:
    """Make the tables as this program needs them; safe when several processes do it at once.

    Raises DatabaseTooNew, and DatabaseDamaged where there are tables that are not ours.
    """
    with database.read() as session:
        if _revision(session.connection()) == NEWEST:
            return
    with database.schema_change() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    _refuse_strangers(connection, _revision(connection), known)
    config.attributes["connection"] = connection
    with _one_at_a_time:
        command.upgrade(config, "head")


def _refuse_strangers(connection: Connection, found: str | None, known: set[str]) -> None:
    name = connection.engine.url.database
    if found is not None and found not in known:
        raise DatabaseTooNew(
            said(
                "the database {name} was written by a newer version of this program "
                "(its tables are of revision {found!r}, this program knows {newest!r})",
                name=name,
                found=found[:40],
                newest=NEWEST,
            ),
            "install that version, or set VOICEBOT_DATABASE_URL to another database",
        )
    if found is None and inspect(connection).has_table("journal"):
        raise DatabaseDamaged(
            said("the database {name} holds tables without a version", name=name),
            "restore it from a backup, or use another database",
        )
