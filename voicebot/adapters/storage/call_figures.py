"""What calls came to, read from their figures: never from the calls themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from voicebot.adapters.storage.call_counting import BY_DAY, CAMPAIGN, DAYS_OF, MEASURES
from voicebot.adapters.storage.call_counts import UNCOUNTED
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import (
    AttemptRow,
    CallFigureRow,
    CorrectionRow,
    LeftAloneRow,
)


@dataclass(frozen=True, slots=True)
class CallSums:
    """Sums over calls, as `CallFigureRow` has them by the hour."""

    calls: int = 0
    answered: int = 0
    goals: int = 0
    refusals: int = 0
    opt_outs: int = 0
    complaints: int = 0
    hang_ups: int = 0
    harms: int = 0
    machines: int = 0
    failed: int = 0
    told: int = 0
    satisfied: float = 0.0
    talk_s: float = 0.0

    @property
    def satisfaction(self) -> float | None:
        """The mean of what people said, 0 to 1; None where nobody was asked."""
        return self.satisfied / self.told if self.told else None

    @property
    def elsewhere(self) -> int:
        """Answered calls with none of the endings that are counted by themselves."""
        return max(0, self.answered - self.goals - self.refusals - self.hang_ups)


@dataclass(frozen=True, slots=True)
class Avoided:
    """People whom a score left alone for one reason: how many, and the harm that was expected of
    calls to them, in calls. `lifted` of them somebody has lifted since."""

    reason: str
    people: int
    harm: float
    lifted: int


@dataclass(frozen=True, slots=True)
class Change:
    """So many calls that the robot had as `said` a reviewer has as `corrected`."""

    said: str
    corrected: str
    calls: int


_SUMS = [func.sum(getattr(CallFigureRow, name)).label(name) for name in MEASURES]


class CallFigures:
    """Reads the figures; every question is about a span of time and answered from its hours."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_hour(
        self, facet: str, since: datetime, until: datetime | None = None, name: str = ""
    ) -> list[tuple[datetime, CallSums]]:
        """Each hour (UTC) with calls of one value of a facet, in order of time."""
        columns = [getattr(CallFigureRow, measure) for measure in MEASURES]
        query = select(CallFigureRow.hour, *columns).where(
            _of(facet, since, until), CallFigureRow.name == name
        )
        with self._database.read() as session:
            found = session.execute(query.order_by(CallFigureRow.hour))
            return [(row[0], CallSums(*row[1:])) for row in found]

    def by_name(
        self, facet: str, since: datetime, until: datetime | None = None
    ) -> dict[str, CallSums]:
        """Each value of a facet, that of most calls first; of scores the first day (UTC) whole."""
        if facet in BY_DAY:
            since = _day(since)
        within = or_(*_by_days(facet, since, until))
        return self._summed(select(CallFigureRow.name, *_SUMS).where(within))

    def of_campaigns(self, campaign_ids: Collection[str]) -> dict[str, CallSums]:
        """All calls of each of these campaigns; of one without calls nothing."""
        query = select(CallFigureRow.name, *_SUMS).where(
            CallFigureRow.facet == CAMPAIGN, CallFigureRow.name.in_(campaign_ids)
        )
        return self._summed(query)

    def avoided(self, since: datetime, until: datetime) -> list[Avoided]:
        """Whom scores left alone, by reason."""
        query = (
            select(
                LeftAloneRow.reason,
                func.count(),
                func.sum(LeftAloneRow.harm_chance),
                func.count(LeftAloneRow.lifted_at),
            )
            .where(LeftAloneRow.since >= since, LeftAloneRow.since < until)
            .group_by(LeftAloneRow.reason)
            .order_by(func.count().desc())
        )
        with self._database.read() as session:
            return [Avoided(*row) for row in session.execute(query)]

    def changes(self, since: datetime, limit: int) -> list[Change]:
        """What reviewers put in the place of outcomes since then, the commonest first."""
        query = (
            select(AttemptRow.disposition, CorrectionRow.disposition, func.count())
            .join(AttemptRow, AttemptRow.attempt_id == CorrectionRow.attempt_id)
            .where(CorrectionRow.at >= since)
            .group_by(AttemptRow.disposition, CorrectionRow.disposition)
            .order_by(func.count().desc(), AttemptRow.disposition)
        )
        with self._database.read() as session:
            return [Change(str(a), b, n) for a, b, n in session.execute(query.limit(limit))]

    def is_behind(self) -> bool:
        """True while calls that ended are not counted yet: they were imported, or are of old."""
        query = select(AttemptRow.attempt_id).where(UNCOUNTED).limit(1)
        with self._database.read() as session:
            return session.scalars(query).first() is not None

    def _summed(self, query: Select[Any]) -> dict[str, CallSums]:
        grouped = query.group_by(CallFigureRow.name).order_by(
            func.sum(CallFigureRow.calls).desc(), CallFigureRow.name
        )
        with self._database.read() as session:
            return {row[0]: CallSums(*row[1:]) for row in session.execute(grouped)}


def _by_days(facet: str, since: datetime, until: datetime | None) -> list[ColumnElement[bool]]:
    """The span of a facet as its whole days (UTC), and the hours before and after them."""
    first, last = _day(since + _LESS_THAN_A_DAY), _day(until or since)
    if facet not in DAYS_OF or first >= last:
        return [_of(facet, since, until)]
    return [_of(facet, since, first), _of(DAYS_OF[facet], first, last), _of(facet, last, until)]


_LESS_THAN_A_DAY = timedelta(days=1, microseconds=-1)


def _day(moment: datetime) -> datetime:
    """When its day (UTC) began."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _of(facet: str, since: datetime, until: datetime | None) -> ColumnElement[bool]:
    begun = and_(CallFigureRow.facet == facet, CallFigureRow.hour >= since)
    return begun if until is None else and_(begun, CallFigureRow.hour < until)
