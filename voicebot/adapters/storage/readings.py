"""Which state of the books a decision was made from, so that a stale decision opens no call."""

import threading
from collections import OrderedDict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.tables import AttemptRow, JournalHeadRow, SuppressionRow

_REMEMBERED = 1000  # readings that no attempt may ever follow are forgotten in time


class Readings:
    """For each number and time asked about: the journal's last record when the facts were read."""

    def __init__(self) -> None:
        self._seqs: OrderedDict[tuple[str, datetime], int] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, session: Session, number: str, at: datetime) -> None:
        """The facts about the number at this time are being read in this transaction."""
        seq = session.scalars(select(JournalHeadRow.seq)).one()
        with self._lock:
            self._seqs[number, at] = seq
            while len(self._seqs) > _REMEMBERED:
                self._seqs.popitem(last=False)

    def are_stale(self, session: Session, number: str, at: datetime) -> bool:
        """True if a call to the number ended, or a suppression came, since those facts were read.

        False where nobody read them here. The reading is forgotten.
        """
        with self._lock:
            seq = self._seqs.pop((number, at), None)
        if seq is None:
            return False
        ended = select(AttemptRow.attempt_id).where(
            AttemptRow.number == number, AttemptRow.settled_seq > seq
        )
        came = select(SuppressionRow.id).where(
            SuppressionRow.number == number, SuppressionRow.journal_seq > seq
        )
        return any(session.execute(query.limit(1)).first() for query in (ended, came))
