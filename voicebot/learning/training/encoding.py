"""Features as a matrix of numbers; categories as codes that a model treats as names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import numpy as np
import polars as pl

from voicebot.learning.arrays import Numbers

MOST_VALUES = 200  # gradient boosting takes at most 255
LEAST_ROWS = 20  # a value in fewer rows counts as "other"
LONGEST_VALUE = 200  # characters


@dataclass(frozen=True, slots=True)
class Encoder:
    """Columns of the matrix: the numbers first, then the categories.

    A category's code is its place among `categories`; one more for all other values, also those
    that were never seen. A missing value is NaN.
    """

    numbers: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> "Encoder":
        """The encoder of the columns and values of a frame."""
        categories = {
            column.name: _values(column)
            for column in frame.iter_columns()
            if not _is_number(column.dtype)
        }
        return cls(tuple(n for n in frame.columns if n not in categories), categories)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the matrix's columns."""
        return (*self.numbers, *self.categories)

    def matrix(self, frame: pl.DataFrame) -> Numbers:
        """Rows by columns. A column that the frame does not have is missing in every row."""
        encoded = np.full((frame.height, len(self.columns)), np.nan)
        for place, name in enumerate(self.columns):
            if name in frame.columns:
                encoded[:, place] = self._encoded(frame[name])
        return encoded

    def row(self, values: Mapping[str, Any]) -> Numbers:
        """One row of the matrix, of values by column, without the cost of a frame."""
        numbers = (_number(values.get(name)) for name in self.numbers)
        codes = (_code(values.get(name), known) for name, known in self.categories.items())
        return np.array([*numbers, *codes])

    def rows(self, values: Sequence[Mapping[str, Any]]) -> Numbers:
        """Such rows, one below the other."""
        return np.array([self.row(one) for one in values])

    def _encoded(self, column: pl.Series) -> Numbers:
        known = self.categories.get(column.name)
        if known is None:
            numbers = column.cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
            return np.where(np.isfinite(numbers), numbers, np.nan)
        texts = column.cast(pl.String)
        codes = texts.cast(pl.Enum(known), strict=False).to_physical().cast(pl.Float64)
        frame = pl.DataFrame({"code": codes, "there": texts.is_not_null()})
        filled = pl.when("there").then(pl.col("code").fill_null(float(len(known))))
        return frame.select(filled.otherwise(float("nan"))).to_series().to_numpy()


def _number(value: Any) -> float:
    return float(value) if value is not None and isfinite(value) else nan


def _code(value: Any, known: Sequence[str]) -> float:
    if value is None:
        return nan
    text = str(value)
    return known.index(text) if text in known else len(known)


def _values(column: pl.Series) -> tuple[str, ...]:
    seen = column.cast(pl.String).drop_nulls().value_counts()
    usual = seen.filter(
        (pl.col("count") >= LEAST_ROWS) & (pl.col(column.name).str.len_chars() <= LONGEST_VALUE)
    )
    names = usual.sort(["count", column.name], descending=[True, False])[column.name]
    return tuple(names.head(MOST_VALUES))


def _is_number(kind: pl.DataType) -> bool:
    return kind.is_numeric() or kind == pl.Boolean
