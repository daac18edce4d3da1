"""How the columns of a file become features, the same way at training and at scoring."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from voicebot.learning.tables.kinds import Kind, Reading

_DAY_S = 86_400.0
_EPOCH_DAY = "days since 1970"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which columns of a file are read, and how; `clock` is the one that orders the rows, if any.

    The clock gives the weekday and the hour and never the moment itself, which no later row shares.
    """

    readings: Mapping[str, Reading]
    clock: str = ""

    def features(self, texts: pl.DataFrame) -> pl.DataFrame:
        """The features of a frame of texts; a column that is absent counts as missing."""
        absent = [pl.lit(None, pl.String).alias(n) for n in self.readings if n not in texts.columns]
        read = texts.with_columns(absent).select(
            reading.expression(name).alias(name) for name, reading in self.readings.items()
        )
        return read.select(
            expression
            for name, reading in self.readings.items()
            for expression in self._features_of(name, reading)
        )

    def _features_of(self, name: str, reading: Reading) -> Iterator[pl.Expr]:
        clocked = self.clock and self.readings[self.clock].kind is Kind.DATE
        if reading.kind is not Kind.DATE:
            if name != self.clock:
                yield pl.col(name)
        elif name == self.clock:
            yield pl.col(name).dt.weekday().cast(pl.Float64).alias(f"{name} weekday")
            yield pl.col(name).dt.hour().cast(pl.Float64).alias(f"{name} hour")
        elif clocked:
            before = (pl.col(self.clock) - pl.col(name)).dt.total_seconds() / _DAY_S
            yield before.alias(f"{name} days before {self.clock}")
        else:
            days = pl.col(name).dt.epoch("s").cast(pl.Float64) / _DAY_S
            yield days.alias(f"{name} {_EPOCH_DAY}")

    def narrowed(self, features: list[str]) -> "Recipe":
        """Only what these features are made of."""
        needed = {
            name: reading
            for name, reading in self.readings.items()
            if name == self.clock
            or any(e.meta.output_name() in features for e in self._features_of(name, reading))
        }
        return Recipe(needed, self.clock)

    def as_parts(self) -> dict[str, Any]:
        """Plain values that `from_parts` takes."""
        readings = {name: [r.kind.value, r.format] for name, r in self.readings.items()}
        return {"readings": readings, "clock": self.clock}

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> "Recipe":
        """What `as_parts` gave."""
        readings = {n: Reading(Kind(kind), form) for n, (kind, form) in parts["readings"].items()}
        return cls(readings, parts["clock"])
