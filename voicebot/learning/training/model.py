"""A trained classifier of yes or no: rows in, calibrated chances out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from voicebot.learning.arrays import Numbers
from voicebot.learning.training.calibrating import Calibration
from voicebot.learning.training.candidates import Member
from voicebot.learning.training.encoding import Encoder
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

    def odds(self, frame: pl.DataFrame) -> Numbers:
        """Log-odds of each row before calibration."""
        return odds_of_each([self], frame)[0]

    def chances(self, frame: pl.DataFrame) -> Numbers:
        """The chance of a yes of each row, 0 to 1."""
        return self.calibration.chances(self.odds(frame))

    def chance(self, values: Mapping[str, Any]) -> float:
        """The chance of one row, given by column; within a few milliseconds."""
        return float(self.chances_of_few([values])[0])

    def chances_of_few(self, rows: Sequence[Mapping[str, Any]]) -> Numbers:
        """The chance of each of a few rows, given by column; quick to begin, slow for many."""
        return self.chances_of_matrix(self.encoder.rows(rows))

    def chances_of_matrix(self, matrix: Numbers) -> Numbers:
        """The same of rows that the encoder has encoded."""
        return self.calibration.chances(self._few(matrix))

    def contributions(self, values: Mapping[str, Any]) -> dict[str, float]:
        """By how much each column moves the row's log-odds away from its usual value's.

        The column is set to what is usual, all others stay (occlusion). The strongest come first.
        """
        row = self.encoder.row(values)
        others = np.tile(row, (len(row) + 1, 1))
        np.fill_diagonal(others, self.usual)
        odds = self._few(others)
        moved = odds[-1] - odds[:-1]
        found = dict(zip(self.encoder.columns, map(float, moved), strict=True))
        return dict(sorted(found.items(), key=lambda item: -abs(item[1])))

    def _odds(self, matrix: Numbers) -> Numbers:
        total = np.zeros(len(matrix))
        for member, share in self.members:
            total += share * bounded(member.odds(matrix))
        return total

    def _few(self, matrix: Numbers) -> Numbers:
        total = np.zeros(len(matrix))
        for member, share in self.members:
            total += share * bounded(member.few(matrix))
        return total


def odds_of_each(models: Sequence[Model], frame: pl.DataFrame) -> list[Numbers]:
    """Log-odds of each row by each of some models; what they encode alike is encoded once."""

    def work(part: pl.DataFrame) -> list[Numbers]:
        matrix, by = np.empty((0, 0)), None
        found = []
        for model in models:
            if model.encoder != by:
                matrix, by = model.encoder.matrix(part), model.encoder
            found.append(model._odds(matrix))
        return found

    found = side_by_side(work, frame.iter_slices(_CHUNK)) or [[np.empty(0)] * len(models)]
    return [np.concatenate([part[k] for part in found]) for k in range(len(models))]


def chances_of_each(models: Sequence[Model], frame: pl.DataFrame) -> list[Numbers]:
    """The chances of a yes of each row, 0 to 1, by each of some models."""
    odds = odds_of_each(models, frame)
    return [model.calibration.chances(one) for model, one in zip(models, odds, strict=True)]


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
