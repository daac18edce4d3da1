"""What is done once a night: learning from the day's calls, in a process of its own."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from multiprocessing import get_context

from tzlocal import get_localzone

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.learned_from import LearnedFrom
from voicebot.bootstrap.call_learning import CallLearning, Night
from voicebot.bootstrap.office import Office
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings

log = logging.getLogger(__name__)

_POLITE = 15  # added to the process's niceness: calls go first


@dataclass(frozen=True, slots=True)
class Nightly:
    """Work for each night: when it begins, on this machine's clock, and the work."""

    at: time
    work: Callable[[datetime], object]


def nightly_chores(office: Office) -> dict[str, Nightly]:
    """By name."""
    at = office.settings.retrain_at
    return {"learning from calls": Nightly(at, lambda now: learn_if_due(office.settings, at, now))}


def learn_if_due(settings: Settings, at: time, now: datetime) -> Night | None:
    """Learn, if the last night was not seen through; None where it was, or somebody else is at it.

    Asked at any time of day: a machine that was off at night learns when it is on again.
    """
    with closing(_opened(settings)) as opened:
        if not opened.learning.is_due(last_night(at, now)):
            return None
    apart = ProcessPoolExecutor(1, get_context("spawn"), initializer=os.nice, initargs=(_POLITE,))
    with apart:
        night = apart.submit(_learn, settings, now).result()
    if night is not None:
        log.info("learning from calls: %s", night.result)
        for alarm in night.alarms:
            log.warning("the model of calls in force: %s", alarm)
    return night


def last_night(at: time, now: datetime) -> datetime:
    """The last time that the clock of this machine showed `at` (now: aware)."""
    here = now.astimezone(get_localzone())
    today = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today <= here else today - timedelta(days=1)


def next_night(at: time, now: datetime) -> datetime:
    """When it will show it next."""
    here = now.astimezone(get_localzone())
    today = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today > here else today + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Opened:
    learning: CallLearning
    _database: Database

    def close(self) -> None:
        self._database.close()


def _opened(settings: Settings) -> _Opened:
    database = Database(settings.database)
    calls = LearnedFrom(database, settings.learn_from_attributes, settings.default_zone)
    return _Opened(CallLearning(settings, calls, Shelf(settings.models)), database)


def _learn(settings: Settings, now: datetime) -> Night | None:
    with closing(_opened(settings)) as opened:
        return opened.learning.night(now)
