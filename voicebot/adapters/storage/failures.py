"""What a database's own errors mean, as one sentence each."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from voicebot.errors import (
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseRefused,
    DatabaseUnreachable,
    DiskFull,
    StorageError,
    said,
    to_say,
)

_SQLITE = {
    "SQLITE_FULL": DiskFull,
    "SQLITE_READONLY": DatabaseReadOnly,
    "SQLITE_PERM": DatabaseReadOnly,
    "SQLITE_CANTOPEN": DatabaseUnreachable,
    "SQLITE_IOERR": DatabaseUnreachable,
    "SQLITE_CORRUPT": DatabaseDamaged,
    "SQLITE_NOTADB": DatabaseDamaged,
    "SQLITE_BUSY": DatabaseUnreachable,
    "SQLITE_LOCKED": DatabaseUnreachable,
    "SQLITE_PROTOCOL": DatabaseUnreachable,
}
_POSTGRESQL = {  # SQLSTATE, or its class where the rest may vary
    "53100": DiskFull,
    "25006": DatabaseReadOnly,
    "42501": DatabaseReadOnly,
    "XX001": DatabaseDamaged,
    "XX002": DatabaseDamaged,
    "08": DatabaseUnreachable,
    "28": DatabaseUnreachable,
    "3D": DatabaseUnreachable,
    "53": DatabaseUnreachable,
    "57": DatabaseUnreachable,
    "55P03": DatabaseUnreachable,
    "40": DatabaseUnreachable,
    "58": DatabaseUnreachable,
}
_SAID: dict[type[StorageError], tuple[str, str]] = {
    DiskFull: (
        to_say("the disk is full, so the database {name} cannot be written"),
        to_say("free some space and try again"),
    ),
    DatabaseReadOnly: (
        to_say("the database {name} cannot be written"),
        to_say("give this user the right to write it, or set VOICEBOT_DATABASE_URL to another one"),
    ),
    DatabaseDamaged: (
        to_say("the database {name} is damaged or is not a database of this program"),
        to_say("restore it from a backup, or move the file away to begin anew"),
    ),
    DatabaseUnreachable: (
        to_say("the database {name} cannot be reached ({detail})"),
        to_say("check that it is running and that VOICEBOT_DATABASE_URL is right"),
    ),
}


@contextmanager
def nothing_but_storage_errors(url: URL) -> Iterator[None]:
    """Turn whatever is raised into a StorageError, for what must be kept in any case.

    Only the error's type is told: its words and its cause may hold what was to be written.
    """
    try:
        yield
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller has another way
        raise _not_taken(url, error) from None


@contextmanager
def in_plain_words(url: URL) -> Iterator[None]:
    """Turn a driver's error into a StorageError; a mistake of our own in SQL passes through."""
    try:
        yield
    except NoFreeConnection as error:
        raise _sentence(DatabaseUnreachable, url, said("every connection is in use")) from error
    except DBAPIError as error:
        kind = _kind(error)
        if kind is None:
            raise
        raise _sentence(kind, url, _detail(error)) from error


def _kind(error: DBAPIError) -> type[StorageError] | None:
    name = getattr(error.orig, "sqlite_errorname", None)
    if isinstance(name, str):
        return next((kind for start, kind in _SQLITE.items() if name.startswith(start)), None)
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    lost = isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
    return DatabaseUnreachable if lost else None


def _detail(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return lines[0].strip().rstrip(".") if lines else type(error.orig).__name__


def _not_taken(url: URL, error: Exception) -> DatabaseRefused:
    raised = error.orig if isinstance(error, DBAPIError) else error
    return DatabaseRefused(
        said(
            "the database {name} cannot be written",
            name=f"{_name(url)} ({type(raised).__name__})",
        ),
        to_say("this was not foreseen, and is in the log: try again, or tell who runs this"),
    )


def _name(url: URL) -> str:
    return url.database or url.render_as_string(hide_password=True)


def _sentence(kind: type[StorageError], url: URL, detail: str) -> StorageError:
    happened, remedy = _SAID[kind]
    return kind(said(happened, name=_name(url), detail=detail), remedy)
