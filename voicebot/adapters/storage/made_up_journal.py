"""A long journal, made up, to measure on."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from voicebot.adapters.storage.bulk import insert_many
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import (
    JournalHeadRow,
    JournalPersonalRow,
    JournalRow,
    JournalSubjectRow,
)
from voicebot.evidence.journal import Head, JournalRecord, Personal, canonical, link

BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
BATCH = 10_000
RULES = 8
"""Rules in a made-up decision: a record is a little over a kilobyte, as real ones are."""


def fill(database: Database, records: int, numbers: Sequence[str] = ()) -> None:
    """Write a chain of decisions with personal data into an empty journal.

    They are about these numbers in turn, or about made-up ones.
    """
    body, head = canonical(_decision()), Head()
    for begin in range(0, records, BATCH):
        batch = []
        for place in range(begin, min(begin + BATCH, records)):
            number = numbers[place % len(numbers)] if numbers else _number(place)
            batch.append(_next(head, place, number, body))
            head = Head(batch[-1].seq, batch[-1].hash)
        _write(database, batch, head)


def _number(place: int) -> str:
    return f"+1202{5550000 + place % 1_000_000:07d}"


def _next(head: Head, place: int, number: str, body: str) -> JournalRecord:
    said = canonical({"number": number, "target": number})
    personal = [Personal(said, secrets.token_hex(16), number)]
    return link(head, BEGAN + timedelta(seconds=place), "decision", body, personal)


def _write(database: Database, batch: list[JournalRecord], head: Head) -> None:
    columns = ("seq", "at", "kind", "body", "commitment", "prev", "hash")
    chained = [{name: getattr(one, name) for name in columns} for one in batch]
    personal: list[dict[str, Any]] = [
        {"seq": one.seq, "part": 0, "number": p.number, "salt": p.salt, "body": p.body}
        for one in batch
        for p in one.personal
        if p
    ]
    subjects = [{"number": part["number"], "seq": part["seq"]} for part in personal]
    with database.write() as session:
        insert_many(session, JournalRow, chained)
        insert_many(session, JournalPersonalRow, personal)
        insert_many(session, JournalSubjectRow, subjects)
        session.execute(update(JournalHeadRow).values(seq=head.seq, hash=head.hash))


def _decision() -> dict[str, object]:
    inputs = {"zones": ["America/New_York"], "calls_today": 0, "local_time": "12:00"}
    rule: dict[str, object] = {"result": "allow", "reason": None, "until": None, "inputs": inputs}
    rules = [{**rule, "rule": f"rule_{place}"} for place in range(RULES)]
    decision = {"allowed": True, "reasons": [], "rule_set": "made up", "rules": rules}
    return {"attempt_id": "made up", "result": "opened", "decision": decision}
