"""Large tables of weights, kept in one byte each."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from voicebot.understanding.features import Numbers

_STEPS = 127
_NOTHING = 1e-30  # less is kept as 0


def packed(table: Numbers) -> dict[str, Any]:
    """A table (rows by columns) in whole steps; each column has its own, its greatest by 127."""
    greatest = np.abs(table).max(axis=0, initial=0.0)
    step = np.where(greatest > _NOTHING, greatest / _STEPS, 1.0).astype(np.float32)
    return {"steps": np.rint(table / step).astype(np.int8), "step": step}


def unpacked(parts: Mapping[str, Any]) -> Numbers:
    """The table that was packed, each figure off by half a step at most. Raises ValueError."""
    steps, step = parts["steps"], parts["step"]
    if steps.dtype != np.int8 or steps.ndim != 2 or step.shape != steps.shape[1:]:
        raise ValueError("a table of weights is damaged")
    return np.asarray(steps * step, dtype=np.float32)
