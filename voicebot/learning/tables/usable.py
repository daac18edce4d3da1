"""Columns that nothing can be learned from, and why."""

import polars as pl

from voicebot.learning.tables.table import Notice

MOST_VALUES_SHARE = 0.5  # of the rows; a text with more values than this is no category
FEW_VALUES = 200  # as many values any text column may have
_LEAST_ROWS = 20
_ID_SHARE = 0.95
_LONG_NUMBER = 1e6


def unusable(frame: pl.DataFrame) -> list[Notice]:
    """The features to leave out: empty, constant, identifiers, and texts with too many values."""
    found = []
    for column in frame.iter_columns():
        why = _why(column)
        if why:
            found.append(Notice(column.name, why))
    return found


def _why(column: pl.Series) -> str:
    there = column.drop_nulls()
    values = there.n_unique()
    if there.is_empty():
        why = "is empty in every row and was left out"
    elif values == 1 and there.len() == column.len():
        why = "has the same value in every row and was left out"
    elif there.len() < _LEAST_ROWS:
        why = ""
    elif column.dtype.is_numeric():
        why = _number(there, values)
    elif column.dtype == pl.String:
        why = _text(there, values)
    else:
        why = ""
    return why


def _text(there: pl.Series, values: int) -> str:
    if values == there.len():
        return "has another value in every row, as an identifier does, and was left out"
    if values > max(FEW_VALUES, MOST_VALUES_SHARE * there.len()):
        return f"is a text with {values} different values and was left out"
    return ""


def _number(there: pl.Series, values: int) -> str:
    """Identifiers are whole numbers that do not repeat and count up or are long."""
    if values < _ID_SHARE * there.len() or not (there == there.floor()).all():
        return ""
    steps = there.diff().drop_nulls()
    counts = bool((steps > 0).all())
    smallest = there.min()
    long = isinstance(smallest, float) and smallest >= _LONG_NUMBER
    if counts or long:
        return "has another whole number in every row, as an identifier does, and was left out"
    return ""
