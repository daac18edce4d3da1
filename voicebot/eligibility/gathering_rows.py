"""The questions as rows that the books' tables are joined to, and back onto all rows in order."""

from dataclasses import dataclass, replace

import polars as pl

from voicebot.eligibility.known import Values
from voicebot.eligibility.terms import Terms

Part = pl.LazyFrame | Values
"""Some columns of facts: a line for each row, or what holds for all of them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """`frame` has one row of `row`, `person`, `number`, `purpose`, `campaign_id`, `country`,
    `region`, `at`, `lasts_s`, `zones`, `erased` and `place` for each question; `places` are the
    terms of the places, by the number in `place`.
    """

    frame: pl.DataFrame
    places: tuple[Terms, ...]

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

        Where nothing was found there is null.
        """
        everyone = self.frame.lazy().select("row", "place")
        by_row = found.group_by("row").agg(summed)
        return everyone.join(by_row, on="row", how="left", maintain_order="left")

    def with_own(self, table: pl.LazyFrame, key: str) -> pl.LazyFrame:
        """The line of a table that has each question's `key`, of which it has one at most."""
        keys = self.frame.lazy().select(key)
        return keys.join(table, on=key, how="left", maintain_order="left").drop(key)

    def with_moments(self, moments: pl.DataFrame, *names: str) -> "Rows":
        """The same rows with further columns of MOMENT."""
        return replace(self, frame=self.frame.hstack(moments.select(names)))

    def _beside(self, table: pl.DataFrame, key: str, asked: tuple[str, ...]) -> pl.LazyFrame:
        names = {name: f"{name}_asked" if name in table.columns else name for name in asked}
        questions = self.frame.lazy().select("row", key, *asked).rename(names)
        return table.lazy().join(questions, on=key, how="inner")


def distinct(keys: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The different rows of `keys`, and for every row which of them it is."""
    different = keys.unique(maintain_order=True)
    if different.height == 1:
        return different, pl.repeat(0, keys.height, dtype=pl.UInt32, eager=True)
    numbered = different.with_row_index("which")
    found = keys.join(
        numbered, on=keys.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return different, found["which"]
