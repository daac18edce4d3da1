"""Settled calls made findable: each as it ends, and those of old in a chore."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from voicebot.adapters.storage import call_words, review_rows
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import AttemptRow, CorrectionRow

BATCH = 200  # calls in one transaction: live calls wait for it a fraction of a second
UNREAD = text("attempts.state = 'SETTLED' AND attempts.words_read IS NULL")
"""The condition of the index of calls that are not read yet, word for word."""


def enter(session: Session, attempt: AttemptRow) -> None:
    """In the transaction that settles the call."""
    session.flush()
    fresh = call_words.new_words(session, attempt)
    call_words.write(session, attempt)
    review_rows.enter(session, attempt, fresh)


class CallIndex:
    """Reads the calls that were settled before calls could be searched, or were imported."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def catch_up(self, _now: datetime) -> int:
        """Read them batch by batch until none is left; returns how many there were.

        Which words were new once cannot be told any more. Broken off, it goes on the next time.
        """
        done = 0
        while read := self._batch():
            done += read
        return done

    def _batch(self) -> int:
        with self._database.write() as session:
            query = select(AttemptRow).where(UNREAD).order_by(AttemptRow.attempt_id).limit(BATCH)
            rows = list(session.scalars(query))
            reviewed = _reviewed(session, [row.attempt_id for row in rows])
            for row in rows:
                call_words.write(session, row)
                review_rows.enter(session, row)
                if row.attempt_id in reviewed:
                    review_rows.looked(session, row.attempt_id)
        return len(rows)


def _reviewed(session: Session, attempt_ids: list[str]) -> set[str]:
    query = select(CorrectionRow.attempt_id).where(CorrectionRow.attempt_id.in_(attempt_ids))
    return set(session.scalars(query))
