"""What was learned about the calls asked for: scores, and whom they leave alone."""

from polars import col

from voicebot.eligibility.fact_row import LEARNED
from voicebot.eligibility.gathering_rows import Part, Rows
from voicebot.eligibility.known import Known, Values

NOTHING: Values = dict.fromkeys(LEARNED)


def learned(known: Known, rows: Rows) -> Part:
    """LEARNED for every row; all null where nothing was learned of the number and purpose."""
    if known.learned.is_empty():
        return NOTHING
    told = rows.of_numbers(known.learned, "purpose")
    told = told.filter(col("purpose") == col("purpose_asked"))
    return rows.each(told, *(col(name).first() for name in LEARNED)).select_seq(*LEARNED)


def learned_of_one(row: Values | None) -> Values:
    """LEARNED of one question, of which a row was learned or none."""
    return NOTHING if row is None else {name: row.get(name) for name in LEARNED}
