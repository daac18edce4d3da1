"""What the journal says has happened since it was last asked: calls ended and opt-outs saved.

For counters that grow: only what was written since is read.
"""

import json
from collections import Counter

from sqlalchemy import select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import JournalHeadRow, JournalRow
from voicebot.evidence.kinds import Kind

BATCH = 2000

Row = tuple[int, str, str]  # its number, its kind, what it says


class CountingOn:
    """Counts from the moment it is first asked; not safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seq: int | None = None

    def since_last(self) -> tuple[Counter[str], int]:
        """Calls by disposition, and opt-outs; nothing the first time. Raises StorageError."""
        calls, optouts = Counter[str](), 0
        if self._seq is None:
            with self._database.read() as session:
                self._seq = session.scalars(select(JournalHeadRow.seq)).one()
            return calls, optouts
        while found := self._next(self._seq):
            for seq, kind, body in found:
                if kind == Kind.OUTCOME:
                    calls[str(json.loads(body).get("record", {}).get("disposition"))] += 1
                else:
                    optouts += 1
                self._seq = seq
        return calls, optouts

    def _next(self, after: int) -> list[Row]:
        """In order; each kind by its index."""
        found: list[list[Row]] = []
        with self._database.read() as session:
            for kind in (Kind.OUTCOME, Kind.OPTOUT):
                query = (
                    select(JournalRow.seq, JournalRow.kind, JournalRow.body)
                    .where(JournalRow.kind == str(kind), JournalRow.seq > after)
                    .order_by(JournalRow.seq)
                    .limit(BATCH)
                )
                rows = [(row.seq, row.kind, row.body) for row in session.execute(query)]
                found.append(rows)
        return _in_order(found)


def _in_order(kinds: list[list[Row]]) -> list[Row]:
    """Up to where every kind was read, so that none is passed over."""
    full = [rows[-1][0] for rows in kinds if len(rows) == BATCH]
    until = min(full, default=float("inf"))
    return sorted(row for rows in kinds for row in rows if row[0] <= until)
