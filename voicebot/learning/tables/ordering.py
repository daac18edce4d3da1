"""In which order the rows of a table happened."""

from dataclasses import dataclass

import polars as pl

from voicebot.errors import BadTable
from voicebot.learning.tables.kinds import Kind, Reading
from voicebot.learning.tables.target import refuse_absent

BY_ROW = "row"
_MOST_PERIODS = 60
_FEWEST_MONTHS = 3
_STRETCHES = 20
_RISES = 0.5  # rank correlation with the rows from which a date column is taken for their time
_NOT_THE_CALL = ("birth", "born", "рожд", "valid", "expir")  # dates that order nothing


@dataclass(frozen=True, slots=True)
class Order:
    """The rows' time: `clock` is the column it stands in ("" where the file's order is all),
    `sorted_rows` puts the rows in order (None: they are), `times` are sorted (None: unknown)."""

    clock: str
    sorted_rows: pl.Series | None
    times: pl.Series | None

    def periods(self, rows: int) -> pl.Series:
        """The name of each row's month; of its day or stretch of rows where months say nothing."""
        if self.times is not None and self.times.dtype == pl.Datetime:
            for form in ("%Y-%m", "%Y-%m-%d", "%Y"):
                labels = self.times.dt.strftime(form)
                if _FEWEST_MONTHS <= labels.n_unique() <= _MOST_PERIODS:
                    return labels
        size = max(1, -(-rows // _STRETCHES))
        first = pl.int_range(rows, eager=True) // size * size
        last = pl.DataFrame({"last": first + size}).select(
            pl.min_horizontal("last", pl.lit(rows)).cast(pl.String)
        )
        return pl.select(pl.concat_str(pl.lit("rows "), (first + 1).cast(pl.String),
                                       pl.lit(" to "), last.to_series())).to_series()  # fmt: skip

    def span(self, rows: int) -> tuple[str, str]:
        """The first and the last time."""
        if self.times is None or not rows:
            return "row 1", f"row {rows}"
        return str(self.times[0]), str(self.times[-1])


def order_of(texts: pl.DataFrame, readings: dict[str, Reading], asked: str) -> Order:
    """The order by the column that was asked for, "row", or "" to be told from the table.

    Untold, a date column that never goes back is the time; one that does is refused, since either
    the column or the order of the rows must be wrong. Raises BadTable.
    """
    if asked and asked != BY_ROW:
        return _by_column(texts, readings, asked)
    dates = {
        name: reading.expression(name)
        for name, reading in readings.items()
        if reading.kind is Kind.DATE and not any(word in name.lower() for word in _NOT_THE_CALL)
    }
    for name, expression in dates.items():
        times = texts.select(expression).to_series()
        if times.null_count():
            continue
        if times.is_sorted():
            return Order(name, None, times)
        if _is_their_time(times) or (not asked and len(dates) == 1):
            raise _out_of_order(name, times)
    return Order("", None, None)


def _by_column(texts: pl.DataFrame, readings: dict[str, Reading], column: str) -> Order:
    refuse_absent(texts, (column,))
    reading = readings[column]
    if reading.kind is Kind.CATEGORY:
        raise BadTable(
            f"{column} holds no dates and no numbers, so it cannot order the rows",
            "mend its values, or name another column or --time-order row",
        )
    times = texts.select(reading.expression(column)).to_series()
    missing = times.null_count()
    if missing:
        raise BadTable(
            f"{column} is empty in {missing} rows, so their place in time is unknown",
            "fill it in, leave the rows out, or use --time-order row",
        )
    if times.is_sorted():
        return Order(column, None, times)
    rows = times.arg_sort()
    ranked = pl.DataFrame({"time": times}).with_row_index("row").sort("time", "row")
    rows = ranked["row"]
    return Order(column, rows, times[rows])


def _is_their_time(times: pl.Series) -> bool:
    place = pl.int_range(times.len(), eager=True).cast(pl.Float64)
    frame = pl.DataFrame({"rank": times.rank(), "place": place})
    return float(frame.select(pl.corr("rank", "place")).item() or 0.0) >= _RISES


def _out_of_order(name: str, times: pl.Series) -> BadTable:
    back = (times.diff().dt.total_microseconds() < 0).arg_true()[0]
    return BadTable(
        f"the rows are not in the order of {name}: row {back + 2} of the file is earlier than "
        "the row above it",
        f"use --time-order {name} to put them in order, or --drop {name} if it is not their time",
    )
