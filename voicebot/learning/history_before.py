"""Sums over what happened strictly before each row, for millions of rows at once.

Rows are sorted by whose history it is and by time. A running sum over all rows then answers "how
many before": its value where the row's moment begins, less its value where its owner's rows begin.
Rows of the same moment do not see each other. All sums are of whole numbers, so that a row's
figures are the same to the last bit whatever else is in the table.
"""

from collections.abc import Sequence

import polars as pl
from polars import col

KEY, ROW, START, SEEN, PLACE = "_key", "_row", "_start", "_seen", "_place"
_SECONDS = "_seconds"
_SPAN = 1 << 36
"""More seconds than any two rows are apart, so that owner and time make one sortable number."""

DAY_S = 86_400


def in_order(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Sorted by owner and time, with what the sums below need; ROW is the place it came from.

    `by` are the columns that name the owner of a history.
    """
    coded = frame.with_columns(_code(frame, by).alias(KEY), col("at").dt.epoch("s").alias(_SECONDS))
    if ROW not in frame.columns:
        coded = coded.with_row_index(ROW)
    ordered = coded.sort(KEY, "at", ROW).with_columns(pl.int_range(pl.len()).alias(PLACE))
    new_owner = (col(KEY) != col(KEY).shift(1)).fill_null(True)
    new_moment = new_owner | (col("at") != col("at").shift(1)).fill_null(True)
    return ordered.with_columns(
        pl.when(new_owner).then(PLACE).forward_fill().alias(START),
        pl.when(new_moment).then(PLACE).forward_fill().alias(SEEN),
    )


def _code(frame: pl.DataFrame, by: Sequence[str]) -> pl.Series:
    """A whole number for each owner; equal for equal owners of this frame."""
    code = pl.Series([0], dtype=pl.Int64).new_from_index(0, frame.height)
    for name in by:
        words = frame[name].fill_null("").cast(pl.Categorical).to_physical()
        part = words.rank("dense").cast(pl.Int64)
        code = code * (part.n_unique() + 1) + part
    return code.rank("dense").cast(pl.Int64) if len(by) > 1 else code


def _until(what: pl.Expr) -> pl.Expr:
    """The running sum of everything above each row."""
    value = what.fill_null(0).cast(pl.Int64)
    return value.cum_sum() - value


def total(what: pl.Expr) -> pl.Expr:
    """The sum of a whole number, or the count of a condition, over the owner's rows before."""
    until = _until(what)
    return until.gather(col(SEEN)) - until.gather(col(START))


def total_within(what: pl.Expr, days: int) -> pl.Expr:
    """The same over the last so many days."""
    until = _until(what)
    moment = col(KEY) * _SPAN + col(_SECONDS)
    since = moment.search_sorted(moment - days * DAY_S, side="left")
    first = pl.max_horizontal(since.cast(pl.Int64), col(START))
    return until.gather(col(SEEN)) - until.gather(first)


def last_place(where: pl.Expr) -> pl.Expr:
    """The place of the owner's last row before for which a condition holds, or null."""
    latest = pl.when(where.fill_null(False)).then(PLACE).forward_fill().shift(1)
    found = latest.gather(col(SEEN))
    return pl.when(found >= col(START)).then(found)


def last_value(what: pl.Expr, where: pl.Expr) -> pl.Expr:
    """A value of that row."""
    return what.gather(last_place(where))


def days_since(where: pl.Expr) -> pl.Expr:
    """Days from that row's moment; null where there was none."""
    seconds = col(_SECONDS) - last_value(col(_SECONDS), where)
    return (seconds / DAY_S).cast(pl.Float32)


def in_a_row(what: pl.Expr, broken_by: pl.Expr) -> pl.Expr:
    """How often something happened since the owner's last row that broke the series."""
    until = _until(what)
    begins = pl.coalesce(last_place(broken_by), col(START))
    return until.gather(col(SEEN)) - until.gather(begins)
