"""Whose rows are read: a few numbers', thousands of numbers', or everybody's."""

from dataclasses import dataclass

import polars as pl
from polars import col
from sqlalchemy.orm import Session

from voicebot.adapters.storage.frames import few, many
from voicebot.adapters.storage.known_tables import Query, Whose, everybody, these, those_of
from voicebot.eligibility.known import Columns

FEW = 200
"""So many numbers a query names one by one."""

MOST = 100_000
"""Of more numbers than these whole tables are read: naming each takes longer."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`whose` is the condition of the queries; `numbers` are filtered out of what they find."""

    whose: Whose
    few: bool = False
    numbers: pl.Series | None = None

    @classmethod
    def everybody(cls) -> "Scope":
        """All numbers."""
        return cls(everybody)

    @classmethod
    def of(cls, session: Session, numbers: pl.Series) -> "Scope":
        """These numbers alone."""
        if len(numbers) > MOST:
            return cls(everybody, numbers=numbers)
        if len(numbers) > FEW:
            return cls(those_of(numbers.to_list(), session.connection().dialect.name == "sqlite"))
        return cls(these(numbers.to_list()), few=True)

    def read(self, session: Session, query: Query, schema: Columns) -> pl.DataFrame:
        """Every row of the query, which has the columns of the schema; an empty text is null."""
        if self.few:
            texts = col(pl.String)
            found = few(session, query, schema)
            return found.with_columns(pl.when(texts != "").then(texts).name.keep())
        found = many(session, query, schema)
        if self.numbers is None or "number" not in schema:
            return found
        asked = self.numbers.rename("number").to_frame()
        return found.join(asked, on="number", how="semi", maintain_order="left")
