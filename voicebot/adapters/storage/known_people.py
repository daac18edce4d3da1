"""Whose numbers are whose, for tables of many."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from polars import col
from sqlalchemy.orm import Session

from voicebot.adapters.storage import known_tables as tables
from voicebot.adapters.storage.frames import few, many
from voicebot.eligibility.known import LIKENESSES


@dataclass(frozen=True, slots=True)
class People:
    """`links` has a line of `number`, `person` for each number that surely is somebody's."""

    links: pl.DataFrame

    @classmethod
    def read(cls, session: Session) -> "People":
        """Every sure link."""
        links = many(session, tables.persons(tables.everybody), tables.PERSONS)
        return cls(links.unique("number", keep="last", maintain_order=True))

    def named(self, rows: pl.DataFrame, schema: Mapping[str, Any] | None) -> pl.DataFrame:
        """Rows that have a `number`, with their `person`, and the columns of the schema."""
        if self.links.is_empty():
            rows = rows.with_columns(person="number")
        else:
            rows = rows.join(self.links, on="number", how="left", maintain_order="left")
            rows = rows.with_columns(person=pl.coalesce("person", "number"))
        return rows if schema is None else rows.select(*schema)

    def all_numbers_of(self, numbers: pl.Series) -> list[str]:
        """These numbers, and every other one of their persons."""
        asked = numbers.rename("number").to_frame()
        persons = self.links.join(asked, on="number", how="semi")
        theirs = self.links.join(persons, on="person", how="semi").select("number")
        return pl.concat([asked, theirs])["number"].unique(maintain_order=True).to_list()

    def likenesses(self, session: Session, at: datetime, sqlite: bool) -> pl.DataFrame:
        """LIKENESSES of everybody. The others are looked at with all their numbers."""
        pairs = few(session, tables.likenesses(), tables.LIKENESSES)
        if pairs.is_empty():
            return pl.DataFrame(schema=LIKENESSES)
        both = pl.concat(
            [
                pairs.select(number="number_a", like="number_b", score="score"),
                pairs.select(number="number_b", like="number_a", score="score"),
            ]
        )
        both = self.named(both, None).select(like="person", number="like", score="score")
        both = self.named(both, None).select(person="like", other="person", score="score")
        both = both.filter(col("person") != col("other"))
        bars = col("other").is_in(self._refusing(session, both["other"], at, sqlite).implode())
        return both.with_columns(bars=bars).select(*LIKENESSES)

    def _refusing(
        self, session: Session, persons: pl.Series, at: datetime, sqlite: bool
    ) -> pl.Series:
        """Which of these persons have an opt-out or a refusal standing."""
        wanted = persons.rename("person").to_frame()
        theirs = self.links.join(wanted, on="person", how="semi")["number"]
        numbers = pl.concat([persons.rename("number"), theirs]).unique()
        query = tables.refusing(tables.those_of(numbers.to_list(), sqlite), at)
        found = pl.Series("number", session.scalars(query).all(), pl.String)
        return self.named(found.to_frame(), None)["person"].unique()
