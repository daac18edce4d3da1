"""The questions as rows that the books' tables are joined to, and back onto all rows in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import polars as pl

from voicebot.eligibility.terms import Terms

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Part = pl.LazyFrame | dict[str, pl.Expr]
"""Some columns of facts: a line for each row, or what holds for all of them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """`frame` has one row of `row`, `person`, `number`, `purpose`, `campaign_id`, `country`,
    `region`, `at`, `lasts_s`, `zones` and `place` for each question; `places` are the terms of
    the places, by the number in `place`.
    """

    frame: pl.DataFrame
    places: tuple[Terms, ...]

    @property
    def count(self) -> int:
        """How many questions there are."""
        return self.frame.height

    def of_persons(self, table: pl.DataFrame, *asked: str) -> pl.LazyFrame:
        """The table's rows with the `row` of every question about their person, and its `asked`.

        What both have is `…_asked` where it comes from the question.
        """
        return self._beside(table, "person", asked)

    def of_numbers(self, table: pl.DataFrame, *asked: str) -> pl.LazyFrame:
        """The same by number."""
        return self._beside(table, "number", asked)

    def each(self, found: pl.LazyFrame, *summed: pl.Expr) -> pl.LazyFrame:
        """A line for each question, in order: what was `found` for its `row`, summed up.

        Where nothing was found there is null, or what the sum of nothing is.
        """
        if self.count == 1:
            return found.select(summed)
        everyone = self.frame.lazy().select("row", "place")
        by_row = found.group_by("row").agg(summed)
        return everyone.join(by_row, on="row", how="left", maintain_order="left")

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """Carry out what was planned; a plan for one row is not worth improving first."""
        if self.count == 1:
            return frame.collect(optimizations=pl.QueryOptFlags.none())
        return frame.collect()

    def _beside(self, table: pl.DataFrame, key: str, asked: Iterable[str]) -> pl.LazyFrame:
        names = {name: f"{name}_asked" if name in table.columns else name for name in asked}
        if self.count > 1:
            questions = self.frame.lazy().select("row", key, *asked).rename(names)
            return table.lazy().join(questions, on=key, how="inner")
        one, schema = self.frame.row(0, named=True), self.frame.schema
        return (
            table.lazy()
            .filter(pl.col(key) == one[key])
            .with_columns(
                _literal(one[name], schema[name]).alias(called)
                for name, called in {"row": "row", **names}.items()
            )
        )


@lru_cache(maxsize=1024)
def _literal(value: object, kind: pl.DataType) -> pl.Expr:
    """A value as an expression; a moment takes long to become one, its microseconds do not."""
    if isinstance(value, datetime):
        return pl.lit((value - _EPOCH) // timedelta(microseconds=1)).cast(kind)
    return pl.lit(value, dtype=kind)


def distinct(keys: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The different rows of `keys`, and for every row which of them it is."""
    if keys.height == 1:
        return keys, pl.Series([0], dtype=pl.UInt32)
    different = keys.unique(maintain_order=True)
    if different.height == 1:
        return different, pl.repeat(0, keys.height, dtype=pl.UInt32, eager=True)
    numbered = different.with_row_index("which")
    found = keys.join(
        numbered, on=keys.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return different, found["which"]
