"""Everything that is reported of chances, once what came is known. Figures are plain values."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from voicebot.learning.arrays import Flags, Numbers
from voicebot.learning.measures.calibration import brier, calibration_error
from voicebot.learning.measures.comparing import interval_of_auc
from voicebot.learning.measures.costs import Costs
from voicebot.learning.measures.ranking import auc, average_precision, lift
from voicebot.learning.tables.table import Table

Figures = dict[str, Any]

_DIGITS = 5
_FEWEST_ROWS = 20  # a segment with fewer is not reported
_MOST_SEGMENTS = 60


def figures_of(target: Flags, chances: Numbers, costs: Costs) -> Figures:
    """AUC and its interval, average precision, Brier score, calibration error, lift, and cost.

    None where a figure is not defined, as an AUC without any yes.
    """
    low, high = interval_of_auc(target, chances) if _both(target) else (np.nan, np.nan)
    chosen = chances >= costs.threshold
    found = {
        "auc": auc(target, chances),
        "auc_low": low,
        "auc_high": high,
        "average_precision": average_precision(target, chances),
        "brier": brier(target, chances),
        "calibration_error": calibration_error(target, chances),
        "lift_10": lift(target, chances),
        "cost": costs.of(target, chosen),
        "chosen": float(chosen.mean()),
        "yes": float(target.mean()),
        "chance": float(chances.mean()),
    }
    return {"rows": len(target)} | {name: rounded(value) for name, value in found.items()}


def by_label(labels: pl.Series, target: Flags, chances: Numbers, costs: Costs) -> list[Figures]:
    """The figures of each label with enough rows, in the order in which they first occur."""
    found = []
    texts = labels.cast(pl.String)
    for label in texts.unique(maintain_order=True).head(_MOST_SEGMENTS):
        rows = (texts == label).fill_null(value=False).to_numpy()
        if rows.sum() >= _FEWEST_ROWS:
            found.append({"name": label, **figures_of(target[rows], chances[rows], costs)})
    return found


def rules_beside(table: Table, costs: Costs) -> dict[str, Figures]:
    """What fixed rules cost on the same rows: choosing all, choosing none, and the table's own."""
    every = np.ones(len(table), dtype=np.bool_)
    rules: Mapping[str, Flags] = {"always": every, "never": ~every, **table.rules}
    return {
        name: {
            "cost": rounded(costs.of(table.target, chosen)),
            "chosen": rounded(float(chosen.mean())),
            "yes_reached": rounded(float((table.target & chosen).sum() / table.target.sum())),
        }
        for name, chosen in rules.items()
    }


def rounded(value: float) -> float | None:
    """With five digits; None where it is not a number."""
    return None if not np.isfinite(value) else round(float(value), _DIGITS)


def _both(target: Flags) -> bool:
    return bool(target.any() and not target.all())
