"""The three chances of a call by trained classifiers, and how they lie on the shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from voicebot.learning.policy.foretelling import ShrunkRates
from voicebot.learning.policy.scoring import TASK
from voicebot.learning.shelf import Shelf
from voicebot.learning.targets import TARGETS
from voicebot.learning.training.model import chances_of_each
from voicebot.learning.training.model_file import Stored, as_parts, from_parts

__all__ = ["RATES", "TASK", "CallModel", "taken"]

RATES = "rates"
"""The name on the shelf of the shrunk rates that every version has beside its classifiers."""


@dataclass(frozen=True, slots=True, eq=False)
class CallModel:
    """A classifier for each target, and the shrunk rates of the same calls.

    Without classifiers the rates speak: the cold start.
    """

    classifiers: Mapping[str, Stored]
    rates: ShrunkRates

    def foretell(self, features: pl.DataFrame) -> pl.DataFrame:
        """As in Foretelling."""
        if not self.classifiers:
            return self.rates.foretell(features)
        models = [one.model for one in self.classifiers.values()]
        found = chances_of_each(models, features)
        return pl.DataFrame(dict(zip(self.classifiers, found, strict=True)))

    def chances_of_few(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[float, float, float]]:
        """harm, reach and success of a few calls at once, from their features by name.

        It takes milliseconds, and hardly longer for several than for one.
        """
        if not self.classifiers:
            return self.rates.foretell(pl.DataFrame(rows)).rows()
        models = [self.classifiers[name].model for name in TARGETS]
        same = models[0].encoder.rows(rows)  # the three learned from one table, as a rule
        found = [
            one.chances_of_matrix(
                same if one.encoder == models[0].encoder else one.encoder.rows(rows)
            )
            for one in models
        ]
        return [(harm, reach, success) for harm, reach, success in np.column_stack(found).tolist()]

    def as_parts(self) -> dict[str, Any]:
        """By name, what the shelf stores."""
        parts = {name: as_parts(one) for name, one in self.classifiers.items()}
        return parts | {RATES: self.rates.as_parts()}


def taken(shelf: Shelf, version: str) -> CallModel:
    """A version. Raises NotFound, ModelDamaged."""
    rates = ShrunkRates.from_parts(shelf.take(TASK, RATES, version))
    if shelf.names(TASK, version) == (RATES,):
        return CallModel({}, rates)
    classifiers = {name: from_parts(shelf.take(TASK, name, version)) for name in TARGETS}
    return CallModel(classifiers, rates)
