"""A model in force and the table of worth, put to calls: one, or a list of a million."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import polars as pl
from polars import col

from voicebot.contacts.purpose import Purpose
from voicebot.learning.features import build_features
from voicebot.learning.features_of_one import features_of_one
from voicebot.learning.policy.deciding import Action, Judged, judge, judge_one
from voicebot.learning.policy.reasons import Reason, reasons_of_one
from voicebot.learning.policy.worth import Chances, WorthTable

Row = Mapping[str, Any]

TASK = "calls"
"""What the models of calls are called on the shelf."""

THRESHOLD = 0.0
"""A call that is worth less than nothing is not placed."""


class Foretells(Protocol):
    """A model of calls: what is in force, as a rule."""

    @property
    def version(self) -> str:
        """Its name among the versions."""
        ...

    @property
    def attributes(self) -> tuple[str, ...]:
        """The contact attributes that it learned from."""
        ...

    def foretell(self, features: pl.DataFrame) -> pl.DataFrame:
        """harm, reach and success, each 0 to 1, of every row of `build_features`."""
        ...

    def chances(self, values: Row) -> tuple[float, float, float]:
        """The same of one row, from its features by name."""
        ...

    def chances_of_few(self, rows: Sequence[Row]) -> list[tuple[float, float, float]]:
        """The same of a few rows at once."""
        ...


@dataclass(frozen=True, slots=True)
class Scored:
    """What was said of one call; `because` is empty where it may be placed."""

    judged: Judged
    chances: Chances
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """Says of calls what they are worth, and whom to leave alone."""

    model: Foretells
    worth: WorthTable

    def one(self, past: Iterable[Row], asked: Row, luck: float) -> Scored:
        """`past` are the person's attempts in order of time, `asked` the question."""
        features = features_of_one(past, asked, self.model.attributes)
        chances = Chances(*self.model.chances(features))
        refused = features["refusals"] + features["harms"] + (features["complaints_open"] or 0) > 0
        judged = judge_one(Purpose(asked["purpose"]), refused, chances, self.worth, luck)
        if judged.action is Action.CALL:
            return Scored(judged, chances, ())
        return Scored(judged, chances, reasons_of_one(features, judged.worth, self._weigh))

    def _weigh(self, calls: Sequence[Row]) -> list[float]:
        """What each call with such features is expected to be worth."""
        foretold = self.model.chances_of_few(calls)
        return [
            self.worth.of_one(Purpose(features["purpose"]), Chances(*chances)).worth
            for features, chances in zip(calls, foretold, strict=True)
        ]

    def many(self, past: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
        """Whom of a list to leave alone: `number`, `purpose`, `reason`, `worth`, `harm`, `reach`.

        Both are tables of attempts (`conform`ed). Nobody is called against the score, and no
        reasons are told: this only counts.
        """
        both = pl.concat([past, asked])
        features = build_features(both, self.model.attributes).tail(asked.height)
        chances = self.model.foretell(features)
        judged = judge(features, chances, self.worth, np.ones(asked.height))
        told = pl.concat([asked.select("number", "purpose"), judged, chances], how="horizontal")
        left = told.filter(col("action") != str(Action.CALL))
        return left.select("number", "purpose", "reason", "worth", "harm", "reach")
