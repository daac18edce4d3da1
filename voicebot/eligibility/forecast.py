"""What a list holds in store, before anything starts: who may be called, when, and who not."""

from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from polars import col


@dataclass(frozen=True, slots=True)
class Forecast:
    """Counts of contacts, at one moment (aware).

    `later` says how many become callable in each hour (its beginning, UTC), in order of time. The
    reasons count everybody to whom they apply: a contact with two counts under both.
    """

    at: datetime
    asked: int
    now: int
    later: tuple[tuple[datetime, int], ...]
    never: int
    why_later: tuple[tuple[str, int], ...]
    why_never: tuple[tuple[str, int], ...]

    @property
    def by_day(self) -> dict[str, int]:
        """How many become callable on each day (UTC, ISO 8601)."""
        days: dict[str, int] = {}
        for hour, count in self.later:
            day = hour.date().isoformat()
            days[day] = days.get(day, 0) + count
        return days

    def as_json(self) -> dict[str, object]:
        """The shape that `voicebot campaign forecast --json` prints."""
        return {
            "at": self.at.isoformat(),
            "contacts": self.asked,
            "now": self.now,
            "later": sum(count for _, count in self.later),
            "never": self.never,
            "later_by_hour": {hour.isoformat(): count for hour, count in self.later},
            "later_by_day": self.by_day,
            "later_by_reason": dict(self.why_later),
            "never_by_reason": dict(self.why_never),
        }


def forecast(decided: pl.DataFrame, at: datetime) -> Forecast:
    """Count what `decide_all` said of a list; `at` is when it was asked."""
    refused = decided.filter("refused")
    deferred = decided.filter(~col("allowed") & ~col("refused"))
    return Forecast(
        at=at.astimezone(UTC),
        asked=decided.height,
        now=int(decided["allowed"].sum()),
        later=_by_hour(deferred),
        never=refused.height,
        why_later=_by_reason(deferred),
        why_never=_by_reason(refused),
    )


def _by_hour(deferred: pl.DataFrame) -> tuple[tuple[datetime, int], ...]:
    hours = deferred.group_by(col("until").dt.truncate("1h")).len().sort("until")
    return tuple(hours.iter_rows())


def _by_reason(decided: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """How often each reason applies, the commonest first."""
    reasons = decided.group_by("reasons").len("count").explode("reasons")
    counts = reasons.group_by(col("reasons").cast(pl.String)).agg(col("count").sum())
    ordered = counts.drop_nulls().sort(["count", "reasons"], descending=[True, False])
    return tuple(ordered.iter_rows())
