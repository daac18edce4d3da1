"""Log-odds become chances that come true, as found on rows later than those learned from."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from voicebot.learning.arrays import Flags, Numbers

MANY_YES = 1000
"""From so many yes and no on, the curve is free (isotonic); with fewer it is an S (Platt)."""

_KNOTS = 200
_FARTHEST = 700.0  # odds; exp of more is no number
_SIGMOID_SHARE = 0.1  # keeps the order of rows that an isotonic step would tie


@dataclass(frozen=True, slots=True)
class Calibration:
    """chance = expit(shift + slope · odds); with knots, nine tenths of it by interpolation."""

    shift: float
    slope: float
    knots: Numbers
    shares: Numbers

    def chances(self, odds: Numbers) -> Numbers:
        """One chance for each log-odds; a higher one gives a higher chance."""
        smooth: Numbers = _expit(self.shift + self.slope * odds)
        if not len(self.knots):
            return smooth
        free = np.interp(odds, self.knots, self.shares)
        mixed: Numbers = (1 - _SIGMOID_SHARE) * free + _SIGMOID_SHARE * smooth
        return mixed

    @property
    def kind(self) -> str:
        """In a word, for the card."""
        return "isotonic" if len(self.knots) else "sigmoid"

    def as_parts(self) -> dict[str, Any]:
        """Plain values and arrays that `from_parts` takes."""
        return {
            "shift": self.shift,
            "slope": self.slope,
            "knots": self.knots,
            "shares": self.shares,
        }

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> "Calibration":
        """What `as_parts` gave."""
        shift, slope = float(parts["shift"]), float(parts["slope"])
        return cls(shift, slope, parts["knots"], parts["shares"])


def _expit(odds: Numbers) -> Numbers:
    """1 / (1 + exp(-odds)), beyond ±700 as at its end."""
    chances: Numbers = 1.0 / (1.0 + np.exp(-np.clip(odds, -_FARTHEST, _FARTHEST)))
    return chances


AS_IT_IS = Calibration(0.0, 1.0, np.empty(0), np.empty(0))


def calibrated(odds: Numbers, target: Flags, weights: Numbers) -> Calibration:
    """Platt, Probabilistic outputs for support vector machines, 1999; Zadrozny and Elkan, 2002."""
    from sklearn.linear_model import LogisticRegression

    fit = LogisticRegression(C=100.0, max_iter=200).fit(odds[:, None], target, weights)
    slope = float(max(fit.coef_[0, 0], 1e-3))
    shift = float(fit.intercept_[0])
    yes = int(target.sum())
    if min(yes, len(target) - yes) < MANY_YES:
        return Calibration(shift, slope, np.empty(0), np.empty(0))
    knots, shares = _isotonic(odds, target, weights)
    return Calibration(shift, slope, knots, shares)


def _isotonic(odds: Numbers, target: Flags, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Means of many small bins, made to rise; between them straight lines."""
    from sklearn.isotonic import IsotonicRegression

    order = np.argsort(odds, kind="stable")
    parts = np.array_split(order, min(_KNOTS, len(order)))
    knots = np.array([odds[part].mean() for part in parts])
    rates = np.array([np.average(target[part], weights=weights[part]) for part in parts])
    heavy = np.array([weights[part].sum() for part in parts])
    curve = IsotonicRegression(y_min=0.0, y_max=1.0)
    shares = curve.fit(knots, rates, sample_weight=heavy).predict(knots)
    distinct = np.concatenate([[True], np.diff(knots) > 0])
    return knots[distinct], shares[distinct]
