"""Temperature and thresholds, chosen on utterances that were left out of the fit.

Folds are made of families: what decides about an utterance has seen no rephrasing of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from voicebot.learning.understanding.pooling import opinions_of
from voicebot.learning.understanding.seconding import agreement_of, seconded
from voicebot.learning.understanding.splitting import FOLDS, LEFT_OUT, fold_of
from voicebot.learning.understanding.training import Example, fitted, matrix_of, space_of
from voicebot.understanding.classifier import EMERGENCIES, Thresholds, in_doubt
from voicebot.understanding.combining import decisive, possible
from voicebot.understanding.intents import Intent
from voicebot.understanding.label import LABELS
from voicebot.understanding.second_opinion import DEMANDS, LEAST_CHANCE, Agreement
from voicebot.understanding.sentence_reader import SentenceReader, ThreeOpinions

Odds = npt.NDArray[np.float64]
Chances = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

MOST_NEAR_ALARMS = 0.014  # opt-outs raised on hard negatives, which are written to be mistaken
MOST_TALK_ALARMS = 0.005  # opt-outs raised on all else that demands nothing, share
MOST_MISHEARD_ALARMS = 0.0005  # opt-outs out of words put right, on what demanded none, share
MOST_NEEDLESS_QUESTIONS = 0.035  # "shall we stop calling?" after what was no opt-out, share
MOST_DOUBTED = 0.03  # plain demands to stop that are asked about first, share
MOST_FIGURATIVE = 0.01  # emergencies in plain phrases that are taken for a figure of speech, share
FARTHEST_FIGURATIVE = 0.02  # so few are left out that the share alone could allow any doubt
MOST_FALSE_EMERGENCIES = 0.004  # emergencies seen where there is none, share
STEPS = tuple(round(0.1 + 0.01 * k, 2) for k in range(90))  # thresholds that are tried
DOUBTS = tuple(round(0.01 * k, 2) for k in range(1, 91))  # thresholds of doubt that are tried
TEMPERATURES = (0.2, 5.0)


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Log-odds by classifiers that have not seen an example's family.

    `labels` is examples by labels, `second` the second opinion's, one for each example. `third` has
    the sentence reader's chances of the labels, NaN where it was not asked.
    """

    labels: Odds
    second: Odds
    third: Chances


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; `examples` are those it was chosen by, `left_out` their log-odds.

    `opinions` is how much each counts where the reader was asked; None without a reader.
    """

    examples: Sequence[Example]
    left_out: LeftOut
    temperature: float
    agreement: Agreement
    opinions: ThreeOpinions | None
    thresholds: Thresholds


def choose(examples: Sequence[Example], reader: SentenceReader | None = None) -> Choice:
    """Cross-validate by family and choose.

    With a reader, thresholds are chosen on the fold that it has not learned from.
    """
    odds = left_out(examples)
    targets = np.array([example.target for example in examples])
    temperature = temperature_of(odds.labels, targets)
    first = softmax(odds.labels / temperature, axis=1)
    agreement = agreement_of(first, odds.second, targets)
    chances = agreement.settled(first, odds.second)
    if reader is None:
        thresholds = thresholds_of(examples, chances)
        return Choice(examples, odds, temperature, agreement, None, thresholds)
    unread = np.array([fold_of(example.row.group) == LEFT_OUT for example in examples])
    kept = [example for example, out in zip(examples, unread, strict=True) if out]
    third = _third(reader, kept, chances[unread])
    odds = LeftOut(odds.labels[unread], odds.second[unread], third)
    opinions, chances = _read(agreement, first[unread], odds, targets[unread])
    return Choice(kept, odds, temperature, agreement, opinions, thresholds_of(kept, chances))


def _third(reader: SentenceReader, examples: Sequence[Example], chances: Chances) -> Chances:
    """The reader's chances of the labels where the others are in doubt, else NaN."""
    asked = [k for k, some in enumerate(chances) if in_doubt(some)]
    third = np.full(chances.shape, np.nan)
    third[asked] = reader.chances([examples[k].row.text for k in asked])
    return third


def _read(
    agreement: Agreement, first: Chances, odds: LeftOut, targets: npt.NDArray[np.intp]
) -> tuple[ThreeOpinions, Chances]:
    """How much each of three opinions counts where all were asked, and the chances of all."""
    chances = agreement.settled(first, odds.second)
    asked = ~np.isnan(odds.third[:, 0])
    if not asked.any():
        return ThreeOpinions(agreement), chances
    found = opinions_of(first[asked], odds.second[asked], odds.third[asked], targets[asked])
    chances[asked] = found.settled(first[asked], odds.second[asked], odds.third[asked])
    return found, chances


def left_out(examples: Sequence[Example]) -> LeftOut:
    """Log-odds of each example by a classifier that has not seen its family."""
    folds = np.array([fold_of(example.row.group) for example in examples])
    odds = np.zeros((len(examples), len(LABELS)))
    second = np.zeros(len(examples))
    for fold in range(FOLDS):
        rest = [e for e, f in zip(examples, folds, strict=True) if f != fold]
        out = [e for e, f in zip(examples, folds, strict=True) if f == fold]
        if rest and out:
            space = space_of(rest)
            weights, bias = fitted(space, rest)
            odds[folds == fold] = matrix_of(space, out) @ weights + bias
            second[folds == fold] = seconded(space, rest).odds(space, out)
    return LeftOut(odds, second, np.full(odds.shape, np.nan))


def temperature_of(odds: Odds, targets: npt.NDArray[np.intp]) -> float:
    """The divisor of the log-odds that makes the true labels likeliest.

    Guo et al., On calibration of modern neural networks, 2017.
    """

    def loss(temperature: float) -> float:
        scaled = log_softmax(odds / temperature, axis=1)
        return -float(scaled[np.arange(len(targets)), targets].mean())

    return round(float(minimize_scalar(loss, bounds=TEMPERATURES, method="bounded").x), 3)


def thresholds_of(examples: Sequence[Example], chances: Chances) -> Thresholds:
    """The least thresholds that keep the false alarms which the classifier adds within limits.

    What the phrases decide by themselves is left out of their count. `doubted` is the greatest one
    that leaves nearly all plain demands alone, and never above `opt_out`: plain phrases are not
    held to more than what the classifier says alone. `figurative` is the same for emergencies,
    and next to nothing.
    """
    groups = _groups(examples)
    open_ = ~np.array([decisive(e.reading) for e in examples])
    misheard = np.array([possible(e.reading) for e in examples])
    demand = np.where(open_, chances[:, DEMANDS].sum(axis=1), 0.0)
    stop = _least(
        lambda step: (
            _share(demand >= step, groups.near) <= MOST_NEAR_ALARMS
            and _share(demand >= step, groups.talk) <= MOST_TALK_ALARMS
        )
    )
    ask = _least(
        lambda step: (
            _share((demand >= step) & (demand < stop), ~groups.demands) <= MOST_NEEDLESS_QUESTIONS
        )
    )
    believe = _least(
        lambda step: _share(misheard & (demand >= step), ~groups.demands) <= MOST_MISHEARD_ALARMS
    )
    plain = ~open_ & np.array([e.reading.meaning.intent is Intent.OPT_OUT for e in examples])
    chance = chances[:, DEMANDS].sum(axis=1)
    doubt = _most(lambda step: _share(chance < step, plain & groups.demands) <= MOST_DOUBTED)
    fetch, figurative = _of_emergencies(examples, chances, open_, groups)
    return Thresholds(
        opt_out=stop,
        unclear=min(ask, stop),
        misheard=min(believe, stop),
        emergency=fetch,
        doubted=min(doubt, stop),
        figurative=figurative,
    )


def _of_emergencies(
    examples: Sequence[Example], chances: Chances, open_: Mask, groups: "Groups"
) -> tuple[float, float]:
    """`emergency` and `figurative`; the second by the chance that is left beside a demand."""
    danger = chances[:, EMERGENCIES].sum(axis=1)
    seen = np.where(open_, danger, 0.0)
    beside = danger / np.maximum(1 - chances[:, DEMANDS].sum(axis=1), LEAST_CHANCE)
    fetch = _least(lambda step: _share(seen >= step, ~groups.urgent) <= MOST_FALSE_EMERGENCIES)
    told = ~open_ & np.array([e.reading.meaning.intent is Intent.EMERGENCY for e in examples])
    sure = told & groups.urgent
    spared = _most(lambda step: _share(beside < step, sure) <= MOST_FIGURATIVE)
    return fetch, min(spared, FARTHEST_FIGURATIVE, fetch) if sure.any() else 0.0


@dataclass(frozen=True, slots=True)
class Groups:
    """Which examples demand that calls stop, are hard negatives, ordinary talk, or emergencies."""

    demands: Mask
    near: Mask
    talk: Mask
    urgent: Mask


def _groups(examples: Sequence[Example]) -> Groups:
    intents = [example.row.label.intent for example in examples]
    demands = np.array([intent is Intent.OPT_OUT for intent in intents])
    refusals = np.array([intent is Intent.REFUSAL for intent in intents])
    near = np.array([bool(example.row.near) for example in examples]) & ~demands
    urgent = np.array([intent is Intent.EMERGENCY for intent in intents])
    return Groups(demands, near, ~(near | demands | refusals), urgent)


def _share(holds: Mask, of: Mask) -> float:
    return float(holds[of].mean()) if of.any() else 0.0


def _least(holds: Callable[[float], bool]) -> float:
    return next((step for step in STEPS if holds(step)), 1.0)


def _most(holds: Callable[[float], bool]) -> float:
    return next((step for step in reversed(DOUBTS) if holds(step)), 0.0)
