"""The simulated calls as our records would have them: all that a learner gets to see."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from polars import col

from voicebot.learning.attempts import ATTRIBUTES, MOMENT, conform
from voicebot.simulation.population.endings import as_recorded
from voicebot.simulation.population.people import CLIENTS, Flags, Floats, Ints, People
from voicebot.simulation.population.reacting import Calls, Reactions
from voicebot.simulation.population.society import PURPOSES

ZONE = "Europe/Moscow"
FIRST_DAY = datetime(2026, 1, 4, 21, tzinfo=UTC)
"""Midnight of a Monday in ZONE, which has no summer time."""

ATTRIBUTE = "client"
FIRST_NUMBER = 9_000_000_000


@dataclass(frozen=True, slots=True)
class Decided:
    """What the policy said of each call that was placed."""

    explored: Flags
    propensity: Floats


class Diary:
    """Turns calls into rows of the table of attempts, and keeps them."""

    def __init__(self, people: People) -> None:
        count = len(people)
        numbers = pl.Series("number", FIRST_NUMBER + np.arange(count), pl.Int64)
        self._numbers = pl.Series("number", [f"+7{number}" for number in numbers.to_list()])
        told = [[{"name": ATTRIBUTE, "value": CLIENTS[client]}] for client in people.client]
        self._attributes = pl.Series("attributes", told, ATTRIBUTES)
        self._rows = conform(
            pl.DataFrame(schema={"attempt_id": pl.String, "number": pl.String, "at": MOMENT,
                                 "purpose": pl.String})
        )  # fmt: skip

    @property
    def attempts(self) -> pl.DataFrame:
        """Every call so far, in order of the days."""
        return self._rows

    def numbers(self, people: Ints) -> pl.Series:
        """Their telephone numbers."""
        return self._numbers.gather(people)

    def asked(self, calls: Calls) -> pl.DataFrame:
        """Questions about calls that are not placed yet."""
        return conform(self._before(calls))

    def write(self, calls: Calls, reactions: Reactions, decided: Decided) -> None:
        """Enter a day's calls."""
        rows = self._before(calls).with_columns(
            *as_recorded(pl.Series(reactions.ending)),
            pl.Series("talk_s", reactions.talk_s).fill_nan(None),
            pl.Series("ring_s", reactions.ring_s),
            pl.Series("explored", decided.explored),
            pl.Series("propensity", decided.propensity),
        )
        self._rows = pl.concat([self._rows, conform(rows)])

    def _before(self, calls: Calls) -> pl.DataFrame:
        """What is known of a call before it is placed."""
        names = pl.Series([str(purpose) for purpose in PURPOSES])
        midnight = FIRST_DAY + timedelta(days=calls.day)
        purpose = names.gather(calls.purpose)
        return pl.DataFrame(
            {
                "number": self.numbers(calls.people),
                "attributes": self._attributes.gather(calls.people),
                "purpose": purpose,
                "_hour": calls.hour,
            }
        ).select(
            pl.format("{} {}", pl.lit(calls.day), "number").alias("attempt_id"),
            "number",
            "purpose",
            "attributes",
            at=(pl.lit(midnight) + pl.duration(seconds=(col("_hour") * 3600).round())).cast(MOMENT),
            zone=pl.lit(ZONE),
            campaign_id=pl.format("{} {}", "purpose", pl.lit(calls.day // 30)),
        )
