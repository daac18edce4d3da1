"""A long past of made-up calls to made-up people, written by SQLite itself: for measuring."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from voicebot.adapters.storage import made_up_books, made_up_journal
from voicebot.adapters.storage.bulk import insert_many
from voicebot.adapters.storage.call_counting import MEASURES, Adding, CountedAs, add_call
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import CallFigureRow
from voicebot.contacts.purpose import Purpose
from voicebot.understanding.said_words import words_of

PURPOSE = Purpose.APPOINTMENT_REMINDER
DAYS = 100
CAMPAIGN_DAYS = 5
VOCABULARY = 5000  # rare words: each call has one of them
DECISIONS_A_PERSON = 5
IN_JOURNAL = 4  # one person in so many has decisions there
FIRST_NAMES = (
    "Anna",
    "John",
    "Мария",
    "Иван",
    "Peter",
    "Ольга",
    "Elena",
    "Сергей",
    "Mary",
    "Павел",
)
LAST_NAMES = ("Smith", "Ким", "Jones", "Ильина", "Brown", "Седых", "Weber", "Черных", "Rossi")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A way for calls to end; `share` of 100 calls do."""

    share: int
    disposition: str
    said: str = ""
    refusal_kind: str | None = None
    answered_by: str = "HUMAN"
    network: str = "ANSWERED"
    talk_s: float | None = 21.0


KINDS = (
    _Kind(35, "NOT_REACHED", answered_by="NONE", network="NO_ANSWER", talk_s=None),
    _Kind(27, "CONFIRMED", "yes I will come thank you"),
    _Kind(10, "EARLY_HANGUP", "hello who is it", "SILENT_REFUSAL", talk_s=4.0),
    _Kind(8, "SOFT_REFUSAL", "no thank you not now", "SOFT_REFUSAL"),
    _Kind(8, "CALLBACK_REQUESTED", "call me tomorrow at ten please"),
    _Kind(6, "VOICEMAIL_NOT_LEFT", answered_by="MACHINE"),
    _Kind(4, "OPT_OUT", "please stop calling me", "EXPLICIT_OPT_OUT"),
    _Kind(2, "COMPLAINT", "я буду жаловаться не звоните мне"),
)


def fill(database: Database, calls: int, people: int, now: datetime) -> None:
    """Contacts, consents, opt-outs, campaigns, a journal, and so many calls of the last days.

    The database is SQLite, up to date and empty. Calls can be found by their words, stand in the
    figures, and wait for review where they were hardly understood. Raises BadSettings.
    """
    made_up_books.fill(database, people, now, PURPOSE)
    with closing(sqlite3.connect(str(database.file), isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{made_up_books.CACHE_KB}")
        _names(connection)
        _campaigns(connection, now)
        indexes = _without_indexes(connection)
        _made_up(connection, calls, people, now)
        _attempts(connection)
        _words(connection)
        _beside(connection, now)
        for index in indexes:
            connection.execute(index)
        figures = _figures(connection)
    with database.write() as session:
        insert_many(session, CallFigureRow, figures)
    numbers = made_up_books.some_numbers(database, people // IN_JOURNAL)
    made_up_journal.fill(database, DECISIONS_A_PERSON * len(numbers), numbers)


def end_live_calls(database: Database) -> None:
    """Forget calls that were left open by a measurement that broke off."""
    with database.write() as session:
        session.execute(text("DELETE FROM attempts WHERE state = 'OPEN'"))


def some_calls(database: Database, count: int) -> list[str]:
    """So many of the calls' ids, of all times."""
    query = text(
        "SELECT attempt_id FROM attempts WHERE source = '' ORDER BY attempt_id LIMIT :count"
    )
    with database.read() as session:
        return list(session.scalars(query, {"count": count}))


def some_opt_outs(database: Database, count: int) -> list[str]:
    """So many of the opt-outs' ids."""
    query = text("SELECT optout_id FROM optouts LIMIT :count")
    with database.read() as session:
        return list(session.scalars(query, {"count": count}))


def _names(connection: sqlite3.Connection) -> None:
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    connection.execute("CREATE TEMP TABLE made_up_names (n INTEGER PRIMARY KEY, name)")
    connection.executemany("INSERT INTO made_up_names VALUES (?, ?)", list(enumerate(names)))
    connection.execute(
        "UPDATE contacts SET external_id = 'K-' || id, email = 'person' || id || '@example.org',"
        " name = (SELECT name FROM made_up_names WHERE n = contacts.id % :many)",
        {"many": len(names)},
    )


def _campaigns(connection: sqlite3.Connection, now: datetime) -> None:
    rows = [
        {"id": f"campaign-{place:03d}", "name": f"Reminders {place}", "purpose": str(PURPOSE)}
        | {"at": made_up_books.stored(now - timedelta(days=DAYS - CAMPAIGN_DAYS * place))}
        for place in range(DAYS // CAMPAIGN_DAYS)
    ]
    connection.executemany(
        (
            "INSERT INTO campaigns (campaign_id, name, flow, purpose, language, state, created_at)"
            " VALUES (:id, :name, 'appointment_reminder', :purpose, 'en', 'FINISHED', :at)"
        ),
        rows,
    )


def _without_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drop the indexes of what is written in bulk; returns how each is made again."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('attempts', 'call_words', 'review_items')"
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in found]


def _made_up(connection: sqlite3.Connection, calls: int, people: int, now: datetime) -> None:
    """`made_up_calls`: who was called when, and which kind of call it was."""
    (already,) = connection.execute("SELECT count(*) FROM attempts").fetchone()
    connection.execute(
        "CREATE TEMP TABLE made_up_calls AS"
        " WITH RECURSIVE counted(n) AS"
        " (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < :calls)"
        " SELECT n, contacts.number, n * 61 % 100 AS share, (n * 29 % 97) / 97.0 AS certainty,"
        " printf('%08x-0000-4000-8000-%012x', n * 2654435761 & 4294967295, n) AS attempt_id,"
        " n * 99991 % :minutes AS ago, strftime('%Y-%m-%d %H:%M:', :now,"
        " '-' || (n * 99991 % :minutes + 2) || ' minutes') || printf('%02d.000000', n % 60) AS at"
        " FROM counted JOIN contacts ON contacts.id = n * 7919 % :people + 1",
        {"calls": max(1, calls - already), "people": people, "minutes": DAYS * 1440}
        | {"now": made_up_books.stored(now)},
    )
    connection.execute(
        "CREATE TEMP TABLE made_up_kinds (kind INTEGER, first INTEGER, past INTEGER, disposition,"
        " refusal_kind, answered_by, network, talk_s, record)"
    )
    first = 0
    for place, kind in enumerate(KINDS):
        row: list[Any] = [place, first, first + kind.share, kind.disposition, kind.refusal_kind]
        row += [kind.answered_by, kind.network, kind.talk_s, json.dumps(_record(kind))]
        connection.execute("INSERT INTO made_up_kinds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        first += kind.share


def _record(kind: _Kind) -> dict[str, object]:
    """As a call's record is kept; what is its own stands in braces."""
    lines: list[tuple[float, str, str, float | None]] = [
        (1.5, "robot", "Hello, this is the robot of Northern Clinic about your appointment.", None)
    ]
    if kind.said:
        lines += [(9.0, "callee", kind.said, 0.8), (13.0, "robot", "Thank you. Goodbye.", None)]
    names = ("at_s", "who", "text", "confidence")
    return {
        "attempt_id": "{id}",
        "target": "{number}",
        "direction": "outbound",
        "at": "{at}+00:00",
        "flow": "appointment_reminder",
        "language": "en",
        "network": {"result": kind.network, "sip_code": 200, "q850": 16},
        "answered_by": kind.answered_by,
        "disposition": kind.disposition,
        "refusal_kind": kind.refusal_kind,
        "opt_out": None,
        "callback_at": None,
        "goal": None,
        "review": None,
        "keys": "",
        "transcript": [dict(zip(names, line, strict=True)) for line in lines],
        "timings": {"ring_s": 6.0, "talk_s": kind.talk_s},
    }


def _attempts(connection: sqlite3.Connection) -> None:
    """What the books had before came from another dialler: its words and record are not kept."""
    connection.execute("UPDATE attempts SET source = 'made up', words_read = 1")
    connection.execute(
        "INSERT INTO attempts (attempt_id, state, number, target, direction, campaign_id, flow,"
        " language, purpose, at, settled_at, network_result, answered, answered_by, disposition,"
        " refusal_kind, record, channel, source, ring_s, talk_s, certainty, words_read)"
        " SELECT attempt_id, 'SETTLED', number, number, 'outbound',"
        " printf('campaign-%03d', :last - ago / :lasts), 'appointment_reminder', 'en', :purpose,"
        " at, at, network, answered_by <> 'NONE', answered_by, disposition, refusal_kind,"
        " replace(replace(replace(record, '{id}', attempt_id), '{number}', number), '{at}', at),"
        " 'VOICE', '', 6.0, talk_s, CASE WHEN answered_by = 'HUMAN' THEN certainty END, 1"
        " FROM made_up_calls JOIN made_up_kinds ON share >= first AND share < past",
        {"purpose": str(PURPOSE), "lasts": CAMPAIGN_DAYS * 1440, "last": DAYS // CAMPAIGN_DAYS - 1},
    )


def _words(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TEMP TABLE made_up_words (first INTEGER, past INTEGER, word)")
    first = 0
    for kind in KINDS:
        said = [(first, first + kind.share, word) for word in words_of([kind.said])]
        connection.executemany("INSERT INTO made_up_words VALUES (?, ?, ?)", said)
        first += kind.share
    connection.execute(
        "INSERT INTO call_words (word, at, attempt_id)"
        " SELECT word, at, attempt_id FROM made_up_calls"
        " JOIN made_up_words ON share >= first AND share < past"
        " UNION ALL SELECT 'word' || (n * n % :words), at, attempt_id FROM made_up_calls"
        " WHERE share >= :reached ORDER BY 1, 2, 3",
        {"words": VOCABULARY, "reached": KINDS[0].share},
    )


def _beside(connection: sqlite3.Connection, now: datetime) -> None:
    """Calls that wait for a look, and people whom a model leaves alone."""
    connection.execute(
        "INSERT INTO review_items (attempt_id, at, worth, reasons, looks, disputed)"
        " SELECT attempt_id, at, 0.6 - certainty, '[\"UNSURE\"]', 0, 0 FROM attempts"
        " WHERE certainty < 0.2"
    )
    connection.execute(
        (
            "INSERT INTO left_alone (left_alone_id, number, person, purpose, reason, since, until,"
            " score, harm_chance, reach_chance, because, because_ru, model)"
            " SELECT 'alone-' || id, number, number, :purpose, 'PREDICTED_ANNOYANCE', :at, :until,"
            " -0.4, 0.3, 0.6, '[\"hung up early\"]', '[\"рано положил трубку\"]', 'calls-1'"
            " FROM contacts WHERE id % 40 = 0"
        ),
        {"purpose": str(PURPOSE), "at": made_up_books.stored(now - timedelta(days=9))}
        | {"until": made_up_books.stored(now + timedelta(days=80))},
    )


_TOLD = (
    *("hour", "direction", "channel", "purpose", "language", "flow", "campaign_id", "answered"),
    *("disposition", "refusal_kind", "talk_s", "relation"),
)


def _figures(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The calls by the hour, counted as they are when they end: those that are alike at once."""
    connection.execute(
        "UPDATE attempts SET counted_as = disposition || '/' || coalesce(refusal_kind, '') || '/'"
        " || (SELECT relation FROM contacts WHERE contacts.number = attempts.number)"
    )
    found = connection.execute(
        "SELECT substr(at, 1, 13) AS hour, direction, channel, purpose, attempts.language, flow,"
        " campaign_id, answered, disposition, refusal_kind, talk_s, relation, count(*)"
        " FROM attempts JOIN contacts ON contacts.number = attempts.number"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"
    )
    adding: Adding = {}
    for row in found:
        call: dict[str, Any] = dict(zip(_TOLD, row, strict=False))
        call |= {"at": datetime.fromisoformat(f"{call['hour']}:00:00+00:00"), "score": None}
        call["satisfaction"] = None
        as_ = CountedAs(call["disposition"], call["refusal_kind"] or "", call["relation"])
        add_call(adding, call, as_, row[-1])
    return _rows(adding)


def _rows(adding: Adding) -> list[dict[str, Any]]:
    return [
        {"facet": facet, "hour": hour, "name": name} | {each: sums[each] for each in MEASURES}
        for (facet, hour, name), sums in sorted(adding.items())
    ]


def every_campaign() -> Sequence[str]:
    """The ids of the campaigns that `fill` makes, the oldest first."""
    return [f"campaign-{place:03d}" for place in range(DAYS // CAMPAIGN_DAYS)]
