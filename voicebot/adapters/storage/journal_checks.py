"""When the journal's chain was walked over, and what was found: a long chain takes a while."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Journal
from voicebot.adapters.storage.tables import JournalCheckRow
from voicebot.evidence.verification import Verification

FRESH = timedelta(hours=20)
"""A check of this age need not be made anew by the day's work."""


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """What a walk that began at `at` found."""

    at: datetime
    found: Verification


class JournalChecks:
    """Walks the chain and writes down what it found."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database, self._journal = database, journal

    def last(self) -> JournalCheck | None:
        """The newest one; None before the first."""
        query = select(JournalCheckRow).order_by(JournalCheckRow.at.desc()).limit(1)
        with self._database.read() as session:
            row = session.scalars(query).first()
            if row is None:
                return None
            found = Verification(row.records, row.ok, row.first_bad, row.why, row.erased)
            return JournalCheck(row.at, found)

    def run(self, now: datetime, told: Callable[[int], None] | None = None) -> JournalCheck:
        """Walk the whole chain; `told` hears now and then how many rows were read.

        Raises StorageError.
        """
        found = self._journal.verify(told=told)
        kept = {name: getattr(found, name) for name in ("records", "ok", "first_bad", "why")}
        with self._database.write() as session:
            session.merge(JournalCheckRow(at=now, erased=found.erased, **kept))
        return JournalCheck(now, found)

    def check_daily(self, now: datetime) -> JournalCheck:
        """The newest check if it is of today, else one that is made now. Raises StorageError."""
        last = self.last()
        return last if last is not None and now - last.at < FRESH else self.run(now)
