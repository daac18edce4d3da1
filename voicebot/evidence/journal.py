"""The journal's chain: every record holds the hash of the one before it.

A record's hash is SHA-256 over the canonical JSON of [seq, at, kind, commitment, prev], and the
commitment is SHA-256 over the record's random salt and its body. So a body can be taken out of the
chain for good with its salt, while the commitment stays and the chain still holds.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

GENESIS = "0" * 64  # what the first record has before it


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a chain: its number (0: none) and its hash (64 hex digits)."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """One record. `seq` counts from 1, `at` is aware, `body` is canonical JSON, `salt` is hex."""

    seq: int
    at: datetime
    kind: str
    body: str
    salt: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look through the chain found; `first_bad` is the number of the first broken record."""

    records: int
    ok: bool
    first_bad: int | None = None
    why: str = ""


def canonical(body: Mapping[str, object]) -> str:
    """The one way to write a body: sorted keys, no spaces, ASCII. Raises ValueError for NaN."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link(head: Head, at: datetime, kind: str, body: str, salt: str) -> JournalRecord:
    """The record that follows `head`."""
    record = JournalRecord(head.seq + 1, at, kind, body, salt, head.hash, "")
    return replace(record, hash=_hash(record))


def verify(records: Iterable[JournalRecord], head: Head) -> Verification:
    """Walk the chain from its first record to `head`; stops at the first record that is broken."""
    last, count = Head(), 0
    for record in records:
        count += 1
        wrong = _wrong(record, last)
        if wrong:
            return Verification(count, False, last.seq + 1, wrong)
        last = Head(record.seq, record.hash)
    if last != head:
        return Verification(count, False, last.seq + 1, "the chain ends before its recorded head")
    return Verification(count, True)


def _wrong(record: JournalRecord, last: Head) -> str:
    if record.seq != last.seq + 1:
        return f"record {last.seq + 1} is missing or out of its place"
    if record.prev != last.hash:
        return "it does not follow the record before it"
    return "" if _hash(record) == record.hash else "it was changed after it was written"


def _hash(record: JournalRecord) -> str:
    commitment = hashlib.sha256(f"{record.salt}:{record.body}".encode()).hexdigest()
    moment = record.at.astimezone(UTC).isoformat(timespec="microseconds")
    line = json.dumps([record.seq, moment, record.kind, commitment, record.prev])
    return hashlib.sha256(line.encode()).hexdigest()
