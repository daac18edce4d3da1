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
from voicebot.learning.policy.reasons import Reason, as_if_never, happened, heaviest
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

    def chances_of_few(self, rows: Sequence[Row]) -> list[tuple[float, float, float]]:
        """The same of a few rows at once, from their features by name."""
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
        """`past` are the person's attempts in order of time, `asked` the question.

        The call and what it would be without each topic of its history are put to the model
        together: that takes hardly longer than the call alone.
        """
        features = features_of_one(past, asked, self.model.attributes)
        told, purpose = happened(features), Purpose(asked["purpose"])
        without = (as_if_never(features, topic) for topic in told)
        chances, *others = (Chances(*c) for c in self.model.chances_of_few([features, *without]))
        refused = features["refusals"] + features["harms"] + (features["complaints_open"] or 0) > 0
        judged = judge_one(purpose, refused, chances, self.worth, luck)
        if judged.action is Action.CALL:
            return Scored(judged, chances, ())
        gains = [self.worth.of_one(purpose, other).worth - judged.worth for other in others]
        weighed = list(zip(told, gains, strict=True))
        return Scored(judged, chances, heaviest(weighed, features))

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
