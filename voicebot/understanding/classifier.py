"""The text classifier: how likely each label is for the words of one utterance.

A multinomial logistic regression, trained by `voicebot learn train understanding`. What is kept of
it is its features, one row of weights for each, and a temperature that makes its probabilities
honest; to ask it takes a few additions, so no learning library is needed to answer a call.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicebot.understanding.features import Features, FeatureSpace, Numbers, features_of
from voicebot.understanding.intents import Intent
from voicebot.understanding.label import LABELS, Label
from voicebot.understanding.phrasebook import Match

Columns = npt.NDArray[np.bool_]
ANY: Columns = np.ones(len(LABELS), dtype=np.bool_)
DEMANDS: Columns = np.array([label.intent is Intent.OPT_OUT for label in LABELS])
OTHERS: Columns = ~DEMANDS
EMERGENCIES: Columns = np.array([label.intent is Intent.EMERGENCY for label in LABELS])

REASONS = 3
"""So many features are named as the reasons of a guess."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability (0 to 1) on the classifier alone is acted upon.

    `opt_out`: calls stop. `unclear`: the person is asked whether they shall. `misheard`: a demand
    to stop that sounds like what was recognised is believed. `emergency`: a person is fetched,
    whatever else was said. Below `doubted` even a demand in plain phrases is asked about first.
    """

    opt_out: float
    unclear: float
    misheard: float
    emergency: float
    doubted: float


@dataclass(frozen=True, slots=True)
class Guess:
    """What the classifier makes of one utterance. Probabilities are between 0 and 1.

    `label` is the likeliest of all, `demand` the likeliest that is an opt-out, `otherwise` the
    likeliest that is none. `opt_out` and `emergency` are the probabilities of these intents.
    `because` names the words that weighed most for `label`.
    """

    label: Label
    probability: float
    demand: Label
    opt_out: float
    otherwise: Label
    otherwise_probability: float
    emergency: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TextClassifier:
    """One language's classifier.

    `weights` has a row per feature and a column for each of LABELS, `bias` a figure for each; both
    give log-odds, which `temperature` divides before they become probabilities.
    """

    language: str
    space: FeatureSpace
    weights: Numbers
    bias: Numbers
    temperature: float
    thresholds: Thresholds

    def guess(self, words: Sequence[str], matches: Sequence[Match]) -> Guess:
        """What the words mean, given the phrases that were found in them."""
        return self.of(features_of(words, self.language, matches))

    def of(self, features: Features) -> Guess:
        """What an utterance with these features means."""
        rows, values = self.space.vector(features)
        odds = values @ self.weights[rows] + self.bias
        return self.weighed(odds, self._because(features, int(odds.argmax())))

    def weighed(self, odds: Numbers, because: tuple[str, ...] = ()) -> Guess:
        """What the log-odds of the labels come to."""
        chances = np.exp((odds - odds.max()) / np.float32(self.temperature))
        chances /= chances.sum()
        best, demand, otherwise = (self._best(chances, which) for which in (ANY, DEMANDS, OTHERS))
        return Guess(
            label=LABELS[best],
            probability=float(chances[best]),
            demand=LABELS[demand],
            opt_out=float(chances[DEMANDS].sum()),
            otherwise=LABELS[otherwise],
            otherwise_probability=float(chances[otherwise]),
            emergency=float(chances[EMERGENCIES].sum()),
            because=because,
        )

    @staticmethod
    def _best(chances: Numbers, among: Columns) -> int:
        return int(np.where(among, chances, -1).argmax())

    def _because(self, features: Features, label: int) -> tuple[str, ...]:
        """The words and rows of words that raised the label most above the others."""
        known, found = self.space.places[0], features[0]
        said = [f for f in found if f in known]
        if not said:
            return ()
        places = [known[f] for f in said]
        rows = self.weights[places]
        raised = (rows[:, label] - rows.mean(axis=1)) * self.space.rarity[places]
        most = np.argsort(-raised, kind="stable")[:REASONS]
        return tuple(said[k].strip("^$ ") for k in most if raised[k] > 0 and said[k].strip("^$ "))
