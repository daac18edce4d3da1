"""Columns whose values can be known only after what they should foretell.

Three signs, each judged within stretches of time, so that a column that merely follows the calendar
is not taken for a leak:

1. alone, the column tells yes from no nearly perfectly (AUC at least 0.98);
2. a range of its values, or its being empty, rules the yes out (or makes it certain): where at
   least 20 were to be expected there are at most 2% of them. So the length of a call does: nobody
   agrees within the first seconds. It is refused where the column also tells yes from no well
   (AUC at least 0.7), and mentioned otherwise;
3. its name speaks of what a call brings (duration, disposition, hang-up, …): refused where it tells
   yes from no well, mentioned otherwise.

The AUC of a column alone is the area under the ROC curve of its values, or of the share of yes in
each of its values as counted on other rows. On the idea: Kaufman et al., Leakage in data mining,
2012.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from voicebot.learning.arrays import Codes, Flags, Numbers
from voicebot.learning.measures.ranking import auc
from voicebot.learning.tables.table import Notice, Table

SURE_AUC = 0.98
STRONG_AUC = 0.7
LEAST_EXPECTED = 20.0
MOST_SEEN = 0.02
_LEAST_SHARE = 0.02
_BINS = 40
_BLOCKS = 10
_MOST_VALUES = 200
_MOST_ROWS = 200_000

AFTERWARDS = frozenset(
    (
        "duration",
        "disposition",
        "hangup",
        "billsec",
        "talktime",
        "talk_time",
        "handle_time",
        "wrapup",
        "outcome_code",
        "call_result",
        "call_length",
        "длительность",
        "продолжительность",
        "итог_звонка",
    )
)
"""Words in the names of columns that are filled in when a call is over."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A column that may be known only afterwards; `sure` ones are refused."""

    column: str
    auc: float
    sure: bool
    why: str

    def notice(self) -> Notice:
        """Said of a column that stays in."""
        return Notice(self.column, f"{self.why}; look whether it is known before the fact")


@dataclass(frozen=True, slots=True)
class Examined:
    """Columns with a sign of being known only afterwards, the surest first; and the AUC of each
    column alone, the highest first."""

    suspects: tuple[Suspect, ...]
    alone: dict[str, float]


def examined(table: Table) -> Examined:
    """Look at every column of the table."""
    step = -(-len(table) // _MOST_ROWS)
    thin, target = table.frame[::step], table.target[::step]
    blocks = np.arange(len(target)) * _BLOCKS // max(1, len(target))
    suspects: list[Suspect] = []
    alone: dict[str, float] = {}
    for column in thin.iter_columns():
        codes, edges = _binned(column)
        by_rates = _auc_of_rates(codes, target, blocks)
        alone[column.name] = max(by_rates, _auc_of_values(column, target, blocks))
        ruled = _ruled_out(codes, edges, target, blocks)
        suspects += _suspected(column.name, alone[column.name], ruled)
    return Examined(
        tuple(sorted(suspects, key=lambda s: (not s.sure, -s.auc))),
        dict(sorted(alone.items(), key=lambda item: -item[1])),
    )


def _suspected(name: str, alone: float, ruled: str) -> Iterator[Suspect]:
    shown = f"alone it tells yes from no with an AUC of {alone:.2f}"
    if alone >= SURE_AUC:
        yield Suspect(name, alone, True, f"{shown}, as only what came after could")
    elif ruled:
        yield Suspect(name, alone, alone >= STRONG_AUC, f"{ruled}, and {shown}")
    elif _named_so(name):
        why = f"its name speaks of what is known after a call, and {shown}"
        yield Suspect(name, alone, alone >= STRONG_AUC, why)


def _binned(column: pl.Series) -> tuple[Codes, Numbers]:
    """A code for each row, 0 where it is empty; and for numbers the highest value of each code."""
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        values = column.cast(pl.Float64).to_numpy()
        there = values[np.isfinite(values)]
        cuts = np.linspace(0, 1, _BINS + 1) if there.size else np.empty(0)
        edges: Numbers = np.unique(np.quantile(there, cuts)) if there.size else cuts
        codes = np.searchsorted(edges, values, side="left") + 1
        codes[~np.isfinite(values)] = 0
        return codes.astype(np.intp), edges
    counts = column.drop_nulls().value_counts(sort=True).head(_MOST_VALUES)
    places = {value: place for place, value in enumerate(counts[column.name], 1)}
    coded = column.replace_strict(places, default=len(places) + 1, return_dtype=pl.Int64)
    empty = column.is_null().to_numpy()
    return np.where(empty, 0, coded.to_numpy()).astype(np.intp), np.empty(0)


def _auc_of_rates(codes: Codes, target: Flags, blocks: Codes) -> float:
    """Of the share of yes in each value, counted on the other half of the rows."""
    odd = np.arange(len(codes)) % 2 == 1
    size, base = int(codes.max()) + 1, target.mean()
    scores = np.zeros(len(codes))
    for half in (odd, ~odd):
        rows = np.bincount(codes[~half], minlength=size)
        yes = np.bincount(codes[~half], target[~half], minlength=size)
        scores[half] = ((yes + base) / (rows + 1.0))[codes[half]]
    return _within(blocks, scores, target)


def _auc_of_values(column: pl.Series, target: Flags, blocks: Codes) -> float:
    if not column.dtype.is_numeric():
        return 0.5
    values = column.cast(pl.Float64).fill_null(column.min()).to_numpy()
    if not np.isfinite(values).all():
        return 0.5
    found = _within(blocks, values, target)
    return max(found, 1 - found)


def _within(blocks: Codes, scores: Numbers, target: Flags) -> float:
    """AUC within each stretch, averaged by the pairs of yes and no in it."""
    total, pairs = 0.0, 0.0
    for block in np.unique(blocks):
        rows = blocks == block
        yes = float(target[rows].sum())
        weight = yes * (rows.sum() - yes)
        if weight:
            total += weight * auc(target[rows], scores[rows])
            pairs += weight
    return total / pairs if pairs else 0.5


def _ruled_out(codes: Codes, edges: Numbers, target: Flags, blocks: Codes) -> str:
    """Words for the widest range of values that settles the matter, "" if there is none."""
    shares = np.bincount(blocks, target) / np.maximum(1, np.bincount(blocks))
    expected_yes = shares[blocks]
    for about, flags, share in (
        ("hardly any yes comes", target, expected_yes),
        ("hardly any no comes", ~target, 1 - expected_yes),
    ):
        size = int(codes.max()) + 1
        rows = np.bincount(codes, minlength=size).astype(float)
        seen = np.bincount(codes, flags, minlength=size)
        expected = np.bincount(codes, share, minlength=size)
        for where, pick in _ranges(size, edges):
            enough = expected[pick].sum() >= LEAST_EXPECTED
            wide = rows[pick].sum() >= _LEAST_SHARE * len(codes)
            if enough and wide and seen[pick].sum() <= MOST_SEEN * expected[pick].sum():
                return f"{about} where it is {where}"
    return ""


def _ranges(size: int, edges: Numbers) -> Iterator[tuple[str, slice]]:
    yield "empty", slice(0, 1)
    if not edges.size:
        yield from (("one of its values", slice(code, code + 1)) for code in range(1, size))
        return
    for stop in range(size - 1, 1, -1):
        yield f"at most {edges[stop - 2]:g}", slice(1, stop)
    for start in range(2, size):
        yield f"above {edges[start - 2]:g}", slice(start, size)


def _named_so(name: str) -> bool:
    plain = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", "_", name).lower()
    tokens = re.split(r"[^a-zа-я]+", plain)
    pairs = {f"{a}_{b}" for a, b in pairwise(tokens)}
    return bool(AFTERWARDS & ({*tokens} | pairs))
