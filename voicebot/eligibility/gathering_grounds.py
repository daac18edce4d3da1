"""What people said about being called: opt-outs, suppressions, complaints, likenesses."""

import polars as pl
from polars import col

from voicebot.contacts.suppression import OptOutScope, SuppressionReason
from voicebot.eligibility.fact_row import ENDLESS, STANDING, standing_column
from voicebot.eligibility.gathering_rows import Part, Rows
from voicebot.eligibility.known import Known

NUMBER_BOUND = [
    str(SuppressionReason.WRONG_NUMBER),
    str(SuppressionReason.INVALID_NUMBER),
    str(SuppressionReason.REASSIGNED_NUMBER),
]
"""What is true of a number, and says nothing of the person's other ones."""

_COVERS = (
    pl.when(col("scope") == str(OptOutScope.CAMPAIGN))
    .then(col("campaign_id").is_null() | col("campaign_id").eq_missing(col("campaign_id_asked")))
    .when(col("scope") == str(OptOutScope.PURPOSE))
    .then(col("purpose").is_null() | (col("purpose") == col("purpose_asked")))
    .otherwise(pl.lit(True))
)
"""As the opt-out register has it: an opt-out without its campaign or purpose covers all."""

_NOT_BEFORE_THE_REQUEST = (col("at") > col("requested_at")).fill_null(True)
"""Whoever stopped all calls may ask for one; what they say after that binds again."""

_MANUAL = pl.lit(str(SuppressionReason.MANUAL))
_NAMED = col("reason").is_in([str(reason) for reason in SuppressionReason])
_STANDS = (
    ~col("reason").is_in(NUMBER_BOUND) | (col("number") == col("number_asked")),
    col("until").is_null() | (col("until") > col("at")),
)
_ENDS = col("until").fill_null(ENDLESS)
_LATEST = {reason: _ENDS.filter(col("reason") == str(reason)).max() for reason in SuppressionReason}


def optouts(written: pl.DataFrame, rows: Rows) -> Part:
    """How many opt-outs of the person cover the call, and which."""
    if written.is_empty():
        return {"optouts_covering": 0, "optout_ids": []}
    said = rows.of_persons(written, "campaign_id", "purpose", "requested_at")
    found = rows.each(
        said.filter(_COVERS, _NOT_BEFORE_THE_REQUEST),
        pl.len().alias("optouts_covering"),
        col("optout_id").sort().implode().alias("optout_ids"),
    )
    return found.select_seq(
        col("optouts_covering").fill_null(0).cast(pl.Int32), col("optout_ids").fill_null([])
    )


def standing(written: pl.DataFrame, rows: Rows) -> list[Part]:
    """STANDING: for each reason, until when it stands; a reason nobody knows stands as MANUAL."""
    if written.is_empty():
        return [dict.fromkeys(STANDING)]
    stands = rows.of_persons(written, "number", "at").filter(*_STANDS)
    stands = stands.with_columns_seq(pl.when(_NAMED).then("reason").otherwise(_MANUAL))
    latest = {standing_column(each): _LATEST[each] for each in _reasons(written["reason"])}
    found = rows.each(stands, *(end.alias(name) for name, end in latest.items()))
    absent = dict.fromkeys(name for name in STANDING if name not in latest)
    return [found.select_seq(*latest), absent]


def complaints(known: Known, rows: Rows) -> Part:
    """How many complaints of the person are open."""
    if known.complaints.is_empty():
        return {"complaints_open": 0}
    return _counted(rows.of_persons(known.complaints), "complaints_open", rows)


def likenesses(known: Known, rows: Rows) -> Part:
    """How many others, who opted out or refused, the person may be."""
    if known.likenesses.is_empty():
        return {"barred_likenesses": 0}
    return _counted(rows.of_persons(known.likenesses).filter("bars"), "barred_likenesses", rows)


def _reasons(written: pl.Series) -> list[SuppressionReason]:
    known = {str(reason) for reason in SuppressionReason}
    named = {name if name in known else str(SuppressionReason.MANUAL) for name in written.unique()}
    return [reason for reason in SuppressionReason if reason in named]


def _counted(theirs: pl.LazyFrame, name: str, rows: Rows) -> Part:
    found = rows.each(theirs, pl.len().alias(name))
    return found.select_seq(col(name).fill_null(0).cast(pl.Int32))
