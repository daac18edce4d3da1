"""What was learned about the calls asked for: scores, and whom they leave alone."""

from polars import col

from voicebot.eligibility.fact_row import LEARNED
from voicebot.eligibility.gathering_rows import Part, Rows
from voicebot.eligibility.known import Known


def learned(known: Known, rows: Rows) -> Part:
    """LEARNED for every row; all null where nothing was learned of the number and purpose."""
    if known.learned.is_empty():
        return dict.fromkeys(LEARNED)
    told = rows.of_numbers(known.learned, "purpose")
    told = told.filter(col("purpose") == col("purpose_asked"))
    return rows.each(told, *(col(name).first() for name in LEARNED)).select_seq(*LEARNED)
