"""How fast a model of calls says of a list whom to leave alone: three chances, and the worth."""

import time

import numpy as np
import polars as pl

from voicebot.cli.figures import Figure
from voicebot.learning.policy.call_model import TASK, taken
from voicebot.learning.policy.deciding import judge
from voicebot.learning.policy.worth import own_worth
from voicebot.learning.shelf import Shelf

BATCH_S = 1.0  # for 100,000 numbers
BATCH = 100_000


def measure_scoring(features: pl.DataFrame, shelf: Shelf) -> dict[str, Figure]:
    """Put the newest model of calls to every row; nothing where the shelf has none."""
    versions = shelf.versions(TASK)
    if not versions:
        return {}
    model = taken(shelf, versions[-1])
    began, cpu = time.monotonic(), time.process_time()
    judge(features, model.foretell(features), own_worth(), np.ones(features.height))
    seconds, cpu_s = time.monotonic() - began, time.process_time() - cpu
    share, rows = BATCH / features.height, features.height
    return {
        "calls_100000": Figure(round(seconds * share, 3), "s", BATCH_S, rows),
        "calls_100000_cpu": Figure(round(cpu_s * share, 3), "CPU s", None, rows),
    }
