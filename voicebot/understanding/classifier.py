"""The text classifier: how likely each label is for the words of one utterance.

A multinomial logistic regression, trained by `voicebot learn train understanding`. What is kept of
it is its features, one row of weights for each, and a temperature that makes its probabilities
honest; to ask it takes a few additions, so no learning library is needed to answer a call. Whether
the words are a demand that calls stop is settled together with a second opinion, and with that of a
sentence reader where there is one and the demand is possible at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voicebot.understanding.features import FeatureSpace, Numbers
from voicebot.understanding.intents import Intent
from voicebot.understanding.label import LABELS, Label
from voicebot.understanding.phrasebook import Match
from voicebot.understanding.second_opinion import (
    DEMANDS,
    OTHERS,
    Agreement,
    Columns,
    SecondOpinion,
)
from voicebot.understanding.sentence_reader import SentenceReader
from voicebot.understanding.word_order import order_of

Odds = npt.NDArray[np.floating]
ANY: Columns = np.ones(len(LABELS), dtype=np.bool_)
EMERGENCIES: Columns = np.array([label.intent is Intent.EMERGENCY for label in LABELS])

PLACE_OF = {label: place for place, label in enumerate(LABELS)}

POSSIBLE = 0.02
"""From this chance of a demand on, by the first two opinions, the sentence reader is asked: one in
eight harmless utterances, and all but one in fifty demands."""

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
    give log-odds, which `temperature` divides before they become probabilities. A classifier of an
    earlier version has no second opinion. `reading` says how much each opinion counts once the
    `reader` was asked.
    """

    language: str
    space: FeatureSpace
    weights: Numbers
    bias: Numbers
    temperature: float
    thresholds: Thresholds
    second_opinion: SecondOpinion | None = None
    reader: SentenceReader | None = None
    reading: Agreement | None = None

    def guess(self, words: Sequence[str], matches: Sequence[Match], text: str = "") -> Guess:
        """What the words mean, given the phrases that were found in them.

        The reader reads the `text` that was said; without it, the words.
        """
        rows, values, named = self.space.vector_of(words, self.language, matches)
        weights = self.weights[rows]
        odds = values @ weights + self.bias
        second = 0.0
        if self.second_opinion is not None:
            second = self.second_opinion.odds(rows, values, order_of(words, self.language))
        guess = self.weighed(odds, second)
        if self.reader is not None and guess.opt_out >= POSSIBLE:
            guess = self.weighed(odds, second, self.reader.odds(text or " ".join(words)))
        reasons = self._because(named, rows, weights, PLACE_OF[guess.label])
        return replace(guess, because=reasons)

    def weighed(self, odds: Odds, second: float, third: float | None = None) -> Guess:
        """What the log-odds of the labels come to, with those of the other opinions.

        `third` is the reader's; None where it was not asked.
        """
        chances = np.exp((odds - odds.max()) / self.temperature)
        chances /= chances.sum()
        if third is not None and self.reading is not None:
            chances = self.reading.settled(chances, second, third)
        elif self.second_opinion is not None:
            chances = self.second_opinion.agreement.settled(chances, second)
        best, demand, otherwise = (self._best(chances, which) for which in (ANY, DEMANDS, OTHERS))
        return Guess(
            label=LABELS[best],
            probability=float(chances[best]),
            demand=LABELS[demand],
            opt_out=float(chances[DEMANDS].sum()),
            otherwise=LABELS[otherwise],
            otherwise_probability=float(chances[otherwise]),
            emergency=float(chances[EMERGENCIES].sum()),
            because=(),
        )

    @staticmethod
    def _best(chances: Odds, among: Columns) -> int:
        return int(np.where(among, chances, -1).argmax())

    def _because(
        self, named: tuple[str, ...], rows: npt.NDArray[np.intp], weights: Numbers, label: int
    ) -> tuple[str, ...]:
        """The words and rows of words that raised the label most above the others."""
        if not named:
            return ()
        theirs = weights[: len(named)]
        raised = (theirs[:, label] - theirs.mean(axis=1)) * self.space.rarity[rows[: len(named)]]
        most = np.argsort(-raised, kind="stable")[:REASONS]
        words = ((named[k].strip("^$ "), raised[k]) for k in most)
        return tuple(word for word, above in words if above > 0 and word)
