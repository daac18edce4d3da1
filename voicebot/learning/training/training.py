"""From a table to a trained classifier."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voicebot.learning.arrays import Flags, Numbers
from voicebot.learning.tables.table import Table
from voicebot.learning.training.calibrating import AS_IT_IS, Calibration, calibrated
from voicebot.learning.training.candidates import fit
from voicebot.learning.training.choosing import Choice, choose
from voicebot.learning.training.encoding import Encoder
from voicebot.learning.training.model import Model, usual_row
from voicebot.learning.training.rows import Rows
from voicebot.learning.training.side_by_side import side_by_side
from voicebot.learning.training.validation import Fold, Tried

_LEAST_TO_CALIBRATE = 10  # of yes and of no
_EARLIER_WEIGHT = 0.5  # of a row in the last fold but one that does not overlap


@dataclass(frozen=True, slots=True)
class Trained:
    """The model, and how it was chosen."""

    model: Model
    choice: Choice


def train(table: Table) -> Trained:
    """Choose by validation in time, calibrate on the rows foretold there, learn from all rows."""
    encoder = Encoder.of(table.frame)
    rows = Rows.of(encoder, table)
    choice = choose(rows)
    calibration = calibration_of(choice, choice.blend)
    fitted = side_by_side(lambda one: fit(one, rows), choice.shares)
    members = tuple(zip(fitted, choice.shares.values(), strict=True))
    usual = usual_row(rows.thinned().matrix, len(encoder.numbers))
    return Trained(Model(encoder, members, calibration, usual), choice)


def relearned(trained: Trained, table: Table) -> Model:
    """The members that were chosen learn from all rows of another table with the same columns.

    Shares and calibration stay as they were measured.
    """
    encoder = Encoder.of(table.frame)
    rows = Rows.of(encoder, table)
    shares = trained.choice.shares
    fitted = side_by_side(lambda one: fit(one, rows), shares)
    members = tuple(zip(fitted, shares.values(), strict=True))
    usual = usual_row(rows.thinned().matrix, len(encoder.numbers))
    return Model(encoder, members, trained.model.calibration, usual)


def calibration_of(choice: Choice, tried: Tried | None) -> Calibration:
    """On the last fold and the one that ends where it begins: both are later than their model."""
    if tried is None:
        return AS_IT_IS
    folds = choice.validation.folds
    chosen = [len(folds) - 1]
    chosen += [k for k, f in enumerate(folds) if f.end <= folds[-1].origin][-1:]
    found = np.concatenate([tried.odds[k] for k in chosen])
    target, weights = _outcome(choice, [folds[k] for k in chosen])
    if min(int(target.sum()), int((~target).sum())) < _LEAST_TO_CALIBRATE:
        return AS_IT_IS
    return calibrated(found, target, weights)


def _outcome(choice: Choice, folds: Sequence[Fold]) -> tuple[Flags, Numbers]:
    targets = [choice.validation.target(fold) for fold in folds]
    weights = [
        choice.validation.weights(fold) * (1.0 if place == 0 else _EARLIER_WEIGHT)
        for place, fold in enumerate(folds)
    ]
    return np.concatenate(targets), np.concatenate(weights)
