"""Made-up attempts to call: a table of any size, on which training and scoring are timed.

The people's patience, hours and habits drift over the months; no figure here is true of anybody.
"""

import numpy as np
import polars as pl

from voicebot.learning.arrays import Flags, Numbers
from voicebot.learning.tables.table import Origin, Table

MONTHS = 24
_PURPOSES = ("REMINDER", "DELIVERY", "NEWS", "OFFER", "DEBT")
_RESULTS = ("ANSWERED", "NO_ANSWER", "BUSY", "REJECTED", "UNREACHABLE")


def made_up_attempts(rows: int, seed: int = 0) -> Table:
    """Attempts in order of time; a yes is a call that a person took and stayed in."""
    random = np.random.default_rng(seed)
    time = np.arange(rows) / rows
    frame = _people(random, rows).with_columns(
        economy=pl.Series(np.round(5 - 4 * time + random.normal(0, 0.05, rows), 3)),
        month=pl.Series((time * MONTHS).astype(int) % 12).cast(pl.Float64),
    )
    months = (time * MONTHS).astype(int) + 1
    return Table(
        frame=frame,
        target=_stayed(random, frame, time),
        weights=np.ones(rows),
        periods=pl.Series("month", months).cast(pl.String),
        origin=Origin("made-up attempts", "", "row 1", f"row {rows}"),
        segments={"purpose": frame["purpose"]},
    )


def _people(random: np.random.Generator, rows: int) -> pl.DataFrame:
    attempts = random.poisson(3, rows).astype(float)
    answered = random.binomial(attempts.astype(int), random.beta(2, 3, rows)).astype(float)
    gap = random.exponential(20, rows).round(1)
    return pl.DataFrame(
        {
            "attempts before": attempts,
            "answered share": np.where(attempts > 0, answered / np.maximum(attempts, 1), np.nan),
            "unanswered in a row": random.poisson(1, rows).astype(float),
            "refusals": random.poisson(0.2, rows).astype(float),
            "early hang-ups": random.poisson(0.3, rows).astype(float),
            "days since the last": np.where(attempts > 0, gap, np.nan),
            "satisfaction": np.where(
                random.random(rows) < 0.2, random.integers(1, 6, rows), np.nan
            ),
            "open complaints": random.poisson(0.05, rows).astype(float),
            "hour": random.integers(9, 20, rows).astype(float),
            "weekday": random.integers(1, 8, rows).astype(float),
            "age": random.integers(18, 91, rows).astype(float),
            "purpose": random.choice(_PURPOSES, rows),
            "last result": random.choice(_RESULTS, rows),
            "region": random.choice([f"region {k}" for k in range(60)], rows),
        },
        nan_to_null=True,
    )


def _stayed(random: np.random.Generator, frame: pl.DataFrame, time: Numbers) -> Flags:
    share = frame["answered share"].fill_null(0.3).to_numpy()
    odds = (
        -1.2
        + 2.5 * (share - 0.4)
        - 0.5 * frame["unanswered in a row"].to_numpy()
        - 0.9 * frame["refusals"].to_numpy()
        - 0.6 * frame["early hang-ups"].to_numpy() * (1 + time)
        + 0.5 * np.sin(frame["hour"].to_numpy() / 3)
        + 0.4 * (frame["purpose"] == "DELIVERY").to_numpy()
        + 0.3 * np.sin(2 * np.pi * time * 3)
    )
    stayed: Flags = random.random(len(time)) < 1 / (1 + np.exp(-odds))
    return stayed
