"""A policy that learns inside the loop, each week, from what its own calls showed it.

It sees the diary and nothing of the people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from voicebot.learning.features import build_features
from voicebot.learning.policy.best_time import BestTime, spread_out
from voicebot.learning.policy.deciding import judge
from voicebot.learning.policy.fitting import fit
from voicebot.learning.policy.foretelling import Foretelling
from voicebot.learning.policy.worth import Enough, own_worth
from voicebot.learning.targets import with_targets
from voicebot.simulation.population.people import Floats, Ints

HOURS: Sequence[int] = range(9, 20)
ROOM = 0.2
"""The share of a day's calls that one hour's lines can take; spread evenly it would be 0.09."""

NEVER = Enough(calls=10**9, harms=1, successes=1)


@dataclass(slots=True)
class Learner:
    """`attributes` are those of the contact that may be learned from; the rest as in Policy."""

    attributes: Sequence[str]
    model: bool
    times: bool
    seed: int
    chosen_in_time: bool = False
    _foretells: Foretelling | None = None
    _best_time: BestTime | None = None

    def learn(self, attempts: pl.DataFrame) -> None:
        """Take in everything so far."""
        if attempts.is_empty():
            return
        worth = own_worth()
        features, targets = build_features(attempts, self.attributes), with_targets(attempts)
        enough = worth.enough if self.model else NEVER
        self._foretells = fit(
            attempts, features, targets, enough, self.attributes, self.seed, self.chosen_in_time
        )
        if self.times:
            self._best_time = BestTime.learn(attempts, _segments(attempts))

    def hours(self, asked: pl.DataFrame, weekday: int) -> Ints | None:
        """The hour for each question, or None where nothing was learned of hours."""
        if self._best_time is None:
            return None
        monday_is_1 = np.full(asked.height, weekday + 1, dtype=np.int64)
        names, segments = asked["number"].to_list(), _segments(asked).to_list()
        reach = self._best_time.reach(names, segments, monday_is_1)
        return spread_out(reach, HOURS, ROOM)

    def judge(self, asked: pl.DataFrame, past: pl.DataFrame, luck: Floats) -> pl.DataFrame:
        """What to do with each question, by the history of those asked about."""
        if self._foretells is None:
            return judge(asked, None, own_worth(), luck)
        features = build_features(pl.concat([past, asked]), self.attributes).tail(asked.height)
        return judge(features, self._foretells.foretell(features), own_worth(), luck)


def _segments(attempts: pl.DataFrame) -> pl.Series:
    """Those of one word on the contact list are a segment."""
    first = attempts["attributes"].list.first().struct.field("value")
    return first.alias("segment")
