"""The questions as rows that the books' tables are joined to, and back onto all rows in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import polars as pl

from voicebot.eligibility.known import MOMENT
from voicebot.eligibility.terms import Terms

_AS_IT_IS = pl.QueryOptFlags.none()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Values = Mapping[str, Any]
"""Facts by their names, as Polars gives and takes them."""

Part = pl.LazyFrame | Values
"""Some columns of facts: a line for each row, or what holds for all of them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """`frame` has one row of `row`, `person`, `number`, `purpose`, `campaign_id`, `country`,
    `region`, `at`, `lasts_s`, `zones` and `place` for each question; `places` are the terms of
    the places, by the number in `place`. Where only one question is asked, `one` is its row.
    """

    frame: pl.DataFrame
    places: tuple[Terms, ...]
    one: Values | None = None

    @property
    def first(self) -> Values:
        """The only row."""
        return self.frame.row(0, named=True) if self.one is None else self.one

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
        if self.one is not None:
            return found.select_seq(summed)
        everyone = self.frame.lazy().select("row", "place")
        by_row = found.group_by("row").agg(summed)
        return everyone.join(by_row, on="row", how="left", maintain_order="left")

    def with_own(self, table: pl.LazyFrame, key: str) -> pl.LazyFrame:
        """The line of a table that has each question's `key`, of which it has one at most."""
        if self.one is not None:
            own = table.filter(pl.col(key) == pl.lit(self.one[key], pl.String))
            return own.select_seq(pl.all().exclude(key).first())
        keys = self.frame.lazy().select(key)
        return keys.join(table, on=key, how="left", maintain_order="left").drop(key)

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """Carry out what was planned.

        A plan for one row is not worth improving first, nor dividing between threads.
        """
        if self.one is not None:
            return frame.collect(engine="in-memory", optimizations=_AS_IT_IS)
        return frame.collect()

    def with_moments(self, moments: pl.DataFrame | Values, *names: str) -> "Rows":
        """The same rows with further columns of MOMENT."""
        if isinstance(moments, pl.DataFrame):
            return replace(self, frame=self.frame.hstack(moments.select(names)))
        return replace(self, one={**(self.one or {}), **moments})

    def _beside(self, table: pl.DataFrame, key: str, asked: Iterable[str]) -> pl.LazyFrame:
        names = {name: f"{name}_asked" if name in table.columns else name for name in asked}
        if self.one is None:
            questions = self.frame.lazy().select("row", key, *asked).rename(names)
            return table.lazy().join(questions, on=key, how="inner")
        theirs = table.lazy().filter(pl.col(key) == pl.lit(self.one[key], pl.String))
        schema = self.frame.schema
        return theirs.with_columns_seq(
            _literal(self.one[name], schema.get(name, MOMENT), called)
            for name, called in {"row": "row", **names}.items()
        )


@lru_cache(maxsize=1024)
def _literal(value: object, kind: pl.DataType, name: str) -> pl.Expr:
    """A value as a column; a moment takes long to become one, its microseconds do not."""
    if isinstance(value, datetime):
        return pl.lit((value - _EPOCH) // timedelta(microseconds=1)).cast(kind).alias(name)
    return pl.lit(value, dtype=kind).alias(name)


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
