"""Whose rows are read: thousands of numbers', or everybody's."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from sqlalchemy.orm import Session

from voicebot.adapters.storage.frames import many
from voicebot.adapters.storage.known_tables import Query, Whose, everybody, those_of
from voicebot.eligibility.known import Columns

MOST = 100_000
"""Of more numbers than these whole tables are read: naming each takes longer."""

Names = tuple[str, ...]
Asked = Callable[[Whose, Names], Query]
"""A query about some numbers that also asks for attributes of these names."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`numbers` None: everybody's. `whose` is the condition of the queries."""

    numbers: pl.Series | None = None
    whose: Whose = everybody

    @classmethod
    def of(cls, session: Session, numbers: pl.Series) -> "Scope":
        """These numbers alone."""
        if len(numbers) > MOST:
            return cls(numbers)
        sqlite = session.connection().dialect.name == "sqlite"
        return cls(numbers, those_of(numbers.to_list(), sqlite))

    def read(
        self, session: Session, query: Asked, schema: Columns, names: Names = ()
    ) -> pl.DataFrame:
        """Every row, with a `number` among the columns of the schema; an empty text is null."""
        found = many(session, query(self.whose, names), schema)
        if self.numbers is None or len(self.numbers) <= MOST:
            return found
        asked = self.numbers.rename("number").to_frame()
        return found.join(asked, on="number", how="semi", maintain_order="left")
