"""Forecasts of campaigns, made beside the requests that ask for them.

A forecast decides on every contact of the list, which takes seconds for very many: it is begun by
the first who asks, kept for a while, and looked at until it is there.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillCounting
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import Request

from voicebot.adapters.storage.known_all import Listing
from voicebot.bootstrap.office import Office
from voicebot.dialling.ports import Campaign
from voicebot.eligibility.forecast import Forecast

STANDS = timedelta(minutes=5)
_PATIENCE_S = 0.12
"""A short list is counted before the page is made."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """A forecast of those who wait, and why others were left alone already: (reason, contacts)."""

    forecast: Forecast
    left: tuple[tuple[str, int], ...]

    @property
    def later(self) -> int:
        """How many may be called, and not yet."""
        return sum(count for _, count in self.forecast.later)

    def by_day(self, zone: str) -> dict[date, int]:
        """How many become callable on each day of a zone."""
        days: Counter[date] = Counter()
        for hour, count in self.forecast.later:
            days[hour.astimezone(ZoneInfo(zone)).date()] += count
        return dict(days)

    def reasons(self) -> list[tuple[str, int, int]]:
        """Each reason with how many it keeps waiting and how many for good, the commonest first."""
        later, never = dict(self.forecast.why_later), dict(self.forecast.why_never)
        names = sorted({*later, *never}, key=lambda n: (-later.get(n, 0) - never.get(n, 0), n))
        return [(name, later.get(name, 0), never.get(name, 0)) for name in names]


class Forecasts:
    """One at a time; the calls of this machine go first."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._one = ThreadPoolExecutor(1, thread_name_prefix="forecast")
        self._kept: dict[str, tuple[datetime, Future[Foretold]]] = {}
        self._lock = threading.Lock()

    def of(self, campaign: Campaign, anew: bool = False) -> Foretold | None:
        """The forecast; None while it is counted. Raises what counting it raised."""
        with self._lock:
            future = self._future(campaign, anew)
        try:
            return future.result(timeout=_PATIENCE_S)
        except StillCounting:
            return None

    def close(self) -> None:
        """End the one that is being counted, before its books are closed; begin no other."""
        self._one.shutdown(cancel_futures=True)

    def forget(self, campaign_id: str) -> None:
        """It has changed."""
        with self._lock:
            self._kept.pop(campaign_id, None)

    def _future(self, campaign: Campaign, anew: bool) -> Future[Foretold]:
        now = self._office.clock.now()
        begun, future = self._kept.get(campaign.campaign_id, (now, None))
        if future is None or (future.done() and (anew or now - begun > STANDS or _failed(future))):
            return self._begin(campaign, now)
        return future

    def _begin(self, campaign: Campaign, now: datetime) -> Future[Foretold]:
        future = self._one.submit(self._foretell, campaign, now)
        self._kept[campaign.campaign_id] = (now, future)
        return future

    def _foretell(self, campaign: Campaign, now: datetime) -> Foretold:
        settings, storage = self._office.settings, self._office.storage
        listing = Listing(
            purpose=campaign.purpose,
            at=max(now, campaign.starts_at or now),
            campaign_id=campaign.campaign_id,
            lasts_s=settings.ring_timeout_s + settings.max_call_s,
        )
        left = _counted(storage.pages.campaign_pages.why_left(campaign.campaign_id))
        return Foretold(storage.books.forecast(listing), left)


def _failed(future: Future[Foretold]) -> bool:
    return future.cancelled() or future.exception() is not None


def forecasts(request: Request) -> Forecasts:
    """Those of this application."""
    found: Forecasts = request.app.state.forecasts
    return found


def _counted(left: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """A contact with two reasons counts under both."""
    counts: Counter[str] = Counter()
    for reasons, count in left:
        for reason in json.loads(reasons) or ():
            counts[str(reason)] += count
    return tuple(counts.most_common())
