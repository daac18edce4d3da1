"""How fast features are built: a million numbers with their past, each asked about once."""

import time
from datetime import UTC, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from voicebot.cli.figures import Figure
from voicebot.learning.attempts import MOMENT, conform
from voicebot.learning.features import build_features

FEATURES_S = 60.0  # for a million numbers
MILLION = 1_000_000
PAST = 1.5
"""Past attempts of a number, on average: as many as the made-up books have."""

_START = datetime(2026, 1, 1, tzinfo=UTC)
_DAYS = 300
_ENDS = (
    ("NO_ANSWER", "NONE", "NOT_REACHED", None),
    ("ANSWERED", "MACHINE", "VOICEMAIL_NOT_LEFT", None),
    ("ANSWERED", "HUMAN", "EARLY_HANGUP", "SILENT_REFUSAL"),
    ("ANSWERED", "HUMAN", "SOFT_REFUSAL", "SOFT_REFUSAL"),
    ("ANSWERED", "HUMAN", "CONFIRMED", None),
)
_SHARES = (0.45, 0.15, 0.1, 0.1, 0.2)
_COLUMNS = ("network_result", "answered_by", "disposition", "refusal_kind")
_ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/Moscow")


def measure_features(numbers: int) -> tuple[dict[str, Figure], pl.DataFrame]:
    """Make the past of so many numbers up, ask about each, and build every row's features.

    The features of the questions go with the figures.
    """
    attempts = _made_up(numbers)
    began, cpu = time.monotonic(), time.process_time()
    built = build_features(attempts)
    seconds, cpu_s = time.monotonic() - began, time.process_time() - cpu
    reach = FEATURES_S * max(1.0, numbers / MILLION)
    figures = {
        "features": Figure(round(seconds, 1), "s", reach, numbers),
        "features_cpu": Figure(round(cpu_s, 1), "CPU s", None, built.height),
    }
    return figures, built.tail(numbers)


def _made_up(numbers: int) -> pl.DataFrame:
    """Past attempts in any order, and a question for each number at the end."""
    random = np.random.default_rng(0)
    rows = int(numbers * PAST)
    who = random.integers(0, numbers, rows)
    ends = pl.DataFrame(_ENDS, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
    ended = ends[random.choice(len(_ENDS), rows, p=_SHARES)]
    talked = random.exponential(20, rows).round(1)
    past = _rows(who, random.integers(0, _DAYS * 86_400, rows)).with_columns(
        ended, talk_s=pl.when(ended["answered_by"] == "HUMAN").then(pl.Series(talked))
    )
    asked = _rows(np.arange(numbers), np.full(numbers, _DAYS * 86_400))
    every = pl.concat([past, asked], how="diagonal")
    return conform(every.with_columns(attempt_id=pl.int_range(pl.len()).cast(pl.String)))


def _rows(who: NDArray[np.int64], second: NDArray[np.int64]) -> pl.DataFrame:
    """Numbers and times; each number is in one of a few zones."""
    return pl.DataFrame({"who": who, "second": second}).select(
        number=pl.format("+7{}", pl.col("who") + 9_000_000_000),
        zone=(pl.col("who") % len(_ZONES)).replace_strict(dict(enumerate(_ZONES))),
        at=pl.lit(_START).cast(MOMENT) + pl.duration(seconds="second"),
        purpose=pl.lit("APPOINTMENT_REMINDER"),
    )
