"""Walking the journal's chain: whatever was done to a record, or to its personal data, is found."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyroaring import BitMap64

from voicebot.errors import said
from voicebot.evidence.journal import Head, JournalRecord, commitment_of, hash_of, moment_of

REMOVING = frozenset({"erasure", "retention"})
"""Kinds whose records name, as `removed`, the personal data that were taken away."""

Row = tuple[int, str, str, str, str, str, str, int | None, str | None, str | None]
"""seq, moment, kind, body, commitment, prev, hash; then a part's number, salt, body, or None each.

The moment is the time as it is hashed (`moment_of`). A record with several parts has several rows,
in order of the parts.
"""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look through the chain found.

    `first_bad` is the number of the first broken record; `erased` is how many records have lost
    personal data as an erasure or retention says.
    """

    records: int
    ok: bool
    first_bad: int | None = None
    why: str = ""
    erased: int = 0


def verify(rows: Iterable[Row], head: Head, known: Head | None = None) -> Verification:
    """Walk the chain from its first record to `head`; stops at the first record that is broken.

    `known` is a head from outside (exported earlier): the record of that number must have its hash.
    """
    walk = _Walk(known or Head())
    for row in rows:
        wrong = walk.step(row)
        if wrong:
            return Verification(walk.count, False, walk.place, wrong)
    return walk.end(head)


def rows_of(record: JournalRecord) -> list[Row]:
    """A record as the rows that `verify` reads."""
    r = record
    chained = (r.seq, moment_of(r.at), r.kind, r.body, r.commitment, r.prev, r.hash)
    parts = [(place, part) for place, part in enumerate(r.personal) if part is not None]
    if not parts:
        return [(*chained, None, None, None)]
    return [(*chained, place, part.salt, part.body) for place, part in parts]


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Rising numbers as [first, last] of each unbroken run, as `removed` names them."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


class _Walk:
    """Where the walk is, and which personal data were missing on the way."""

    def __init__(self, known: Head) -> None:
        self.count = 0
        self.place = 1  # the record that a fault found now belongs to
        self._seq, self._hash = Head().seq, Head().hash
        self._known = known
        self._commitments: Sequence[str] = ()
        self._part = -1  # the last part seen of the record
        self._missing: dict[int, BitMap64] = {}
        self._erased = BitMap64()

    def step(self, row: Row) -> str:
        """Take one row; says what is wrong with it."""
        seq, moment, kind, body, commitment, prev, hash_, part, salt, personal = row
        if seq == self._seq and hash_ == self._hash and self._part >= 0:
            return self._take_part(part, salt, personal)
        self._leave()
        self.count += 1
        self.place = self._seq + 1
        if seq != self.place:
            return said("it is missing or out of its place")
        if prev != self._hash:
            return said("it does not follow the record before it")
        if hash_of(seq, moment, kind, body, commitment, prev) != hash_:
            return said("it was changed after it was written")
        self._seq, self._hash, self._part = seq, hash_, -1
        self._commitments = commitment.split(",") if commitment else ()
        if kind in REMOVING and body:
            self._forgive(body)
        return self._take_part(part, salt, personal) or self._differs_from_known()

    def end(self, head: Head) -> Verification:
        """The verdict after the last row."""
        self._leave()
        if (self._seq, self._hash) != (head.seq, head.hash):
            return self._broken(self._seq + 1, said("the chain ends before its recorded head"))
        if self._seq < self._known.seq:
            why = said("the chain ends before the head that was exported")
            return self._broken(self._seq + 1, why)
        unexplained = min((lost.min() for lost in self._missing.values() if lost), default=None)
        if unexplained is not None:
            why = said("its personal data are missing, and no erasure or retention took them away")
            return self._broken(unexplained, why)
        return Verification(self.count, True, erased=len(self._erased))

    def _broken(self, place: int, why: str) -> Verification:
        return Verification(self.count, False, place, why)

    def _take_part(self, part: int | None, salt: str | None, personal: str | None) -> str:
        if part is None or salt is None or personal is None:
            return ""
        if not self._part < part < len(self._commitments):
            return said("it has personal data that were never written")
        for lost in range(self._part + 1, part):
            self._lose(lost)
        self._part = part
        if commitment_of(salt, personal) != self._commitments[part]:
            return said("its personal data were changed after they were written")
        return ""

    def _leave(self) -> None:
        """What was not seen of the record that is left behind is missing."""
        for lost in range(self._part + 1, len(self._commitments)):
            self._lose(lost)
        self._commitments = ()

    def _lose(self, part: int) -> None:
        self._missing.setdefault(part, BitMap64()).add(self._seq)

    def _forgive(self, body: str) -> None:
        """What this record says was removed is missing rightly."""
        for part, runs in json.loads(body).get("removed", {}).items():
            named = BitMap64()
            for first, last in runs:
                named.add_range(first, last + 1)
            lost = self._missing.get(int(part), BitMap64())
            self._erased |= lost & named
            self._missing[int(part)] = lost - named

    def _differs_from_known(self) -> str:
        if self._seq == self._known.seq and self._hash != self._known.hash:
            return said("it is not the record whose hash was exported: the past was rewritten")
        return ""
