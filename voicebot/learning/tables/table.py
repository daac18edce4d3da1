"""Examples of yes and no in order of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from voicebot.learning.arrays import Flags, Numbers


@dataclass(frozen=True, slots=True)
class Notice:
    """What was noticed about a column, or about all rows where `column` is empty."""

    column: str
    words: str

    def __str__(self) -> str:
        return f"{self.column}: {self.words}" if self.column else self.words


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows came from: a name, the SHA-256 of the data, and the first and last time.

    The times are ISO 8601, or row numbers where the order of rows is all that is known.
    """

    name: str
    sha256: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """n rows, the oldest first.

    `frame` holds the features alone (n rows): numbers, booleans, and texts as categories. `target`
    says which rows are a yes; `weights` how much each counts (1.0 is usual). `periods` names each
    row's month, or other stretch of time; `segments` are further groupings that are reported.
    `rules` are decisions to compare with: which rows a fixed rule would choose. `history` names the
    columns that a history-only baseline may use; where it is empty it may use all.
    """

    frame: pl.DataFrame
    target: Flags
    weights: Numbers
    periods: pl.Series
    origin: Origin
    segments: Mapping[str, pl.Series] = field(default_factory=dict)
    rules: Mapping[str, Flags] = field(default_factory=dict)
    history: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.frame.height

    def part(self, start: int, stop: int) -> "Table":
        """The rows from `start` until before `stop`."""
        rows = slice(start, stop)
        return replace(
            self,
            frame=self.frame[rows],
            target=self.target[rows],
            weights=self.weights[rows],
            periods=self.periods[rows],
            segments={name: labels[rows] for name, labels in self.segments.items()},
            rules={name: chosen[rows] for name, chosen in self.rules.items()},
        )

    def split(self, share: float) -> tuple["Table", "Table"]:
        """The earlier rows, a share of all, and the later ones."""
        at = int(len(self) * share)
        return self.part(0, at), self.part(at, len(self))

    def without(self, columns: tuple[str, ...]) -> "Table":
        """The same rows without some columns."""
        return replace(self, frame=self.frame.drop(columns))
