"""What kind of values a column of texts holds."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

DATE_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%#z",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%#z",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
)
"""Tried in this order: 03/04/2026 is the third of April unless a row says otherwise."""

_SAMPLE = 500
_CODE = r"^[+-]?0\d"  # 007 is a code, 0.7 a number
_DATE = r"^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}"


class Kind(StrEnum):
    """How a column's texts are read."""

    NUMBER = "number"
    COMMA_NUMBER = "number with a comma"
    DATE = "date"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Reading:
    """A column's kind, and for dates the format."""

    kind: Kind
    format: str = ""

    def expression(self, column: str) -> pl.Expr:
        """The column read so; null where a text cannot be."""
        texts = pl.col(column).str.strip_chars()
        match self.kind:
            case Kind.NUMBER:
                return texts.cast(pl.Float64, strict=False)
            case Kind.COMMA_NUMBER:
                return texts.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
            case Kind.DATE:
                return _moment(texts, self.format)
            case Kind.CATEGORY:
                return texts


def reading_of(column: pl.Series) -> Reading:
    """How a whole column of texts can be read; what is not all numbers or dates is a category."""
    there = column.drop_nulls()
    sample = there.head(_SAMPLE).to_frame()
    for kind in (Kind.NUMBER, Kind.COMMA_NUMBER):
        reading = Reading(kind)
        if _all_read(sample, reading) and _all_read(there.to_frame(), reading):
            codes = there.str.contains(_CODE).any()
            return Reading(Kind.CATEGORY) if codes else reading
    if sample.to_series().str.contains(_DATE).all() and sample.height:
        for form in DATE_FORMATS:
            reading = Reading(Kind.DATE, form)
            if _all_read(sample, reading) and _all_read(there.to_frame(), reading):
                return reading
    return Reading(Kind.CATEGORY)


def _all_read(texts: pl.DataFrame, reading: Reading) -> bool:
    if not texts.height:
        return False
    read = texts.select(reading.expression(texts.columns[0])).to_series()
    usable = read.is_finite() if read.dtype.is_float() else read.is_not_null()
    return bool(usable.fill_null(value=False).all())


def _moment(texts: pl.Expr, form: str) -> pl.Expr:
    if form.endswith("z"):
        read = texts.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        return read.dt.replace_time_zone(None)
    if "%H" in form:
        return texts.str.to_datetime(form, strict=False, time_unit="us")
    return texts.str.to_date(form, strict=False).cast(pl.Datetime("us"))
