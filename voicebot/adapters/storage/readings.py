"""Which state of the books a decision was made from, so that a stale decision opens no call."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.known_tables import Query
from voicebot.adapters.storage.prepared import rows_of
from voicebot.adapters.storage.tables import (
    AttemptRow,
    ConsentEventRow,
    ConsentRow,
    JournalHeadRow,
    JournalRow,
    JournalSubjectRow,
    SuppressionRow,
)

_REMEMBERED = 1000  # readings that no attempt may ever follow are forgotten in time
_CHANGES_NOTHING = ("decision", "look")  # kinds of records about a person
_HEAD = select(JournalHeadRow.seq)


class Readings:
    """For each number and time asked about: the journal's last record when the facts were read."""

    def __init__(self) -> None:
        self._seqs: OrderedDict[tuple[str, datetime], int] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, session: Session, number: str, at: datetime) -> None:
        """The facts about the number at this time are being read in this transaction."""
        ((seq,),) = rows_of(session.connection(), _HEAD)
        with self._lock:
            self._seqs[number, at] = seq
            while len(self._seqs) > _REMEMBERED:
                self._seqs.popitem(last=False)

    def are_stale(
        self, session: Session, number: str, at: datetime, of_person: Sequence[str]
    ) -> bool:
        """True if since those facts were read something happened to a number of the person.

        A call to it ended; a suppression, an opt-out, a complaint or a consent event came; it was
        linked to somebody. False where nobody read them here. The reading is forgotten.
        """
        with self._lock:
            seq = self._seqs.pop((number, at), None)
        if seq is None:
            return False
        queries = _happenings(of_person, seq)
        return any(session.execute(query.limit(1)).first() for query in queries)


def _happenings(numbers: Sequence[str], seq: int) -> tuple[Query, ...]:
    """What is told by a record after that one: by its own row, or by whom the record is about."""
    about = (
        select(JournalSubjectRow.seq)
        .join(JournalRow, JournalRow.seq == JournalSubjectRow.seq)
        .where(
            JournalSubjectRow.number.in_(numbers),
            JournalSubjectRow.seq > seq,
            JournalRow.kind.not_in(_CHANGES_NOTHING),
        )
    )
    consented = (
        select(ConsentEventRow.id)
        .join(ConsentRow, ConsentRow.consent_id == ConsentEventRow.consent_id)
        .where(ConsentRow.number.in_(numbers), ConsentEventRow.journal_seq > seq)
    )
    ended = select(AttemptRow.attempt_id).where(
        AttemptRow.number.in_(numbers), AttemptRow.settled_seq > seq
    )
    came = select(SuppressionRow.id).where(
        SuppressionRow.number.in_(numbers), SuppressionRow.journal_seq > seq
    )
    return about, consented, ended, came
