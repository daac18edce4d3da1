"""What a day has brought so far: how its calls ended, and the latest of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import AttemptRow


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Calls that ended, how many of them were answered, and how many ended in which disposition."""

    calls: int
    answered: int
    dispositions: dict[str, int]

    def of(self, *dispositions: str) -> int:
        """How many ended in one of these."""
        return sum(self.dispositions.get(each, 0) for each in dispositions)


@dataclass(frozen=True, slots=True)
class LateCall:
    """A call that ended; whom it was with is not told here."""

    attempt_id: str
    at: datetime
    direction: str
    flow: str
    disposition: str
    talk_s: float | None


class Days:
    """Reads the calls of one day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, begins: datetime) -> DayFigures:
        """Calls begun from that moment on which have ended."""
        query = (
            select(AttemptRow.disposition, AttemptRow.answered, func.count().label("calls"))
            .where(AttemptRow.at >= begins, AttemptRow.state == "SETTLED")
            .group_by(AttemptRow.disposition, AttemptRow.answered)
        )
        dispositions: dict[str, int] = {}
        answered = 0
        with self._database.read() as session:
            for row in session.execute(query):
                name = str(row.disposition)
                dispositions[name] = dispositions.get(name, 0) + row.calls
                answered += row.calls if row.answered else 0
        return DayFigures(sum(dispositions.values()), answered, dispositions)

    def latest(self, begins: datetime, size: int) -> list[LateCall]:
        """The last calls begun from that moment on which have ended, newest first."""
        columns = [getattr(AttemptRow, name) for name in LateCall.__dataclass_fields__]
        query = (
            select(*columns)
            .where(AttemptRow.at >= begins, AttemptRow.state == "SETTLED")
            .order_by(AttemptRow.at.desc())
            .limit(size)
        )
        with self._database.read() as session:
            return [LateCall(**row._mapping) for row in session.execute(query)]
