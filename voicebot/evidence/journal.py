"""The journal's chain: every record holds the hash of the one before it.

A record's hash is SHA-256 over the JSON array [seq, at, kind, body, commitment, prev]. Its `body`
is canonical JSON without personal data. Personal data lie beside the chain: `commitment` is SHA-256
over a random salt and them. So they can be taken away for good with their salt, while the
commitment stays and the chain still holds.

A record with an empty body is hashed without it: the first version of the journal kept every body
behind a commitment.
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
class Personal:
    """The personal data of a record, canonical JSON, and the hex salt of their commitment."""

    body: str
    salt: str

    @property
    def commitment(self) -> str:
        """What the chain keeps of them: 64 hex digits."""
        return hashlib.sha256(f"{self.salt}:{self.body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """One record. `seq` counts from 1, `at` is aware, `body` is canonical JSON.

    `commitment` is empty where there never were personal data; `personal` is None there, and where
    they were erased.
    """

    seq: int
    at: datetime
    kind: str
    body: str
    commitment: str
    prev: str
    hash: str
    personal: Personal | None = None

    @property
    def content(self) -> dict[str, object]:
        """What it says, personal data included as far as they are still kept."""
        said: dict[str, object] = json.loads(self.body) if self.body else {}
        return said | (json.loads(self.personal.body) if self.personal else {})


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


def link(
    head: Head, at: datetime, kind: str, body: str, personal: Personal | None = None
) -> JournalRecord:
    """The record that follows `head`."""
    commitment = personal.commitment if personal else ""
    record = JournalRecord(head.seq + 1, at, kind, body, commitment, head.hash, "", personal)
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
    if _hash(record) != record.hash:
        return "it was changed after it was written"
    if record.personal and record.personal.commitment != record.commitment:
        return "its personal data were changed after they were written"
    return ""


def _hash(record: JournalRecord) -> str:
    moment = record.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = (record.body,) if record.body else ()
    line = [record.seq, moment, record.kind, *said, record.commitment, record.prev]
    return hashlib.sha256(json.dumps(line).encode()).hexdigest()
