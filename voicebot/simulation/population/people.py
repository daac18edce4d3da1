"""Made-up people: their hidden traits as arrays, one entry a person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicebot.simulation.population.society import PURPOSES, Society

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

HABITS = ("office", "home", "evening", "shift")
HABIT_SHARES = (0.45, 0.25, 0.2, 0.1)
"""Office workers, those mostly at home, those free only late, and those with no fixed hours."""

REGULAR = 1
CLIENTS = ("new", "regular")
OPTIONAL = np.array([str(purpose) in ("SURVEY", "MARKETING") for purpose in PURPOSES])


@dataclass(frozen=True, slots=True)
class People:
    """Shapes: (n,) for people, (n, purposes) for how each takes each purpose.

    `annoyance` alone changes, by what happens to them.
    """

    society: Society
    answer: Floats
    habit: Ints
    machine: Flags
    dead: Flags
    stranger: Flags
    aversion: Floats
    goal: Floats
    concerned: Flags
    patience: Floats
    joins: Ints  # the day from which they are on the lists
    client: Ints  # what the list says of them, which may be learned from
    annoyance: Floats

    def __len__(self) -> int:
        return len(self.answer)


def made_up(society: Society, count: int, days: int, rng: np.random.Generator) -> People:
    """So many people of a society, for a simulation of so many days."""
    newcomer = rng.random(count) < society.newcomers
    client = (rng.random(count) < np.where(newcomer, 0.1, 0.6)).astype(np.int64)
    never = rng.random(count) < society.never_answer
    answer = rng.normal(society.answer, society.answer_spread, count)
    colder: Floats = np.where(newcomer, society.newcomers_colder, 0.0)
    return People(
        society=society,
        answer=np.where(never, -6.0, answer),
        habit=rng.choice(len(HABITS), count, p=HABIT_SHARES),
        machine=rng.random(count) < society.machine,
        dead=rng.random(count) < society.dead,
        stranger=rng.random(count) < society.strangers,
        aversion=rng.normal(0.0, society.aversion_spread, count) + colder,
        goal=_goals(society, client, colder, rng),
        concerned=~OPTIONAL | (rng.random((count, len(PURPOSES))) >= society.unconcerned),
        patience=society.patience * np.exp(rng.normal(0.0, society.patience_spread, count)),
        joins=np.where(newcomer, days // 2, 0),
        client=client,
        annoyance=np.zeros(count),
    )


def _goals(society: Society, client: Ints, colder: Floats, rng: np.random.Generator) -> Floats:
    """The logit of each purpose's goal."""
    matters = [society.matters[purpose] for purpose in PURPOSES]
    middle = np.array([matter.goal for matter in matters])
    spread = np.array([matter.goal_spread for matter in matters])
    own = rng.normal(size=(len(client), len(PURPOSES))) * spread
    told = society.attribute_tells * (client - 0.5)
    wanted: Floats = middle + own + told[:, None] - colder[:, None]
    return wanted


def at_hand(habit: Ints, hour: Floats, weekday: Ints) -> Floats:
    """How much likelier (a logit) people of a habit answer at an hour; weekday 0 is Monday."""
    weekend = weekday >= 5
    evening = np.exp(-(((hour - 18.5) / 1.8) ** 2))
    midday = np.exp(-(((hour - 13.0) / 1.5) ** 2))
    office = np.where(weekend, 0.3, 1.3 * evening + 0.5 * midday - 0.6)
    home = np.where(hour < 10, -0.6, 0.5 - 0.8 * evening)
    late = np.where(weekend, 0.8 * midday, 1.8 * evening - 0.9)
    found: Floats = np.choose(habit, [office, home, late, np.zeros_like(hour)])
    return found
