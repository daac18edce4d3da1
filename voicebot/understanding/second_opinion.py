"""A second opinion on one question: do these words demand that calls stop, or not?

The text classifier tells many intents apart by which words are said. The second opinion is a
logistic regression that knows two answers and also sees in which order they are said
(`word_order`), so that it hears "I'm not saying stop calling". Both are put together in log-odds,
each with a weight that was learned on left-out utterances (stacking: Wolpert 1992).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicebot.understanding.features import Numbers
from voicebot.understanding.intents import Intent
from voicebot.understanding.label import LABELS
from voicebot.understanding.word_order import Order

Columns = npt.NDArray[np.bool_]
Chances = npt.NDArray[np.float64]
DEMANDS: Columns = np.array([label.intent is Intent.OPT_OUT for label in LABELS])
OTHERS: Columns = ~DEMANDS
_SIDES = np.column_stack((DEMANDS, OTHERS)).astype(np.float64)

LEAST_CHANCE = 1e-9
MOST_ODDS = 50.0


def first_odds(chances: Chances) -> Chances:
    """The log-odds of a demand by the chances of the labels (last axis)."""
    demand, other = _two(chances)
    return np.asarray(np.log(demand / other), dtype=np.float64)


def _two(chances: Chances) -> tuple[Chances, Chances]:
    both = np.maximum(chances @ _SIDES, LEAST_CHANCE)
    return both[..., 0], both[..., 1]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much each opinion counts: log-odds = first * its + second * its + third * its + level.

    The third is the sentence reader's, where there is one.
    """

    first: float = 1.0
    second: float = 0.0
    level: float = 0.0
    third: float = 0.0

    def chance(
        self, chances: Chances, second: Chances | float, third: Chances | float = 0.0
    ) -> Chances:
        """The chance of a demand once the other opinions are heard.

        `chances` are of the labels (last axis, summing to 1), by the first opinion; `second` and
        `third` are the others' log-odds of a demand, one for each row.
        """
        odds = self.first * first_odds(chances) + self.second * second + self.third * third
        return np.asarray(1 / (1 + np.exp(-np.clip(odds + self.level, -MOST_ODDS, MOST_ODDS))))

    def settled(self, chances: Chances, second: Chances | float) -> Chances:
        """The chances of the labels once the second opinion is heard."""
        return apportioned(chances, self.chance(chances, second))


def apportioned(chances: Chances, demand: Chances) -> Chances:
    """The chances of the labels (last axis) where a demand has this chance.

    Among the demands, and among all else, the labels keep their proportions.
    """
    theirs, others = _two(chances)
    among, against = demand / theirs, (1 - demand) / others
    return np.asarray(chances * np.where(DEMANDS, among[..., None], against[..., None]))


@dataclass(frozen=True, slots=True, eq=False)
class SecondOpinion:
    """Log-odds that the words demand an end of calls.

    `weights` has one figure for each feature of the classifier's space, `order` one for each kind
    and place of `word_order` (KINDS by SIZE), `known` says which of these were met in training;
    the others weigh nothing.
    """

    weights: Numbers
    order: Numbers
    known: npt.NDArray[np.bool_]
    bias: float
    agreement: Agreement

    def odds(self, rows: npt.NDArray[np.intp], values: Numbers, order: Order) -> float:
        """The log-odds for an utterance with these features (`FeatureSpace.vector`) and order."""
        weights = self.order.ravel()[order.places]
        known = self.known.ravel()[order.places]
        total = self.bias + float(values @ self.weights[rows])
        first = 0
        for end in order.ends:
            met = int(np.count_nonzero(known[first:end]))
            total += float(weights[first:end].sum()) / max(1, met) ** 0.5
            first = end
        return total
