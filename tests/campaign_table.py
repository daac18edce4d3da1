"""A made-up telephone campaign of a bank, month by month, with all that such tables have in common:
a yes that gets commoner as an interest rate falls, people of many kinds, earlier contacts that tell
much, and the length of the call, which is known only when it is over."""

from pathlib import Path

import numpy as np
import polars as pl

MONTHS = ("may", "jun", "jul", "aug", "oct", "nov", "dec", "mar", "apr", "may", "jun", "jul")
JOBS = ("admin.", "blue-collar", "technician", "retired", "student", "unknown")


def campaign(rows: int = 4000, seed: int = 0) -> pl.DataFrame:
    """In order of time; the target is `y`, "yes" or "no"."""
    random = np.random.default_rng(seed)
    time = np.arange(rows) / rows
    month = (time * len(MONTHS)).astype(int)
    rate = (5 - np.cumsum(random.gamma(2, 0.15, len(MONTHS))))[month]
    job = random.choice(JOBS, rows)
    known = random.random(rows) < 0.05 + 0.2 * time
    success = known & (random.random(rows) < 0.35)
    age = random.integers(18, 90, rows)
    odds = -1.2 - 0.25 * rate + 1.6 * success + 0.7 * np.isin(job, ["retired", "student"])
    odds += 0.0006 * (age - 45.0) ** 2
    yes = random.random(rows) < 1 / (1 + np.exp(-odds))
    length = np.where(yes, random.gamma(4, 140, rows), random.gamma(1.3, 170, rows))
    return pl.DataFrame(
        {
            "age": age,
            "job": job,
            "contact": random.choice(["cellular", "telephone"], rows),
            "month": np.array(MONTHS)[month],
            "duration": length.astype(int),
            "campaign": random.geometric(0.4, rows),
            "pdays": np.where(success, random.integers(1, 20, rows), 999),
            "poutcome": np.where(success, "success", np.where(known, "failure", "nonexistent")),
            "euribor3m": np.round(rate + random.normal(0, 0.02, rows), 3),
            "y": np.where(yes, "yes", "no"),
        }
    )


def written(frame: pl.DataFrame, file: Path, separator: str = ";") -> Path:
    """The frame as a CSV file."""
    frame.write_csv(file, separator=separator)
    return file
