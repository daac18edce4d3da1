"""Months of calls under one policy, day by day; pure but for the seed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from polars import col

from voicebot.simulation.population.calendar import OPEN_DAYS, Calendar, drawn_up
from voicebot.simulation.population.diary import ATTRIBUTE, Decided, Diary
from voicebot.simulation.population.endings import Ending
from voicebot.simulation.population.house_rules import FOR_GOOD, HouseRules
from voicebot.simulation.population.learner import HOURS, Learner
from voicebot.simulation.population.people import Flags, Floats, Ints, People, made_up
from voicebot.simulation.population.policies import Policy
from voicebot.simulation.population.reacting import DRAWS, Calls, Reactions, forget, react
from voicebot.simulation.population.society import Society

LEARNS_EVERY = 7
"""Days between trainings; the product trains every night, for which a rehearsal has no time."""

WORKS_EVERY = 2
"""Days between the days on which lists are worked through."""

_UNANSWERED = (Ending.NO_ANSWER, Ending.BUSY, Ending.REJECTED)
_RETRIED = (Ending.NO_ANSWER, Ending.BUSY, Ending.REJECTED, Ending.NOT_LEFT, Ending.CALLBACK)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is simulated."""

    people: int = 2000
    days: int = 180


class World:
    """The same people, lists and chances for every policy of a seed."""

    def __init__(self, society: Society, scale: Scale, seed: int) -> None:
        self.scale, self.seed, self._society = scale, seed, society
        streams = np.random.SeedSequence(seed).spawn(4)
        self._people, lists, self._days, self.luck = streams
        self.calendar = drawn_up(self.people(), scale.days, np.random.default_rng(lists))

    def people(self) -> People:
        """As they were on the first day."""
        rng = np.random.default_rng(self._people)
        return made_up(self._society, self.scale.people, self.scale.days, rng)

    def chances(self, day: int) -> Floats:
        """A day's chances of everybody."""
        entropy = np.random.SeedSequence(self._days.entropy, spawn_key=(2, day))
        return np.random.default_rng(entropy).random((self.scale.people, DRAWS))


def live_through(
    world: World, policy: Policy, progress: Callable[[int], None] | None = None
) -> pl.DataFrame:
    """The table of attempts of the whole time under a policy; `progress` is told each day."""
    months = _Months(world, policy)
    for day in range(world.scale.days):
        months.day(day)
        if progress is not None:
            progress(day)
    return months.diary.attempts


class _Months:
    """The state of one run."""

    def __init__(self, world: World, policy: Policy) -> None:
        self._world, self._people = world, world.people()
        self._rules = HouseRules(policy.rules, world.scale.people)
        self._entries = _Entries(world.calendar, policy.rules.most_of_campaign)
        self._luck = np.random.default_rng(world.luck)
        self._learner = (
            Learner((ATTRIBUTE,), policy.model, policy.times, world.seed, policy.chosen_in_time)
            if policy.learns
            else None
        )
        self.diary = Diary(self._people)

    def day(self, day: int) -> None:
        """Learn if it is time, ask the rules and the score, call, and see what follows."""
        if self._learner is not None and day % LEARNS_EVERY == 0:
            self._learner.learn(self.diary.attempts)
        forget(self._people)
        self._rules.begin(day)
        if day % WORKS_EVERY == 0:
            self._work(day)

    def _work(self, day: int) -> None:
        """Go through the lists."""
        due = self._entries.due(day)
        allowed = self._rules.allow(*self._entries.whom(due), day)
        due = self._entries.one_each(due[allowed])
        if len(due) > 0:
            self._call(due, day)

    def _call(self, due: Ints, day: int) -> None:
        who, purpose = self._entries.whom(due)
        chances = self._world.chances(day)
        calls = Calls(who, purpose, self._usual_hours(who, day), np.full_like(who, day % 7), day)
        calls, placed, decided = self._choose(calls)
        self._entries.close(due[~placed])
        reactions = react(self._people, calls, chances)
        self._note(due[placed], calls, reactions, decided)

    def _note(self, due: Ints, calls: Calls, reactions: Reactions, decided: Decided) -> None:
        self.diary.write(calls, reactions, decided)
        self._rules.follow(calls.people, calls.purpose, reactions.ending, calls.day)
        self._entries.note(due[np.isin(reactions.ending, _UNANSWERED)])
        retried = np.isin(reactions.ending, _RETRIED)
        self._entries.close(due[~retried])
        self._entries.wait(due[retried], calls.day + 1)

    def _usual_hours(self, who: Ints, day: int) -> Floats:
        """A list worked through from nine to eight falls on any hour alike."""
        seeds = np.random.SeedSequence(self._world.seed, spawn_key=(9, day))
        hours = np.random.default_rng(seeds).random(self._world.scale.people)[who]
        return HOURS[0] + hours * len(HOURS)

    def _choose(self, calls: Calls) -> tuple[Calls, Flags, Decided]:
        """The calls that the policy places, which they were, and what it said of them."""
        count = len(calls.people)
        if self._learner is None:
            return calls, np.ones(count, bool), Decided(np.zeros(count, bool), np.ones(count))
        hours = self._learner.hours(self.diary.asked(calls), calls.day % 7)
        if hours is not None:
            calls = Calls(calls.people, calls.purpose, hours + calls.hour % 1, calls.weekday,
                          calls.day)  # fmt: skip
        asked = self.diary.asked(calls)
        past = self.diary.attempts.filter(col("number").is_in(asked["number"].implode()))
        judged = self._learner.judge(asked, past, self._luck.random(count))
        placed = (judged["action"] == "CALL").to_numpy()
        kept = Calls(calls.people[placed], calls.purpose[placed], calls.hour[placed],
                     calls.weekday[placed], calls.day)  # fmt: skip
        explored, propensity = judged["explored"].to_numpy(), judged["propensity"].to_numpy()
        return kept, placed, Decided(explored[placed], propensity[placed])


class _Entries:
    """Each entry of the calendar until it is closed."""

    def __init__(self, calendar: Calendar, most_unanswered: int | None) -> None:
        self._calendar = calendar
        self._most = most_unanswered or FOR_GOOD
        self._unanswered = np.zeros(len(calendar), dtype=np.int64)
        self._not_before = calendar.opens.copy()
        self._open = np.ones(len(calendar), dtype=bool)

    def due(self, day: int) -> Ints:
        """Entries whose turn it is."""
        last = np.searchsorted(self._calendar.opens, day, side="right")
        first = np.searchsorted(self._calendar.opens, day - OPEN_DAYS, side="right")
        waiting = self._open[first:last] & (self._not_before[first:last] <= day)
        waiting &= self._unanswered[first:last] < self._most
        return np.asarray(np.flatnonzero(waiting) + first, dtype=np.int64)

    def whom(self, entries: Ints) -> tuple[Ints, Ints]:
        """The people of entries, and for which purpose."""
        return self._calendar.people[entries], self._calendar.purpose[entries]

    def one_each(self, entries: Ints) -> Ints:
        """One entry a person: what they are owed comes before what they might want."""
        ordered = entries[np.argsort(self._calendar.purpose[entries], kind="stable")]
        _, first = np.unique(self._calendar.people[ordered], return_index=True)
        return np.asarray(ordered[np.sort(first)], dtype=np.int64)

    def note(self, unanswered: Ints) -> None:
        """Nobody took these calls."""
        self._unanswered[unanswered] += 1

    def close(self, entries: Ints) -> None:
        """Nothing more is tried."""
        self._open[entries] = False

    def wait(self, entries: Ints, day: int) -> None:
        """Try again, not before a day."""
        self._not_before[entries] = day
