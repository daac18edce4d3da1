"""A trained classifier of yes or no: rows in, calibrated chances out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from voicebot.learning.arrays import Numbers
from voicebot.learning.training.boosted import Boosted, Trees, trees_of
from voicebot.learning.training.calibrating import Calibration
from voicebot.learning.training.candidates import Member
from voicebot.learning.training.encoding import Encoder
from voicebot.learning.training.linear import Linear
from voicebot.learning.training.side_by_side import side_by_side
from voicebot.learning.training.validation import bounded

_CHUNK = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Members with their shares; the mean of their log-odds, calibrated.

    `usual` is the typical value of each column of the matrix, that reasons are told against.
    """

    encoder: Encoder
    members: tuple[tuple[Member, float], ...]
    calibration: Calibration
    usual: Numbers
    trees: Mapping[int, Trees] = field(default_factory=dict)

    def odds(self, frame: pl.DataFrame) -> Numbers:
        """Log-odds of each row before calibration."""
        found = side_by_side(self._odds_of, frame.iter_slices(_CHUNK))
        return np.concatenate(found) if found else np.empty(0)

    def chances(self, frame: pl.DataFrame) -> Numbers:
        """The chance of a yes of each row, 0 to 1."""
        return self.calibration.chances(self.odds(frame))

    def chance(self, values: Mapping[str, Any]) -> float:
        """The chance of one row, given by column; within a few milliseconds."""
        odds = self._one(self.encoder.row(values))
        return float(self.calibration.chances(np.array([odds]))[0])

    def contributions(self, values: Mapping[str, Any]) -> dict[str, float]:
        """By how much each column moves the row's log-odds away from its usual value's.

        The column is set to what is usual, all others stay (occlusion). The strongest come first.
        """
        row = self.encoder.row(values)
        here = self._one(row)
        others = np.tile(row, (len(row), 1))
        np.fill_diagonal(others, self.usual)
        moved = here - self._odds(others)
        found = dict(zip(self.encoder.columns, map(float, moved), strict=True))
        return dict(sorted(found.items(), key=lambda item: -abs(item[1])))

    def _odds_of(self, frame: pl.DataFrame) -> Numbers:
        return self._odds(self.encoder.matrix(frame))

    def _odds(self, matrix: Numbers) -> Numbers:
        total = np.zeros(len(matrix))
        for member, share in self.members:
            total += share * bounded(member.odds(matrix))
        return total

    def _one(self, row: Numbers) -> float:
        total = 0.0
        for place, (member, share) in enumerate(self.members):
            trees = self.trees.get(place)
            odds = trees.odds(row) if trees else _odds_of_one(member, row)
            total += share * float(bounded(np.array(odds)))
        return total


def _odds_of_one(member: Member, row: Numbers) -> float:
    return member.one(row) if isinstance(member, Linear) else float(member.odds(row[None, :])[0])


def model_of(
    encoder: Encoder,
    members: tuple[tuple[Member, float], ...],
    calibration: Calibration,
    usual: Numbers,
) -> Model:
    """The model, with its trees laid out for single rows."""
    trees = {k: trees_of(one) for k, (one, _) in enumerate(members) if isinstance(one, Boosted)}
    return Model(encoder, members, calibration, usual, trees)


def usual_row(matrix: Numbers, numbers: int) -> Numbers:
    """The median of each number, the commonest code of each category."""
    usual = np.full(matrix.shape[1], np.nan)
    for column in range(matrix.shape[1]):
        there = matrix[np.isfinite(matrix[:, column]), column]
        if there.size:
            usual[column] = _commonest(there) if column >= numbers else np.median(there)
    return usual


def _commonest(codes: Numbers) -> float:
    return float(np.bincount(codes.astype(np.intp)).argmax())
