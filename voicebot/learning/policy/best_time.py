"""At which hour a person is likeliest to answer and stay.

A cell is an hour of a weekday on the called party's clock. Its rate for a segment is shrunk to the
rate of all, and that of a number to its segment's, each by as much as the data say that segments
and numbers differ (empirical Bayes). A number has too few calls for 168 cells, so its own calls
count by part of the day, on workdays and at the weekend.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from voicebot.learning.local_clock import HOURS, WEEKDAYS, with_local_clock
from voicebot.learning.policy.shrinking import pooled, shrunk, strength
from voicebot.learning.targets import with_targets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELLS = HOURS * WEEKDAYS
PART_H = 3
_PARTS_A_DAY = HOURS // PART_H
PARTS = 2 * _PARTS_A_DAY
_FIRST_WEEKEND_DAY = 5


@dataclass(frozen=True, slots=True)
class BestTime:
    """Learned rates.

    `segments` is (segments + 1, CELLS), its last row of all; `hits` and `trials` are (numbers,
    PARTS), worth `weight` trials of the segment's rate.
    """

    segment_of: dict[str, int]
    segments: Floats
    number_of: dict[str, int]
    hits: Floats
    trials: Floats
    weight: float

    @classmethod
    def learn(cls, attempts: pl.DataFrame, segments: pl.Series) -> "BestTime":
        """From the table of attempts; `segments` names each attempt's segment, in its order."""
        seen = with_local_clock(attempts).with_columns(
            with_targets(attempts)["reach"], segments.fill_null("").alias("segment")
        )
        seen = seen.drop_nulls(["reach", "local_hour"])
        cell = _cell(seen["local_weekday"].to_numpy(), seen["local_hour"].to_numpy())
        reach = seen["reach"].to_numpy().astype(np.float64)
        names, segment = _coded(seen["segment"])
        numbers, number = _coded(seen["number"])
        rates = _by_segment(segment, len(names), cell, reach)
        hits = _counted(number, len(numbers), part_of(cell), PARTS, reach)
        trials = _counted(number, len(numbers), part_of(cell), PARTS, np.ones_like(reach))
        weight = strength(hits.ravel(), trials.ravel())
        return cls(names, rates, numbers, hits, trials, weight)

    def reach(self, numbers: Sequence[str], segments: Sequence[str], weekday: Ints) -> Floats:
        """The chance of reaching each number at each hour of its day, (n, 24); Monday is 1."""
        whole = len(self.segment_of)
        segment = np.array([self.segment_of.get(name, whole) for name in segments], dtype=np.int64)
        hours = np.arange(HOURS)
        cells = _cell(weekday[:, None], hours[None, :])
        towards = self.segments[segment[:, None], cells]
        place = np.array([self.number_of.get(number, -1) for number in numbers], dtype=np.int64)
        known = place >= 0
        part = part_of(cells)
        rows = np.where(known, place, 0)[:, None]
        if not self.number_of:
            return towards
        hits = self.hits[rows, part] * known[:, None]
        trials = self.trials[rows, part] * known[:, None]
        return shrunk(hits, trials, towards, self.weight)


def part_of(cell: Ints) -> Ints:
    """The part of the day, on workdays or at the weekend, in which a cell lies."""
    weekend = cell // HOURS >= _FIRST_WEEKEND_DAY
    return np.asarray(weekend * _PARTS_A_DAY + cell % HOURS // PART_H, dtype=np.int64)


def spread_out(reach: Floats, hours: Sequence[int], room: float) -> Ints:
    """An hour for each call, the best that has room, given first to whom it matters most.

    `room` is the share of the calls that one hour can take: lines are few. Whoever gains most by
    their best hour over a middling one chooses first.
    """
    allowed = np.asarray(hours, dtype=np.int64)
    rates = reach[:, allowed]
    most = max(int(np.ceil(room * len(rates))), int(np.ceil(len(rates) / len(allowed))))
    left = np.full(len(allowed), most)
    chosen = np.zeros(len(rates), dtype=np.int64)
    for row in np.argsort(np.median(rates, axis=1) - rates.max(axis=1), kind="stable"):
        place = int(np.argmax(np.where(left > 0, rates[row], -1.0)))
        left[place] -= 1
        chosen[row] = allowed[place]
    return chosen


def _by_segment(segment: Ints, count: int, cell: Ints, reach: Floats) -> Floats:
    """Each segment's rate at each cell, shrunk to that of all; the last row is all."""
    ones = np.ones_like(reach)
    whole = np.zeros_like(cell)
    all_hits = _counted(whole, 1, cell, CELLS, reach)[0]
    all_trials = _counted(whole, 1, cell, CELLS, ones)[0]
    rate, weight = pooled(all_hits, all_trials), strength(all_hits, all_trials)
    overall = shrunk(all_hits, all_trials, rate, weight)
    hits = _counted(segment, count, cell, CELLS, reach)
    trials = _counted(segment, count, cell, CELLS, ones)
    each = shrunk(hits, trials, overall[None, :], strength(hits.ravel(), trials.ravel()))
    return np.vstack([each, overall[None, :]])


def _cell(weekday: Ints, hour: Ints) -> Ints:
    return np.asarray((weekday.astype(np.int64) - 1) * HOURS + hour, dtype=np.int64)


def _counted(owner: Ints, owners: int, place: Ints, places: int, what: Floats) -> Floats:
    found = np.bincount(owner * places + place, what, owners * places)
    return found.astype(np.float64).reshape(owners, places)


def _coded(names: pl.Series) -> tuple[dict[str, int], Ints]:
    known = names.unique().sort()
    codes = {name: code for code, name in enumerate(known.to_list())}
    places = [codes[name] for name in names.to_list()]
    return codes, np.array(places, dtype=np.int64)
