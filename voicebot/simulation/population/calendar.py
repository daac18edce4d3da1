"""Who is on which campaign's list, and from which day: the same whatever policy calls."""

from dataclasses import dataclass

import numpy as np

from voicebot.simulation.population.people import Ints, People
from voicebot.simulation.population.society import PURPOSES

MONTH = 30
OPEN_DAYS = 14
"""A campaign tries so long; a reminder that comes later helps nobody."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One entry for each person on a campaign's list: (entries,), in order of the day."""

    people: Ints
    purpose: Ints  # an index of PURPOSES
    opens: Ints
    month: Ints

    def __len__(self) -> int:
        return len(self.people)


def drawn_up(people: People, days: int, rng: np.random.Generator) -> Calendar:
    """Each month each purpose has a campaign; its list is worked through in ten days."""
    months = np.arange((days + MONTH - 1) // MONTH)
    shares = np.array([people.society.matters[purpose].a_month for purpose in PURPOSES])
    listed = rng.random((len(months), len(PURPOSES), len(people))) < shares[None, :, None]
    opens = months[:, None, None] * MONTH + rng.integers(0, 10, listed.shape)
    listed &= (opens < days) & (opens >= people.joins[None, None, :])
    month, purpose, who = np.nonzero(listed)
    when = opens[listed]
    order = np.argsort(when, kind="stable")
    return Calendar(who[order], purpose[order], when[order], month[order])
