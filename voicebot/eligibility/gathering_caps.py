"""How many calls fall in the window of each cap, and when a cap that is reached frees again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import polars as pl
from polars import col

from voicebot.eligibility.fact_row import COUNTS
from voicebot.eligibility.gathering_places import Window, windows_of
from voicebot.eligibility.gathering_rows import Part, Rows
from voicebot.eligibility.known import MOMENT
from voicebot.eligibility.terms import Cap


@dataclass(frozen=True, slots=True, eq=False)
class Caps:
    """The caps of every place: `by_place` gives each its windows and the most calls of them.

    There is one for the same caps and name, however often it is asked for.
    """

    name: str
    by_place: tuple[Mapping[Window, int], ...]
    windows: tuple[Window, ...]

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, caps: tuple[tuple[Cap, ...], ...], name: str) -> "Caps":
        """The caps of each place, in order; the facts about them begin with `name`."""
        by_place = tuple(windows_of(each) for each in caps)
        return cls(name, by_place, tuple(sorted({w for each in by_place for w in each})))

    def without_calls(self, rows: Rows) -> Part:
        """`{name}_calls` and `{name}_frees_at` where nobody was called before."""
        calls, frees_at = f"{self.name}_calls", f"{self.name}_frees_at"
        zeros = [[0] * len(each) for each in self.by_place]
        every = pl.Series(zeros, dtype=COUNTS).gather(rows.frame["place"])
        return pl.LazyFrame({calls: every}).with_columns(pl.lit(None, MOMENT).alias(frees_at))

    def inside(self) -> Iterator[pl.Expr]:
        """Whether each call is in the window: `{name}_0`, …"""
        for i, window in enumerate(self.windows):
            yield _inside(window).alias(f"{self.name}_{i}")

    def ready(self) -> Iterator[pl.Expr]:
        """What each call (newest first) gives to its window's sums: itself, and when that frees.

        A sliding window is free again when the most-th newest call leaves it; a calendar day at
        its end in the last of the zones.
        """
        for i, window in enumerate(self.windows):
            inside = col(f"{self.name}_{i}")
            nth = inside & (col(_rank(window)) == self._most(window, but=1))
            leaves_at = pl.when(nth).then(col("called_at") + window.length)
            ends_at = pl.when(inside).then("today_ends_at")
            yield inside
            yield (leaves_at if window.hours else ends_at).alias(f"{self.name}_{i}_at")

    def summed(self) -> Iterator[pl.Expr]:
        """The sums of a row's calls for each window: how many, and when it frees."""
        for i in range(len(self.windows)):
            yield col(f"{self.name}_{i}").sum()
            yield col(f"{self.name}_{i}_at").max()

    def counted(self) -> Iterator[pl.Expr]:
        """`{name}_calls`, in the order of the place's windows, and `{name}_frees_at`."""
        if not self.windows:
            yield pl.lit([], dtype=COUNTS).alias(f"{self.name}_calls")
            yield pl.lit(None, dtype=MOMENT).alias(f"{self.name}_frees_at")
            return
        everywhere = all(len(each) == len(self.windows) for each in self.by_place)
        counts, ends = [], [pl.lit(None, dtype=MOMENT)]
        for i, window in enumerate(self.windows):
            calls, most = col(f"{self.name}_{i}"), self._most(window)
            any_calls = calls.fill_null(0)
            counts.append(any_calls if everywhere else pl.when(most.is_not_null()).then(any_calls))
            ends.append(pl.when(calls >= most).then(f"{self.name}_{i}_at"))
        listed = pl.concat_arr(counts).cast(COUNTS)  # quicker than making lists of them
        counted = listed if everywhere else listed.list.drop_nulls()
        yield counted.alias(f"{self.name}_calls")
        yield pl.max_horizontal(ends).alias(f"{self.name}_frees_at")

    def _most(self, window: Window, but: int = 0) -> pl.Expr:
        """The most calls (`but` so many) of a window at the row's `place`, null without a cap."""
        most = [each[window] - but if window in each else None for each in self.by_place]
        if len(set(most)) == 1:
            return pl.lit(most[0], dtype=pl.Int32)
        return col("place").replace_strict(dict(enumerate(most)), return_dtype=pl.Int32)


RANK, BEGINS = "rank", "begins"


Expressions = tuple[pl.Expr, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """What is asked of calls for some caps, one step after the other; made once for all calls."""

    numbered: Expressions
    ranked: Expressions
    inside: Expressions
    ready: Expressions
    summed: Expressions
    counted: Expressions


@lru_cache(maxsize=256)
def sums_of(*each: Caps) -> Sums:
    """The sums for these caps, for calls in the order of their rows, newest first.

    `ranked` are the calls' ranks among those that count: the newest call of a row has rank 0.
    There is one column for all calls of a row (`rank`), and one for each narrower kind that some
    window counts.
    """
    members = {
        _rank(window): _member(window)
        for window in (*(window for caps in each for window in caps.windows), EVERY_CALL)
    }
    return Sums(
        numbered=(
            (col("row") != col("row").shift(1).fill_null(2**32 - 1)).alias(BEGINS),
            *(member.cum_sum().cast(pl.Int32).alias(name) for name, member in members.items()),
        ),
        ranked=tuple(
            col(name) - 1 - pl.when(BEGINS).then(col(name) - member).forward_fill()
            for name, member in members.items()
        ),
        inside=tuple(one for caps in each for one in caps.inside()),
        ready=tuple(one for caps in each for one in caps.ready()),
        summed=tuple(one for caps in each for one in caps.summed()),
        counted=tuple(one for caps in each for one in caps.counted()),
    )


EVERY_CALL = Window(0, same_purpose=False, per_person=True)


def _member(window: Window) -> pl.Expr:
    """Whether the window counts such a call, whenever it was."""
    member = col("row").is_not_null()  # every call
    if window.same_purpose:
        member = member & col("same_purpose")
    return member if window.per_person else member & col("same_number")


def _inside(window: Window) -> pl.Expr:
    inside = col("today")
    if window.hours:
        inside = col("called_at") > col("asked_at") - window.length
    return inside & _member(window)


def _rank(window: Window) -> str:
    purpose = "_for_purpose" if window.same_purpose else ""
    return f"{RANK}{purpose}{'' if window.per_person else '_of_number'}"
