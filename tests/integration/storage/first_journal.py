"""A journal as the first version wrote it: every body behind a salted commitment."""

import hashlib
import json
from datetime import UTC, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine

from tests.fakes.calls import NUMBER, OTHER, optout, order, record
from tests.fakes.clock import NOON
from voicebot.adapters.storage import optout_rows

ATTEMPT = (
    "INSERT INTO attempts (attempt_id, state, number, target, direction, flow, language, "
    "purpose, at) VALUES (:attempt_id, 'SETTLED', :number, '', 'outbound', 'f', 'en', "
    "'SURVEY', :at)"
)
RECORD = (
    "INSERT INTO journal (seq, at, kind, body, salt, prev, hash) "
    "VALUES (:seq, :at, :kind, :body, :salt, :prev, :hash)"
)


def write_first_journal(engine: Engine) -> list[dict[str, Any]]:
    """Write five records as version 1 did; returns their bodies."""
    wanted = order()
    ended = json.loads(json.dumps(record(wanted).as_json()))
    ended["opt_out"] = {"number": OTHER.e164, "words": "stop"}
    entries: list[tuple[str, dict[str, Any]]] = [
        ("contacts", {"list": 1, "file": "people.csv", "accepted": 2, "rejected": 0}),
        ("decision", {"attempt_id": wanted.attempt_id, "number": NUMBER.e164}),
        ("outcome", {"attempt_id": wanted.attempt_id, "record": ended, "consequences": []}),
        ("optout", json.loads(json.dumps(optout_rows.as_json(optout())))),
        ("optout_list", {"list": "national", "scope": "GLOBAL", "entered": 3}),
    ]
    prev = "0" * 64
    with engine.begin() as connection:
        attempt = {"attempt_id": wanted.attempt_id, "number": NUMBER.e164, "at": _time(engine, 0)}
        connection.execute(text(ATTEMPT), attempt)
        for seq, (kind, body) in enumerate(entries, 1):
            row = _first_record(seq, kind, body, prev)
            connection.execute(text(RECORD), row | {"at": _time(engine, seq)})
            prev = row["hash"]
        head = {"seq": len(entries), "hash": prev}
        connection.execute(text("UPDATE journal_head SET seq = :seq, hash = :hash"), head)
    engine.dispose()
    return [body for _, body in entries]


def _first_record(seq: int, kind: str, body: dict[str, Any], prev: str) -> dict[str, Any]:
    said = json.dumps(body, sort_keys=True, separators=(",", ":"))
    salt = f"{seq:032x}"
    commitment = hashlib.sha256(f"{salt}:{said}".encode()).hexdigest()
    at = (NOON + timedelta(seconds=seq)).astimezone(UTC).isoformat(timespec="microseconds")
    line = json.dumps([seq, at, kind, commitment, prev])
    made = hashlib.sha256(line.encode()).hexdigest()
    return {"seq": seq, "kind": kind, "body": said, "salt": salt, "prev": prev, "hash": made}


def _time(engine: Engine, seq: int) -> object:
    at = NOON + timedelta(seconds=seq)
    if engine.dialect.name == "sqlite":
        return at.strftime("%Y-%m-%d %H:%M:%S.%f")
    return at
