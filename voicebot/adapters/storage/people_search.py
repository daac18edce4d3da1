"""Finding people by what somebody remembers of them: name, number, e-mail, own identifier."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, collate, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import AttemptRow, ContactList, ContactRow, OptOutRow

MOST_WORDS, LONGEST = 6, 80
READ = 300
"""So many contacts that match are looked at; who matches more than these must ask for more."""
_DIGITS = 3
_SEARCHED = (ContactRow.name, ContactRow.email, ContactRow.external_id, ContactRow.number)


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A contact in use, and the last that was between us; `disposition` of the last call."""

    number: str
    name: str
    email: str
    external_id: str
    timezone: str
    called_at: datetime | None
    disposition: str | None
    opted_out: bool


@dataclass(frozen=True, slots=True)
class PeopleFound:
    """The best matches first; `more` says that there are others."""

    people: tuple[PersonFound, ...]
    more: bool


class PeopleSearch:
    """Looks through the contacts: one pass over a table that fits into memory, in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, text: str, limit: int) -> PeopleFound:
        """Whoever has every word of the text in name, e-mail, identifier or number."""
        words = words_of(text)
        if not words:
            return PeopleFound((), more=False)
        with self._database.read() as session:
            numbers = _matching(session, words)
            contacts = _in_use(session, numbers)
            best = sorted(contacts, key=lambda row: _rank(row, words))
            shown = tuple(_with_last(session, best[:limit]))
        return PeopleFound(shown, more=len(best) > limit or len(numbers) >= READ)


def words_of(text: str) -> list[str]:
    """What is looked for; a number written with spaces is one word."""
    digits = re.sub(r"\D", "", text)
    if len(digits) >= _DIGITS and not re.search(r"[^\W\d_]|@", text):
        return [digits[:LONGEST]]
    return [word[:LONGEST] for word in re.split(r"[\s,;]+", text.strip()) if word][:MOST_WORDS]


def _matching(session: Session, words: Sequence[str]) -> list[str]:
    """Numbers of contacts that match, each once."""
    sqlite = session.connection().dialect.name == "sqlite"
    query = select(*_SEARCHED).where(*(_has(word, sqlite) for word in words)).limit(READ)
    rows = session.execute(query)
    return list(dict.fromkeys(row.number for row in rows if _surely(row, words)))


def _has(word: str, sqlite: bool) -> ColumnElement[bool]:
    columns = _SEARCHED if word.isascii() else _SEARCHED[:3]  # a number is written in ASCII
    return or_(*(_like(column, form, sqlite) for column in columns for form in _forms(word)))


def _forms(word: str) -> Iterable[str]:
    """Databases know no capitals but those of English, so the usual ones are asked for."""
    if word.isascii():
        return (word,)
    return dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))


def _like(column: InstrumentedAttribute[str], form: str, sqlite: bool) -> ColumnElement[bool]:
    """SQLite's LIKE takes capitals and small letters of English for the same by itself.

    PostgreSQL is told that only those are meant: by its own language it takes several times longer.
    """
    escaped = re.sub(r"([\\%_])", r"\\\1", form)
    alike = re.sub("[её]", "_", re.sub("[ЕЁ]", "_", escaped))
    if sqlite or not form.isascii():
        return column.like(f"%{alike}%", escape="\\")
    return func.lower(collate(column, "C")).like(f"%{alike.lower()}%", escape="\\")


def _surely(row: object, words: Sequence[str]) -> bool:
    said = [_plain(getattr(row, column.key)) for column in _SEARCHED]
    return all(any(_plain(word) in one for one in said) for word in words)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _in_use(session: Session, numbers: Sequence[str]) -> list[ContactRow]:
    """The newest contact of each number, of lists that came in whole."""
    newest = (
        select(func.max(ContactRow.id))
        .join(ContactList, ContactList.id == ContactRow.list_id)
        .where(ContactRow.number.in_(numbers), ContactList.finished_at.is_not(None))
        .group_by(ContactRow.number)
    )
    return list(session.scalars(select(ContactRow).where(ContactRow.id.in_(newest))))


def _rank(row: ContactRow, words: Sequence[str]) -> tuple[int, str, str]:
    """Who is meant exactly comes first, then whose name begins so."""
    whole, name = _plain(" ".join(words)), _plain(row.name)
    exact = whole in (name, _plain(row.external_id), _plain(row.email))
    return (0 if exact else 1 if name.startswith(whole) else 2), name, row.number


def _with_last(session: Session, contacts: Sequence[ContactRow]) -> Iterable[PersonFound]:
    numbers = [row.number for row in contacts]
    called = last_calls(session, numbers)
    out = select(OptOutRow.number).where(
        OptOutRow.number.in_(numbers), OptOutRow.lifted_at.is_(None)
    )
    opted_out = set(session.scalars(out))
    for row in contacts:
        at, disposition = called.get(row.number, (None, None))
        yield PersonFound(
            row.number, row.name, row.email, row.external_id, row.timezone,
            at, disposition, row.number in opted_out,
        )  # fmt: skip


def last_calls(
    session: Session, numbers: Sequence[str]
) -> dict[str, tuple[datetime | None, str | None]]:
    """When each number was last called, and how that ended."""
    last = (
        select(AttemptRow.number, func.max(AttemptRow.at).label("at"))
        .where(AttemptRow.number.in_(numbers))
        .group_by(AttemptRow.number)
        .subquery()
    )
    query = select(AttemptRow.number, AttemptRow.at, AttemptRow.disposition).join(
        last, (AttemptRow.number == last.c.number) & (AttemptRow.at == last.c.at)
    )
    return {str(row.number): (row.at, row.disposition) for row in session.execute(query)}
