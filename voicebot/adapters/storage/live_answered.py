"""How many calls of a campaign reached people, and how many of those were abandoned."""

import threading
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voicebot.adapters.storage import known_tables as tables
from voicebot.eligibility.known import CAMPAIGNS, Values

COUNTED_FOR = timedelta(minutes=1)
"""A count over a month of a campaign's calls takes too long for every one of its decisions."""


class LiveAnswered:
    """Counts of campaigns over 30 days, counted anew every minute and after each abandoned call.

    Safe for threads.
    """

    def __init__(self) -> None:
        self._counts: dict[str, tuple[datetime, Values]] = {}
        self._lock = threading.Lock()

    def of(self, session: Session, campaign_id: str | None, at: datetime) -> Values | None:
        """The row of CAMPAIGNS of a campaign."""
        if campaign_id is None:
            return None
        with self._lock:
            counted_at, counts = self._counts.get(campaign_id, (None, None))
        if counted_at and timedelta(0) <= at - counted_at <= COUNTED_FOR and counts is not None:
            return counts
        row = session.execute(tables.live_answered(campaign_id, at)).one()
        counts = dict(zip(CAMPAIGNS, row, strict=True))
        with self._lock:
            self._counts[campaign_id] = (at, counts)
        return counts

    def forget(self, campaign_id: str | None) -> None:
        """A call of the campaign was abandoned."""
        if campaign_id is not None:
            with self._lock:
                self._counts.pop(campaign_id, None)
