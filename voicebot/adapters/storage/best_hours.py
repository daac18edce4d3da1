"""At which hour of today each person is likeliest to answer, out of every call of the books."""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from voicebot.adapters.storage.learned_from import LearnedFrom
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.policy import VITAL
from voicebot.learning.policy.best_time import BestTime, spread_out
from voicebot.learning.targets import with_targets

ROOM = 0.2
"""The share of a campaign's people that one hour's lines can take."""

LEARNED_ANEW = timedelta(days=1)

CLEARLY = 0.05
"""An hour is better than now if it reaches so many more of all people: less is noise."""


class BestHours:
    """Learned once a day, and only out of so many calls as a model needs (`least`).

    `opens` and `closes` are the hours of the house; the law of a place may leave fewer, and every
    decision asks it.
    """

    def __init__(self, source: LearnedFrom, least: int, opens: time, closes: time) -> None:
        self._source = source
        self._least = least
        self._opens = opens.hour + (opens.minute > 0)
        self._closes = closes.hour or 24
        self._lock = threading.Lock()
        self._learned_at: datetime | None = None
        self._best: BestTime | None = None

    def turns(
        self, people: Sequence[tuple[str, str]], purpose: Purpose, now: datetime
    ) -> dict[str, datetime]:
        """When to call each number (with its zone) today, the beginning of an hour.

        Nobody whose day is over; nobody at all for a vital notice, which waits for no hour, or
        where too little is known.
        """
        best = None if purpose in VITAL else self._learned(now)
        if best is None:
            return {}
        found: dict[str, datetime] = {}
        for zone in dict.fromkeys(zone for _, zone in people):
            numbers = [number for number, theirs in people if theirs == zone]
            found |= self._in_zone(best, numbers, zone, purpose, now)
        return found

    def better(self, number: str, zone: str, purpose: Purpose, at: datetime) -> datetime | None:
        """A clearly better hour later today; None where there is none, or nothing was learned yet.

        Unlike `turns` it never learns anew: a decision waits for it.
        """
        hours, best = list(self._hours(zone, at)), self._best
        if best is None or not hours:
            return None
        here = at.astimezone(ZoneInfo(zone))
        reach = best.reach([number], [str(purpose)], np.array([here.isoweekday()]))[0]
        hour = max(hours, key=lambda each: reach[each])
        if reach[hour] - reach[here.hour] < CLEARLY:
            return None
        return here.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)

    def _in_zone(
        self, best: BestTime, numbers: Sequence[str], zone: str, purpose: Purpose, now: datetime
    ) -> dict[str, datetime]:
        hours = list(self._hours(zone, now))
        if not hours:
            return {}
        here = now.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
        days = np.full(len(numbers), here.isoweekday(), dtype=np.int64)
        reach = best.reach(numbers, [str(purpose)] * len(numbers), days)
        chosen = spread_out(reach, hours, ROOM)
        return {
            number: here.replace(hour=int(hour)).astimezone(now.tzinfo)
            for number, hour in zip(numbers, chosen, strict=True)
        }

    def _hours(self, zone: str, now: datetime) -> Iterable[int]:
        """What is left of today in a zone."""
        here = now.astimezone(ZoneInfo(zone))
        return range(max(here.hour, self._opens), self._closes)

    def _learned(self, now: datetime) -> BestTime | None:
        with self._lock:
            due = self._learned_at is None or now - self._learned_at >= LEARNED_ANEW
            if due:
                self._best, self._learned_at = self._learn(now), now
            return self._best

    def _learn(self, now: datetime) -> BestTime | None:
        attempts = self._source.every_attempt(now)
        if with_targets(attempts)["reach"].count() < self._least:
            return None
        return BestTime.learn(attempts, attempts["purpose"])
