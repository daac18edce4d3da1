"""What was learned about the calls asked for: scores, and whom they leave alone."""

from polars import col

from voicebot.eligibility.fact_row import LEARNED
from voicebot.eligibility.gathering_rows import Part, Rows, Values
from voicebot.eligibility.known import Known

NOTHING: Values = dict.fromkeys(LEARNED)


def learned(known: Known, rows: Rows) -> Part:
    """LEARNED for every row; all null where nothing was learned of the number and purpose."""
    if known.learned.is_empty():
        return NOTHING
    if rows.one is not None:
        return _of_one(known, rows.one)
    told = rows.of_numbers(known.learned, "purpose")
    told = told.filter(col("purpose") == col("purpose_asked"))
    return rows.each(told, *(col(name).first() for name in LEARNED)).select_seq(*LEARNED)


def _of_one(known: Known, question: Values) -> Values:
    """Without a plan, which would cost more than the few values do."""
    for row in known.learned.iter_rows(named=True):
        if (row["number"], row["purpose"]) == (question["number"], question["purpose"]):
            return {name: row[name] for name in LEARNED}
    return NOTHING
