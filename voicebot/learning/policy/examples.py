"""Calls as examples: what was known before each, and what came of it, in order of time."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import polars as pl
from polars import col

from voicebot.learning.arrays import Flags
from voicebot.learning.features import CATEGORIES, NUMBERS, attribute, build_features
from voicebot.learning.measures.costs import Costs
from voicebot.learning.policy.worth import Enough, WorthTable
from voicebot.learning.tables.leaks import Suspect, examined
from voicebot.learning.tables.opening import leak_of
from voicebot.learning.tables.recipe import Recipe
from voicebot.learning.tables.table import Origin, Table
from voicebot.learning.tables.usable import unusable
from voicebot.learning.targets import CORRECTED_WEIGHT, with_targets

UNANSWERED = 2
"""The rule that models are compared with: so many unanswered in a row, then no further call."""

_LEAST_COST = 0.05  # of what a miss costs: an alarm that costs nothing would choose everybody


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """n calls that teach, the oldest first; the three frames have their rows in common.

    `calls` are the attempts, `features` those of `build_features`, `targets` harm, reach, success
    and weight. `attributes` are the contact attributes among the features.
    """

    calls: pl.DataFrame
    features: pl.DataFrame
    targets: pl.DataFrame
    attributes: tuple[str, ...]

    @classmethod
    def of(cls, attempts: pl.DataFrame, attributes: Sequence[str] = ()) -> "Examples":
        """From the table of attempts (`conform`ed), in order of time."""
        targets = with_targets(attempts)
        teaches = targets["weight"] > 0
        features = build_features(attempts, attributes).filter(teaches)
        return cls(attempts.filter(teaches), features, targets.filter(teaches), tuple(attributes))

    def __len__(self) -> int:
        return self.calls.height

    @property
    def counts(self) -> dict[str, int]:
        """How many there are, of which kind, and how many of them a supervisor corrected."""
        said = {"harms": "harm", "reached": "reach", "successes": "success"}
        found = {name: int(self.targets[target].sum()) for name, target in said.items()}
        corrected = int((self.targets["weight"] == CORRECTED_WEIGHT).sum())
        return {"calls": len(self), **found, "corrected": corrected}

    def are_few(self, enough: Enough) -> bool:
        """Whether there are fewer than a model needs."""
        found = self.counts
        return any(found[name] < least for name, least in enough.model_dump().items())

    def until(self, moment: datetime) -> int:
        """How many began until a moment (aware)."""
        return int((self.calls["at"] <= moment).sum())

    def head(self, count: int) -> "Examples":
        """The oldest ones."""
        return self._part(0, count)

    def tail(self, count: int) -> "Examples":
        """The newest ones."""
        return self._part(len(self) - count, len(self))

    def _part(self, start: int, stop: int) -> "Examples":
        rows = slice(start, stop)
        calls, features, targets = self.calls[rows], self.features[rows], self.targets[rows]
        return replace(self, calls=calls, features=features, targets=targets)

    def table(self, target: str, name: str = "calls") -> Table:
        """The table of one target. Columns from which nothing can be learned are left out.

        Raises Leak for a contact attribute that seems to be known only after the call.
        """
        at = self.calls["at"]
        frame = self.features.drop("attempt_id")
        frame = frame.drop([notice.column for notice in unusable(frame)])
        table = Table(
            frame=frame,
            target=self.targets[target].to_numpy().astype(np.bool_),
            weights=self.targets["weight"].to_numpy().astype(float),
            periods=at.dt.strftime("%Y-%m"),
            origin=Origin(name, self.digest, at[0].isoformat(), at[-1].isoformat()),
            segments={"purpose": self.features["purpose"]},
            rules=self._rules(target),
            history=tuple(n for n in (*NUMBERS, *CATEGORIES) if n in frame.columns),
        )
        _refuse_leaks(table, self.attributes)
        return table

    @property
    def digest(self) -> str:
        """SHA-256 over features and targets: the same examples have the same one, as long as the
        library that hashes their rows is the same.
        """
        found = hashlib.sha256()
        for frame in (self.features, self.targets):
            hashes = frame.drop("attempt_id").hash_rows(seed=0)
            found.update(hashes.to_numpy().tobytes())
        return found.hexdigest()

    def costs(self, target: str, worth: WorthTable) -> Costs:
        """What a miss and an alarm cost on average, by the table of worth.

        To choose for harm is to leave alone: a miss is an annoyed person, an alarm a call that
        would have been welcome. To choose for reach or success is to call.
        """
        rows = pl.concat([self.features.select("purpose"), self.targets], how="horizontal")
        worths = {str(p): one for p, one in worth.purposes.items()}
        told = rows.with_columns(_amounts(worths))
        gain = col("success") * col("_success") + col("reach") * col("_reach")
        loss = col("harm") * col("_harm") + (1 - col("reach")) * col("_missed") + col("_call")
        yes = told.filter(col(target) == 1)
        no = told.filter(col(target) == 0)
        if target == "harm":
            miss, alarm = _mean(yes, col("_harm")), _mean(no, gain - loss)
        else:
            miss, alarm = _mean(yes, gain - col("_call")), _mean(no, loss)
        return Costs(max(miss, 1.0), max(alarm, _LEAST_COST * max(miss, 1.0)))

    def _rules(self, target: str) -> Mapping[str, Flags]:
        tired = (self.features["unanswered_in_a_row"] >= UNANSWERED).to_numpy()
        return {"two unanswered, then stop": tired if target == "harm" else ~tired}


def _amounts(worths: Mapping[str, object]) -> list[pl.Expr]:
    names = ("success", "reach", "harm", "missed", "call")
    return [
        col("purpose")
        .replace_strict(
            {p: getattr(one, name) for p, one in worths.items()}, return_dtype=pl.Float64
        )
        .alias(f"_{name}")
        for name in names
    ]


def _mean(rows: pl.DataFrame, what: pl.Expr) -> float:
    found = rows.select(what.mean()).item()
    return float(found) if found is not None else 0.0


def _refuse_leaks(table: Table, attributes: Sequence[str]) -> None:
    """Features are made of the past alone; of a contact attribute nobody knows when it came."""
    named = [attribute(name) for name in attributes if attribute(name) in table.frame.columns]
    if not named:
        return
    suspects: list[Suspect] = [
        one
        for one in examined(replace(table, frame=table.frame.select(named))).suspects
        if one.sure
    ]
    if suspects:
        raise leak_of(suspects, Recipe({}))
