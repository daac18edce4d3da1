"""The journal's chain: every record holds the hash of the one before it.

A record's hash is SHA-256 over the JSON array [seq, at, kind, body, commitment, prev]. Its `body`
is canonical JSON without personal data. Personal data lie beside the chain, one part for each
person: a part's commitment is SHA-256 over a random salt and the part, and `commitment` holds them
all, commas between. So a part can be taken away for good with its salt, while its commitment stays
and the chain still holds.

A part that is missing must be named, as `removed`, by a later record of an erasure or of retention.

A record with an empty body is hashed without it: the first version of the journal kept every body
behind a commitment.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_quoted = json.encoder.encode_basestring_ascii  # a JSON string, as json.dumps writes it
GENESIS = "0" * 64  # what the first record has before it


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a chain: its number (0: none) and its hash (64 hex digits)."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Personal:
    """One person's data in a record, canonical JSON, and the hex salt of their commitment.

    `number` says whose they are; empty where the part is of everybody the record is about.
    """

    body: str
    salt: str
    number: str = ""

    @property
    def commitment(self) -> str:
        """What the chain keeps of them: 64 hex digits."""
        return commitment_of(self.salt, self.body)


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """One record. `seq` counts from 1, `at` is aware, `body` is canonical JSON.

    `personal` has an item for each commitment, None where that part was erased; `commitment` is
    empty where there never were personal data.
    """

    seq: int
    at: datetime
    kind: str
    body: str
    commitment: str
    prev: str
    hash: str
    personal: tuple[Personal | None, ...] = ()

    @property
    def content(self) -> dict[str, object]:
        """What it says, personal data included as far as they are still kept."""
        said: dict[str, object] = json.loads(self.body) if self.body else {}
        for part in self.personal:
            said |= json.loads(part.body) if part else {}
        return said

    @property
    def erased(self) -> bool:
        """True if personal data of it were taken away."""
        return None in self.personal


def canonical(body: Mapping[str, object]) -> str:
    """The one way to write a body: sorted keys, no spaces, ASCII. Raises ValueError for NaN."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)


def commitment_of(salt: str, body: str) -> str:
    """The commitment to a part: 64 hex digits."""
    return hashlib.sha256(f"{salt}:{body}".encode()).hexdigest()


def link(
    head: Head, at: datetime, kind: str, body: str, personal: Sequence[Personal] = ()
) -> JournalRecord:
    """The record that follows `head`."""
    seq, commitment = head.seq + 1, ",".join(part.commitment for part in personal)
    made = hash_of(seq, moment_of(at), kind, body, commitment, head.hash)
    return JournalRecord(seq, at, kind, body, commitment, head.hash, made, tuple(personal))


def moment_of(at: datetime) -> str:
    """A record's time as it is hashed: ISO 8601 in UTC, with microseconds and offset."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(seq: int, moment: str, kind: str, body: str, commitment: str, prev: str) -> str:
    """A record's hash: 64 hex digits."""
    said = f"{_quoted(body)}, " if body else ""
    line = (
        f"[{seq}, {_quoted(moment)}, {_quoted(kind)}, {said}{_quoted(commitment)}, {_quoted(prev)}]"
    )
    return hashlib.sha256(line.encode()).hexdigest()
