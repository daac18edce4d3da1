"""The product's hard rules, as a simulated dialler keeps them, and parts of them.

What every dialler here keeps: an opt-out, a threat and abuse with a demand to stop are for good, a
wrong or dead number is not called again, and nobody is called more than once a day, twice a week
and four times in thirty days (the default profile). What can be left out, to see what it does: the
silences after refusals (voicebot/outcomes/consequences.py, and the default profile's silence for
optional purposes), and "two unanswered contacts: no third".
"""

from dataclasses import dataclass

import numpy as np

from voicebot.outcomes.consequences import SILENT_COOLDOWN, SILENT_LIMIT, SOFT_COOLDOWN
from voicebot.simulation.population.endings import Ending
from voicebot.simulation.population.people import OPTIONAL, Flags, Ints
from voicebot.simulation.population.society import PURPOSES

FOR_GOOD = 1_000_000
SILENCE_DAYS = np.array([0, 0, 60, 365])  # default profile; surveys 60 days, marketing a year
COMPLAINT_DAYS = 30  # answered by then: voicebot/contacts/feedback.py
_CAPS = ((7, 2), (30, 4))

_UNANSWERED = (Ending.NO_ANSWER, Ending.BUSY, Ending.REJECTED)
_STOPS = (Ending.OPT_OUT, Ending.REASONED, Ending.THREAT, Ending.WRONG_NUMBER, Ending.INVALID)
_REFUSALS = (
    Ending.SOFT_REFUSAL, Ending.DEFERRED, Ending.HOSTILE, Ending.OPT_OUT, Ending.REASONED,
    Ending.COMPLAINT, Ending.THREAT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleSet:
    """`silences` after refusals; the most unanswered contacts in a row, of all and of a campaign.

    None: any number of them.
    """

    silences: bool
    most_unanswered: int | None = None
    most_of_campaign: int | None = None


class HouseRules:
    """What the rules remember of each of `count` people."""

    def __init__(self, rules: RuleSet, count: int) -> None:
        self._rules = rules
        self._until = np.zeros(count, dtype=np.int64)
        self._until_for = np.zeros((count, len(PURPOSES)), dtype=np.int64)
        self._silent = np.zeros(count, dtype=np.int64)
        self._unanswered = np.zeros(count, dtype=np.int64)
        self._called = np.zeros((count, 30), dtype=bool)  # by the day's place in thirty

    def begin(self, day: int) -> None:
        """A new day: what was thirty days ago is out of the caps."""
        self._called[:, day % 30] = False

    def allow(self, people: Ints, purpose: Ints, day: int) -> Flags:
        """Which of these calls every rule lets through."""
        free = (self._until[people] <= day) & (self._until_for[people, purpose] <= day)
        for days, most in _CAPS:
            inside = [(day - back) % 30 for back in range(days)]
            free &= self._called[people][:, inside].sum(axis=1) < most
        if self._rules.most_unanswered is not None:
            free &= self._unanswered[people] < self._rules.most_unanswered
        return np.asarray(free)

    def follow(self, people: Ints, purpose: Ints, ending: Ints, day: int) -> None:
        """What follows from a day's calls; a person is in it once."""
        self._called[people, day % 30] = True
        unanswered = np.isin(ending, _UNANSWERED)
        self._unanswered[people] = np.where(unanswered, self._unanswered[people] + 1, 0)
        self._stop(people[np.isin(ending, _STOPS)], FOR_GOOD)
        if self._rules.silences:
            self._keep_silence(people, purpose, ending, day)

    def _keep_silence(self, people: Ints, purpose: Ints, ending: Ints, day: int) -> None:
        self._stop(people[np.isin(ending, (Ending.HOSTILE, Ending.DEFERRED))], FOR_GOOD)
        self._stop(people[ending == Ending.SOFT_REFUSAL], day + SOFT_COOLDOWN.days)
        silent = people[ending == Ending.EARLY_HANGUP]
        self._silent[silent] += 1
        again = silent[self._silent[silent] >= SILENT_LIMIT]
        self._stop(again, day + SILENT_COOLDOWN.days)
        complained = people[ending == Ending.COMPLAINT]
        for optional in np.flatnonzero(OPTIONAL):
            self._stop_for(complained, np.full_like(complained, optional), day + COMPLAINT_DAYS)
        refused = np.isin(ending, _REFUSALS)
        self._stop_for(people[refused], purpose[refused], day + SILENCE_DAYS[purpose[refused]])

    def _stop(self, people: Ints, until: int) -> None:
        self._until[people] = np.maximum(self._until[people], until)

    def _stop_for(self, people: Ints, purpose: Ints, until: Ints | int) -> None:
        self._until_for[people, purpose] = np.maximum(self._until_for[people, purpose], until)
