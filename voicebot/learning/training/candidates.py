"""The kinds of model that are tried, each in one line."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from voicebot.learning.arrays import Flags, Numbers
from voicebot.learning.training.boosted import Size, boosted
from voicebot.learning.training.design import Design
from voicebot.learning.training.forest import Forest
from voicebot.learning.training.linear import Linear, logistic, shrunk_rates
from voicebot.learning.training.rows import Rows

Member = Linear | Forest


class Family(StrEnum):
    """What a candidate is made of."""

    RATES = "rates"
    LOGISTIC = "logistic"
    TREES = "trees"


class Past(StrEnum):
    """Which of the earlier rows count."""

    ALL = "all"
    FADING = "fading"  # half the weight each time a quarter of the rows has gone by
    RECENT = "recent"  # the later half alone


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to learn; `strength` is of logistic regression, `size` of trees.

    `cut` cuts numbers into ranges; `steady` leaves out the columns that tell the time; `history`
    leaves only the columns of the person's own past.
    """

    family: Family
    strength: float = 1.0
    cut: bool = False
    size: Size | None = None
    past: Past = Past.ALL
    steady: bool = False
    history: bool = False
    title: str = ""

    @property
    def name(self) -> str:
        """In words, for cards and reports."""
        steady = ", without columns that tell the time" if self.steady else ""
        past = {Past.ALL: "", Past.FADING: ", fading past", Past.RECENT: ", recent half"}
        return f"{self.title}{past[self.past]}{steady}"


SMALL = Size(leaves=4, rounds=80, rate=0.12, least_share=0.01, columns_share=0.4)
MIDDLE = Size(leaves=8, rounds=80, rate=0.1, least_share=0.004, columns_share=0.5)
LARGE = Size(leaves=31, rounds=60, rate=0.1, least_share=0.001)

BASELINE = Candidate(Family.RATES, cut=True, history=True, title="shrunk rates")

FIRST_ROUND = (
    BASELINE,
    Candidate(Family.LOGISTIC, strength=0.003, title="logistic, strongly regularised"),
    Candidate(Family.LOGISTIC, strength=0.1, title="logistic"),
    Candidate(Family.LOGISTIC, strength=0.02, cut=True, title="logistic with ranges"),
    Candidate(Family.TREES, size=SMALL, title="small trees"),
    Candidate(Family.TREES, size=MIDDLE, title="middle trees"),
    Candidate(Family.TREES, size=LARGE, title="large trees"),
)


def drift_variants(best: Candidate, clocks: bool) -> list[Candidate]:
    """The candidate with other views of the past; with `clocks`, without columns that tell time."""
    found = [replace(best, past=past) for past in (Past.FADING, Past.RECENT)]
    if clocks:
        found += [replace(best, steady=True, past=past) for past in (Past.ALL, Past.RECENT)]
    return found


def fit(candidate: Candidate, rows: Rows) -> Member:
    """Learn from rows in order of time."""
    rows, weights = _of_past(candidate.past, rows)
    columns = rows.columns(candidate.steady, candidate.history)
    if candidate.family is Family.TREES and candidate.size is not None:
        categories = frozenset(rows.sizes)
        return boosted(candidate.size, rows.matrix, rows.target, weights, columns, categories)
    design = Design.of(rows.matrix, columns, rows.sizes, candidate.cut)
    if candidate.family is Family.RATES:
        return shrunk_rates(design, rows.matrix, rows.target, weights)
    return logistic(design, rows.matrix, rows.target, weights, candidate.strength)


def _of_past(past: Past, rows: Rows) -> tuple[Rows, Numbers]:
    count = len(rows.target)
    if past is Past.RECENT:
        later = rows.part(count // 2, count)
        if _both(later.target):
            return later, later.weights
    if past is Past.FADING:
        age = (count - 1 - np.arange(count)) / count
        faded = rows.weights * 0.5 ** (4 * age)
        return rows, faded / faded.mean()
    return rows, rows.weights


def _both(target: Flags) -> bool:
    return bool(target.any() and not target.all())
