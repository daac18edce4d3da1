"""A file becomes a table to learn from, step by step, with a notice of all that was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from voicebot.errors import BadTable, Leak
from voicebot.learning.arrays import Flags
from voicebot.learning.tables.kinds import Reading, reading_of
from voicebot.learning.tables.leaks import Examined, Suspect, examined
from voicebot.learning.tables.ordering import Order, order_of
from voicebot.learning.tables.reading import read_table
from voicebot.learning.tables.recipe import Recipe
from voicebot.learning.tables.table import Notice, Origin, Table
from voicebot.learning.tables.target import Target, refuse_absent
from voicebot.learning.tables.usable import unusable

LEARNED_SHARE = 0.8
"""The earlier part of the rows, by time, that is learned from; the rest is measured on once."""

MOST_FEATURES = 100
LEAST_ROWS = 200
LEAST_EACH = 20  # of yes and of no in the part that is learned from
LEAST_LATER = 5  # of each in the part that is measured on


@dataclass(frozen=True, slots=True)
class Wish:
    """What an analyst asks for; `time_order`: "row", a column, or "" to tell it from the table."""

    target: Target
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    time_order: str = ""
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A table, how its file is read, what was noticed, and suspect columns kept at wish."""

    table: Table
    recipe: Recipe
    notices: tuple[Notice, ...]
    kept: tuple[Suspect, ...]


def open_table(file: Path, wish: Wish) -> Opened:
    """Read, type, order and clean a file. Raises BadTable; Leak where a column knows too much."""
    texts, digest = read_table(file)
    _refuse_few(texts.height)
    refuse_absent(texts, (*wish.drop, *wish.keep, *wish.segments))
    if wish.target.column in wish.drop:
        raise BadTable(f"{wish.target.column} is the target", "drop other columns")
    yes = wish.target.found_in(texts)
    texts, yes, notices = _with_target(texts, yes, wish.target)
    texts = texts.drop(*wish.drop, wish.target.column, strict=False)
    readings = {column.name: reading_of(column) for column in texts.iter_columns()}
    order = order_of(texts, readings, wish.time_order)
    if order.sorted_rows is not None:
        texts, yes = texts[order.sorted_rows], yes[order.sorted_rows]
        notices.append(Notice(order.clock, "the rows were put in its order"))
    table = _table(file.name, digest, texts, yes, readings, order, wish.segments)
    return _cleaned(table, Recipe(readings, order.clock), notices, wish.keep)


def _with_target(
    texts: pl.DataFrame, yes: pl.Series, target: Target
) -> tuple[pl.DataFrame, pl.Series, list[Notice]]:
    empty = yes.null_count()
    if not empty:
        return texts, yes, []
    there = yes.is_not_null()
    words = f"is empty in {empty} rows, which were left out"
    return texts.filter(there), yes.filter(there), [Notice(target.column, words)]


def _table(
    name: str,
    digest: str,
    texts: pl.DataFrame,
    yes: pl.Series,
    readings: Mapping[str, Reading],
    order: Order,
    segments: tuple[str, ...],
) -> Table:
    target = yes.to_numpy().astype(np.bool_)
    refuse_too_few(target)
    first, last = order.span(len(target))
    return Table(
        frame=Recipe(readings, order.clock).features(texts),
        target=target,
        weights=np.ones(len(target)),
        periods=order.periods(len(target)),
        origin=Origin(name, digest, first, last),
        segments={one: texts[one].fill_null("(missing)") for one in segments},
    )


def refuse_too_few(target: Flags, learned: int | None = None) -> None:
    """Raises BadTable where too little is there to learn from, or to measure on.

    `learned`: so many of the earlier rows are learned from, 80% unless given.
    """
    _refuse_few(len(target))
    at = int(len(target) * LEARNED_SHARE) if learned is None else learned
    for part, least, where in (
        (target[:at], LEAST_EACH, "the earlier 80%" if learned is None else "the earlier part"),
        (target[at:], LEAST_LATER, "the last 20%" if learned is None else "the later part"),
    ):
        yes = int(part.sum())
        if min(yes, len(part) - yes) < least:
            raise BadTable(
                f"{where} of the rows hold {yes} yes and {len(part) - yes} no",
                f"give a table with at least {least} of each there",
            )


def _refuse_few(rows: int) -> None:
    if rows < LEAST_ROWS:
        raise BadTable(f"{rows} rows are too few to learn from", f"give at least {LEAST_ROWS}")


def _cleaned(table: Table, recipe: Recipe, notices: list[Notice], keep: tuple[str, ...]) -> Opened:
    """Judged by the earlier part alone: nothing of the later part bears on what is learned."""
    earlier, _ = table.split(LEARNED_SHARE)
    useless = unusable(earlier.frame)
    table = table.without(tuple(notice.column for notice in useless))
    if not table.frame.width:
        raise BadTable(
            f"no column is left to learn from: {useless[0] if useless else 'there is none'}",
            "give a table with columns that differ from row to row",
        )
    earlier, _ = table.split(LEARNED_SHARE)
    found = examined(earlier)
    suspected = found.suspects
    refused = [s for s in suspected if s.sure and not _kept(s.column, keep)]
    if refused:
        raise leak_of(refused, recipe)
    kept = tuple(s for s in suspected if s.sure)
    doubted = [s.notice() for s in suspected]
    table, told = _narrowed(table, found)
    narrowed = recipe.narrowed(table.frame.columns)
    return Opened(table, narrowed, (*notices, *told, *useless, *doubted), kept)


def _narrowed(table: Table, found: Examined) -> tuple[Table, list[Notice]]:
    strongest = set(list(found.alone)[:MOST_FEATURES])
    weak = tuple(name for name in table.frame.columns if name not in strongest)
    if not weak:
        return table, []
    words = f"of {table.frame.width} columns the {MOST_FEATURES} that tell most alone were used"
    return table.without(weak), [Notice("", words)]


def _kept(feature: str, keep: tuple[str, ...]) -> bool:
    """A feature made of a date is named after its column."""
    return any(feature == column or feature.startswith(f"{column} ") for column in keep)


def _column_of(feature: str, recipe: Recipe) -> str:
    return next((one for one in recipe.readings if _kept(feature, (one,))), feature)


def leak_of(refused: list[Suspect], recipe: Recipe) -> Leak:
    """The refusal, naming the file's columns."""
    names = tuple(dict.fromkeys(_column_of(suspect.column, recipe) for suspect in refused))
    first = refused[0]
    others = f" ({', '.join(names[1:])} too)" if names[1:] else ""
    drops = " ".join(f"--drop '{name}'" if " " in name else f"--drop {name}" for name in names)
    return Leak(
        f"{first.column} seems to be known only afterwards: {first.why}{others}",
        names,
        f"use {drops}, or --keep {names[0]} if it is known before",
    )
