"""How much the opinions of words and of sentences count together, by left-out utterances."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from voicebot.learning.understanding.seconding import agreement_of
from voicebot.understanding.second_opinion import DEMANDS, LEAST_CHANCE, OTHERS, first_odds
from voicebot.understanding.sentence_reader import ThreeOpinions

Chances = npt.NDArray[np.float64]
Targets = npt.NDArray[np.intp]

EQUAL = (0.5, 0.5)  # where the search begins


def opinions_of(first: Chances, second: Chances, third: Chances, targets: Targets) -> ThreeOpinions:
    """The weights that make the true labels likeliest.

    `first` and `third` are examples by labels, `second` the log-odds of a demand, all by opinions
    that have not seen the examples' families.
    """
    agreement = agreement_of(first, second, targets, first_odds(third))

    def loss(powers: tuple[float, float]) -> float:
        pooled = ThreeOpinions(agreement, *powers).pooled(first, third)
        return _within_sides(pooled, targets)

    found = minimize(loss, EQUAL, method="Nelder-Mead")
    by_words, by_sentence = (round(float(power), 4) for power in found.x)
    return ThreeOpinions(agreement, by_words, by_sentence)


def _within_sides(chances: Chances, targets: Targets) -> float:
    """The mean cross-entropy of the labels, once it is known which are demands, in nats."""
    sides = np.where(DEMANDS[targets][:, None], DEMANDS, OTHERS)
    among = (chances * sides).sum(axis=1)
    theirs = chances[np.arange(len(targets)), targets] / np.maximum(among, LEAST_CHANCE)
    return -float(np.log(np.maximum(theirs, LEAST_CHANCE)).mean())
