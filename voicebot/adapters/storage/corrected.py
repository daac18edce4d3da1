"""What supervisors put in the place of outcomes: the word of several reviewers as one.

Of each reviewer the newest correction of an attempt counts. Where they differ, the word of most
holds; where no word has most, the robot's stays, and stays in doubt.
"""

import polars as pl
from polars import col

DOUBT = 0.0
"""How sure an outcome is that reviewers are at odds about."""


def newest_of_each(corrections: pl.DataFrame) -> pl.DataFrame:
    """One row an attempt and reviewer. `corrections` has the columns of the table."""
    ordered = corrections.sort("at", "correction_id")
    return ordered.unique(["attempt_id", "reviewer"], keep="last", maintain_order=True)


def verdicts(corrections: pl.DataFrame) -> pl.DataFrame:
    """One row an attempt: `disposition` and `refusal_kind`, null where reviewers are at odds,
    `reviewers`, and whether they are `agreed`.
    """
    words = (
        newest_of_each(corrections)
        .group_by("attempt_id", "disposition", "refusal_kind", maintain_order=True)
        .len("said")
    )
    most = col("said") == col("said").max().over("attempt_id")
    held = most & (most.sum().over("attempt_id") == 1)
    return (
        words.with_columns(_held=held)
        .group_by("attempt_id", maintain_order=True)
        .agg(
            col("disposition").filter("_held").first(),
            col("refusal_kind").filter("_held").first(),
            reviewers=col("said").sum(),
            agreed=pl.len() == 1,
        )
    )


def judged(attempts: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Attempts with `corrected` and `corrected_kind`; those in dispute are of certainty DOUBT."""
    found = verdicts(corrections).select(
        "attempt_id", corrected="disposition", corrected_kind="refusal_kind", _judged=pl.lit(True)
    )
    joined = attempts.join(found, on="attempt_id", how="left", maintain_order="left")
    disputed = col("_judged") & col("corrected").is_null()
    doubtful = pl.when(disputed).then(DOUBT).otherwise(col("certainty"))
    return joined.with_columns(certainty=doubtful).drop("_judged")
