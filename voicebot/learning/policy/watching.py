"""Whether the model in force still fits the calls that come: how inputs moved, what came true."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from voicebot.learning.measures.drift import MOVED, STEADY, calibration_drift, drifts
from voicebot.learning.policy.examples import Examples
from voicebot.learning.policy.in_force import InForce
from voicebot.learning.targets import TARGETS

LATELY = timedelta(days=28)
"""The calls that are looked at: four weeks, so that every weekday counts alike."""

LEAST_CALLS = 200
LEAST_EACH = 10  # of yes and of no
FAR_SHIFT, FAR_SLOPE = 0.5, (0.5, 1.5)
"""In log-odds: chances are off by half as much again, or say hardly more than nothing."""

_SHOWN = 10


def watch(examples: Examples, model: InForce, now: datetime) -> dict[str, Any]:
    """What is kept of a day's look; plain values, nothing of anybody.

    `moved` is the population stability index by input, the most moved first; `calibration` of each
    target the shift and slope of what came against the chances (0 and 1 where they come true), None
    where too little came. `alarms` are sentences, none where all is well.
    """
    count = int((examples.calls["at"] > now - LATELY).sum())
    lately = examples.tail(count)
    found: dict[str, Any] = {"at": now.isoformat(), "version": model.version, "calls": count}
    if count < LEAST_CALLS:
        return found | {"moved": {}, "calibration": {}, "alarms": []}
    profiles = model.model.classifiers[TARGETS[0]].profiles if model.model.classifiers else {}
    moved = {name: round(index, 4) for name, index in drifts(profiles, lately.features).items()}
    chances = model.foretell(lately.features)
    calibration = {
        name: _drift(lately.targets[name].to_numpy() == 1, chances[name].to_numpy())
        for name in TARGETS
    }
    worth_telling = {name: index for name, index in moved.items() if index >= STEADY}
    shown = dict(list(worth_telling.items())[:_SHOWN])
    alarms = _alarms(moved, calibration)
    return found | {"moved": shown, "calibration": calibration, "alarms": alarms}


def _drift(target: Any, chances: Any) -> dict[str, float] | None:
    yes = int(target.sum())
    if min(yes, len(target) - yes) < LEAST_EACH:
        return None
    shift, slope = calibration_drift(target, chances)
    came, said = float(target.mean()), float(np.mean(chances))
    figures = {"shift": shift, "slope": slope, "came": came, "said": said}
    return {name: round(figure, 4) for name, figure in figures.items()}


def _alarms(
    moved: Mapping[str, float], calibration: Mapping[str, dict[str, float] | None]
) -> list[str]:
    far = [name for name, index in moved.items() if index >= MOVED]
    found = [f"inputs have moved much: {', '.join(far[:_SHOWN])}"] if far else []
    for name, one in calibration.items():
        if one is None:
            continue
        low, high = FAR_SLOPE
        if abs(one["shift"]) > FAR_SHIFT or not low <= one["slope"] <= high:
            found.append(f"chances of {name} no longer come true: {one['said']:.1%} was foretold, "
                         f"{one['came']:.1%} came")  # fmt: skip
    return found
