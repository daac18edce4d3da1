"""One question alone, that its person's tables are put beside."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import polars as pl

from voicebot.eligibility.gathering_rows import Values, named
from voicebot.eligibility.known import ASKED, MOMENT
from voicebot.eligibility.terms import Terms

_AS_IT_IS = pl.QueryOptFlags.none()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = {"row": pl.UInt32(), "place": pl.UInt32(), **ASKED}


@dataclass(frozen=True, slots=True)
class OneRow:
    """`values` are the question's as a row of ASKED. The tables are its person's alone."""

    values: Values
    terms: Terms

    @property
    def places(self) -> tuple[Terms, ...]:
        """The only one."""
        return (self.terms,)

    def questions(self, *names: str) -> pl.DataFrame:
        """The only one's."""
        kinds = {name: _KINDS[name] for name in names}
        return pl.DataFrame([[self._own(name) for name in names]], schema=kinds, orient="row")

    def anybody(self, name: str) -> bool:
        """The only one's."""
        return bool(self._own(name))

    def of_persons(self, table: pl.DataFrame, *asked: str) -> pl.LazyFrame:
        """Every row of the table."""
        called = {"row": "row", **named(table, asked)}
        return table.lazy().with_columns_seq(
            _literal(self._own(name), _KINDS[name], theirs) for name, theirs in called.items()
        )

    def _own(self, name: str) -> Any:
        """It is the first question, and its place the first place."""
        return 0 if name in ("row", "place") else self.values[name]

    def each(self, found: pl.LazyFrame, *summed: pl.Expr) -> pl.LazyFrame:
        """One line."""
        return found.select_seq(summed)


def collect(planned: pl.LazyFrame) -> Values:
    """The only line of what was planned: not worth improving first, nor threads."""
    return planned.collect(engine="in-memory", optimizations=_AS_IT_IS).row(0, named=True)


@lru_cache(maxsize=1024)
def _literal(value: object, kind: pl.DataType | type[pl.DataType], name: str) -> pl.Expr:
    """A value as a column; a moment takes long to become one, its microseconds do not."""
    if isinstance(value, datetime):
        return pl.lit((value - _EPOCH) // timedelta(microseconds=1)).cast(MOMENT).alias(name)
    return pl.lit(value, dtype=kind).alias(name)
