"""A clock that stands where it was set."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday


class SetClock:
    def __init__(self, now: datetime = NOON) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at

    def forward(self, step: timedelta) -> None:
        self.at += step
