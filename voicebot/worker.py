"""Scheduled work: campaigns, retries and callbacks at their times, and what is due every day.

What is due, and when, lies in the database, so nothing is lost when this process ends: the next one
reads the same times. APScheduler wakes at the next of them, and looks anew every so often because
another process may have written an earlier one.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from tzlocal import get_localzone

log = logging.getLogger(__name__)

LOOK_EVERY_S = 15
OFTEN_S = 5


class Campaigns(Protocol):
    """The campaigns as scheduled work sees them."""

    def start_due(self, now: datetime) -> None:
        """Set running every campaign whose start has come."""

    def running(self) -> list[str]:
        """The ids of campaigns under way."""

    def run_due(self, campaign_id: str) -> int:
        """Attempt everyone of it who is due now; returns how many were."""

    def next_time(self, campaign_id: str) -> datetime | None:
        """When its next entry is due."""


class Nightly(Protocol):
    """Work for each night."""

    @property
    def at(self) -> time:
        """When it begins, on this machine's clock."""
        ...

    @property
    def work(self) -> Callable[[datetime], object]:
        """The work; it is told the time, and knows whether it was done already."""
        ...


class Worker:
    """Runs campaigns while this process lives."""

    def __init__(
        self,
        campaigns: Campaigns,
        now: Callable[[], datetime],
        daily: Mapping[str, Callable[[datetime], object]] | None = None,
        nightly: Mapping[str, Nightly] | None = None,
        often: Mapping[str, Callable[[datetime], object]] | None = None,
    ) -> None:
        """`daily` work is done at start, since machines are switched off at night, and each day.

        `nightly` work is begun at its hour, and asked at start whether it is still to be done.
        `often` work looks every few seconds whether something is due.
        """
        self._campaigns = campaigns
        self._now = now
        self._daily = daily or {}
        self._nightly = nightly or {}
        self._often = often or {}
        self._scheduler = BackgroundScheduler(
            timezone="UTC", executors={"default": ThreadPoolExecutor(8)}
        )

    def start(self) -> None:
        """Begin to look for due work."""
        self._scheduler.add_job(
            self._look,
            "interval",
            seconds=LOOK_EVERY_S,
            id="look",
            next_run_time=self._now(),
            coalesce=True,
            max_instances=1,
        )
        for name, chore in self._daily.items():
            self._scheduler.add_job(
                self._do,
                "interval",
                days=1,
                id=f"daily-{name}",
                args=[name, chore],
                next_run_time=self._now(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        for name, night in self._nightly.items():
            self._add_night(name, night)
        for name, chore in self._often.items():
            self._add_often(name, chore)
        self._scheduler.start()

    def _add_night(self, name: str, night: Nightly) -> None:
        for trigger in (
            CronTrigger(hour=night.at.hour, minute=night.at.minute, timezone=get_localzone()),
            DateTrigger(self._now()),
        ):
            self._scheduler.add_job(
                self._do,
                trigger,
                id=f"nightly-{name}-{type(trigger).__name__}",
                args=[name, night.work],
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def _add_often(self, name: str, chore: Callable[[datetime], object]) -> None:
        self._scheduler.add_job(
            self._do_often,
            "interval",
            seconds=OFTEN_S,
            id=f"often-{name}",
            args=[name, chore],
            next_run_time=self._now(),
            coalesce=True,
            max_instances=1,
        )

    def stop(self) -> None:
        """Wait for the calls under way, and begin no others."""
        self._scheduler.shutdown(wait=True)

    def _do(self, name: str, chore: Callable[[datetime], object]) -> None:
        """One day's work that fails is logged, and is tried again the next day."""
        try:
            chore(self._now())
        except Exception:
            log.exception("the daily work %r failed and will be tried again tomorrow", name)

    def _do_often(self, name: str, chore: Callable[[datetime], object]) -> None:
        """What fails is logged, and is tried again the next time."""
        try:
            chore(self._now())
        except Exception:
            log.exception("the work %r failed and will be tried again in seconds", name)

    def _look(self) -> None:
        """Give each running campaign a job of its own at the time its next entry is due."""
        now = self._now()
        self._campaigns.start_due(now)
        for campaign_id in self._campaigns.running():
            due = self._campaigns.next_time(campaign_id)
            if due is None:
                continue
            when = max(due, now)
            if when <= now + timedelta(seconds=LOOK_EVERY_S):
                self._scheduler.add_job(
                    self._campaigns.run_due,
                    "date",
                    run_date=when,
                    args=[campaign_id],
                    id=f"campaign-{campaign_id}",
                    replace_existing=True,
                    max_instances=1,
                    misfire_grace_time=None,
                )
