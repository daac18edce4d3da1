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

_LEAST_CHANCE = 1e-9
MOST_ODDS = 50.0


def first_odds(chances: Chances) -> Chances:
    """The log-odds of a demand by the chances of the labels (last axis)."""
    demand, other = _two(chances)
    return np.asarray(np.log(demand / other), dtype=np.float64)


def _two(chances: Chances) -> tuple[Chances, Chances]:
    both = np.maximum(chances @ _SIDES, _LEAST_CHANCE)
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

    def settled(
        self, chances: Chances, second: Chances | float, third: Chances | float = 0.0
    ) -> Chances:
        """The chances of the labels (last axis, summing to 1) once the other opinions are heard.

        `second` and `third` are their log-odds of a demand, one for each row of chances. Among the
        demands, and among all else, the labels keep their proportions.
        """
        demand, other = _two(chances)
        odds = self.first * np.log(demand / other) + self.level
        odds = odds + self.second * second + self.third * third
        agreed = 1 / (1 + np.exp(-np.clip(odds, -MOST_ODDS, MOST_ODDS)))
        among, against = agreed / demand, (1 - agreed) / other
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
