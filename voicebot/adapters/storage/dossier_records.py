"""Journal records for a dossier, each with how the chain stands at it."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.journal_book import records_of
from voicebot.adapters.storage.tables import JournalPersonalRow, JournalRow
from voicebot.evidence.dossier.found import RecordFound
from voicebot.evidence.journal import GENESIS, JournalRecord, hash_of, moment_of

_AT_ONCE = 300  # records named in one query
CHAINED = ("seq", "at", "kind", "body", "commitment", "prev", "hash")


def read_records(session: Session, seqs: Iterable[int]) -> tuple[RecordFound, ...]:
    """These records, in order; a record that is missing is left out."""
    wanted = iter(sorted(seqs))
    found: list[RecordFound] = []
    while some := list(islice(wanted, _AT_ONCE)):
        found += _read(session, some)
    return tuple(found)


def _read(session: Session, seqs: list[int]) -> Iterator[RecordFound]:
    beside = _beside(session, {seq + step for seq in seqs for step in (-1, 1)})
    for record in records_of(session, _SELECT.where(JournalRow.seq.in_(seqs))):
        before, _ = beside.get(record.seq - 1, (GENESIS, ""))
        _, after = beside.get(record.seq + 1, ("", None))
        state = _state(record, before, after)
        yield RecordFound(record.seq, record.at, record.kind, record.hash, record.content, state)


def _state(record: JournalRecord, before: str, after: str | None) -> str:
    """How the chain stands at one record; `after` is None at the chain's end."""
    chained = (
        record.seq,
        moment_of(record.at),
        record.kind,
        record.body,
        record.commitment,
        record.prev,
    )
    if hash_of(*chained) != record.hash:
        return "changed"
    if record.prev != before or after not in (None, record.hash):
        return "unlinked"
    commitments = record.commitment.split(",") if record.commitment else []
    kept = zip(record.personal, commitments, strict=True)
    if any(part is not None and part.commitment != one for part, one in kept):
        return "changed"
    return "erased" if record.erased else "whole"


def _beside(session: Session, seqs: set[int]) -> dict[int, tuple[str, str | None]]:
    """Of each of these records its hash, and the hash of the one before as it says."""
    query = select(JournalRow.seq, JournalRow.hash, JournalRow.prev)
    found = session.execute(query.where(JournalRow.seq.in_(seqs)))
    return {row.seq: (row.hash, row.prev) for row in found}


_SELECT = (
    select(
        *(getattr(JournalRow, name) for name in CHAINED),
        JournalPersonalRow.part,
        JournalPersonalRow.number,
        JournalPersonalRow.salt,
        JournalPersonalRow.body.label("said"),
    )
    .join(JournalPersonalRow, JournalPersonalRow.seq == JournalRow.seq, isouter=True)
    .order_by(JournalRow.seq, JournalPersonalRow.part)
)
