"""Temperature and thresholds, chosen on utterances that were left out of the fit.

Folds are made of families: what decides about an utterance has seen no rephrasing of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from voicebot.learning.understanding.splitting import FOLDS, fold_of
from voicebot.learning.understanding.training import Example, fitted, matrix_of, space_of
from voicebot.understanding.classifier import DEMANDS, EMERGENCIES, Thresholds
from voicebot.understanding.combining import decisive
from voicebot.understanding.intents import Intent
from voicebot.understanding.label import LABELS

Odds = npt.NDArray[np.float64]
Chances = npt.NDArray[np.float64]

MOST_NEAR_ALARMS = 0.005  # opt-outs raised on hard negatives, share
MOST_TALK_ALARMS = 0.001  # opt-outs raised on ordinary talk, share
MOST_NEEDLESS_QUESTIONS = 0.02  # "shall we stop calling?" after what was no opt-out, share
MOST_FALSE_EMERGENCIES = 0.003  # emergencies seen where there is none, share
STEPS = tuple(round(0.1 + 0.01 * k, 2) for k in range(90))  # thresholds that are tried
TEMPERATURES = (0.2, 5.0)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; `odds` (examples by labels) are those of the left-out examples."""

    odds: Odds
    temperature: float
    thresholds: Thresholds


def choose(examples: Sequence[Example]) -> Choice:
    """Cross-validate by family and choose."""
    odds = left_out(examples)
    targets = np.array([example.target for example in examples])
    temperature = temperature_of(odds, targets)
    chances = softmax(odds / temperature, axis=1)
    return Choice(odds, temperature, thresholds_of(examples, chances))


def left_out(examples: Sequence[Example]) -> Odds:
    """Log-odds of each example by a classifier that has not seen its family."""
    folds = np.array([fold_of(example.row.group) for example in examples])
    odds = np.zeros((len(examples), len(LABELS)))
    for fold in range(FOLDS):
        rest = [e for e, f in zip(examples, folds, strict=True) if f != fold]
        out = [e for e, f in zip(examples, folds, strict=True) if f == fold]
        if rest and out:
            space = space_of(rest)
            weights, bias = fitted(space, rest)
            odds[folds == fold] = matrix_of(space, out) @ weights + bias
    return odds


def temperature_of(odds: Odds, targets: npt.NDArray[np.intp]) -> float:
    """The divisor of the log-odds that makes the true labels likeliest.

    Guo et al., On calibration of modern neural networks, 2017.
    """

    def loss(temperature: float) -> float:
        scaled = log_softmax(odds / temperature, axis=1)
        return -float(scaled[np.arange(len(targets)), targets].mean())

    return round(float(minimize_scalar(loss, bounds=TEMPERATURES, method="bounded").x), 3)


def thresholds_of(examples: Sequence[Example], chances: Chances) -> Thresholds:
    """The least thresholds that keep the false alarms within their limits.

    Alarms that the phrases raise by themselves count against the limits and cannot be lowered here.
    """
    rows = [example.row for example in examples]
    stops = np.array([row.label.intent is Intent.OPT_OUT for row in rows])
    refuses = np.array([row.label.intent is Intent.REFUSAL for row in rows])
    urgent = np.array([row.label.intent is Intent.EMERGENCY for row in rows])
    near = np.array([bool(row.near) for row in rows]) & ~stops
    talk = ~near & ~stops & ~refuses
    by_phrases = np.array([decisive(e.reading) for e in examples])
    raised = np.array([e.reading.meaning.opt_out for e in examples]) & by_phrases
    demand = np.where(by_phrases, 0.0, chances[:, DEMANDS].sum(axis=1))
    emergency = np.where(by_phrases, 0.0, chances[:, EMERGENCIES].sum(axis=1))

    def alarms_kept(step: float) -> bool:
        alarm = raised | (demand >= step)
        return all(
            _share(alarm, of) <= max(most, _share(raised, of))
            for of, most in ((near, MOST_NEAR_ALARMS), (talk, MOST_TALK_ALARMS))
        )

    stop = _least(alarms_kept)
    ask = _least(
        lambda step: _share((demand >= step) & (demand < stop), ~stops) <= MOST_NEEDLESS_QUESTIONS
    )
    danger = _least(lambda step: _share(emergency >= step, ~urgent) <= MOST_FALSE_EMERGENCIES)
    return Thresholds(opt_out=stop, unclear=min(ask, stop), emergency=danger)


def _share(holds: npt.NDArray[np.bool_], of: npt.NDArray[np.bool_]) -> float:
    return float(holds[of].mean()) if of.any() else 0.0


def _least(holds: Callable[[float], bool]) -> float:
    return next((step for step in STEPS if holds(step)), 1.0)
