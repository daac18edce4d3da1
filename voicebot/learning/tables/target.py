"""What is to be foretold: the rows where a column has a value."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from voicebot.errors import BadTable

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Target:
    """A row is a yes where `column` has `value`."""

    column: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Out of COLUMN=VALUE. Raises BadTable."""
        column, sign, value = text.partition("=")
        if not (sign and column.strip() and value.strip()):
            raise BadTable(f"{text!r} names no target", "give it as COLUMN=VALUE")
        return cls(column.strip(), value.strip())

    def found_in(self, frame: pl.DataFrame) -> pl.Series:
        """True, false, or null where the column is empty. Raises BadTable."""
        refuse_absent(frame, (self.column,))
        texts = frame[self.column].str.strip_chars()
        yes = texts == self.value
        if not yes.any():
            yes = self._as_numbers(texts)
        seen = texts.drop_nulls()
        if seen.is_empty():
            raise BadTable(f"the target {self.column} is empty in every row", "name another")
        if not yes.any() and seen.n_unique() > 1:
            raise BadTable(
                f"{self.column} is never {self.value!r}; it is {_listed(seen)}",
                "give one of these after the = of --target",
            )
        if seen.n_unique() == 1 or yes.drop_nulls().all():
            raise BadTable(
                f"{self.column} is {_listed(seen)} in every row, so there is nothing to tell apart",
                "give a table with rows of both kinds",
            )
        return yes

    def _as_numbers(self, texts: pl.Series) -> pl.Series:
        """1 and 1.0 are the same value."""
        try:
            value = float(self.value)
        except ValueError:
            return texts == self.value
        return texts.cast(pl.Float64, strict=False) == value


def refuse_absent(frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Raises BadTable where a named column is not there."""
    for column in columns:
        if column not in frame.columns:
            listed = ", ".join(frame.columns[:_SHOWN])
            more = ", …" if frame.width > _SHOWN else ""
            raise BadTable(f"there is no column {column!r}", f"the columns are {listed}{more}")


def _listed(seen: pl.Series) -> str:
    values = [str(value) for value in seen.value_counts(sort=True)[seen.name].head(_SHOWN)]
    more = " and others" if seen.n_unique() > _SHOWN else ""
    return ", ".join(repr(value[:40]) for value in values) + more
