"""The text classifier: how likely each label is for the words of one utterance.

A multinomial logistic regression, trained by `voicebot learn train understanding`. What is kept of
it is its features, one row of weights for each, and a temperature that makes its probabilities
honest; to ask it takes a few additions, so no learning library is needed to answer a call. Whether
the words are a demand that calls stop is settled together with a second opinion, and with that of a
sentence reader where there is one and these two are in doubt.
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

POSSIBLE, SETTLED = 0.1, 0.99
"""Between these chances of a demand, by the first two opinions, the sentence reader is asked.
Outside of them lie nine in ten utterances, few of them on the wrong side."""

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
class Said:
    """An utterance: its words, the phrases that were found in them, and the text as it came."""

    words: Sequence[str]
    matches: Sequence[Match]
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """Log-odds of the labels and of the second opinion, and what is known of the named features."""

    odds: Odds
    second: float
    named: tuple[str, ...]
    rows: npt.NDArray[np.intp]
    weights: Numbers


def in_doubt(chance: float) -> bool:
    """True where the chance of a demand leaves the sentence reader something to say."""
    return POSSIBLE <= chance < SETTLED


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
        (guess,) = self.guesses([Said(words, matches, text or " ".join(words))])
        return guess

    def guesses(self, said: Sequence[Said]) -> list[Guess]:
        """What each of many utterances means; the reader reads those in doubt all at once."""
        looks = [self._looked_at(one) for one in said]
        found = [self.weighed(look.odds, look.second) for look in looks]
        if self.reader is not None:
            asked = [k for k, guess in enumerate(found) if in_doubt(guess.opt_out)]
            read = self.reader.odds([said[k].text for k in asked])
            for k, third in zip(asked, read, strict=True):
                found[k] = self.weighed(looks[k].odds, looks[k].second, float(third))
        return [
            replace(guess, because=self._because(look, PLACE_OF[guess.label]))
            for guess, look in zip(found, looks, strict=True)
        ]

    def _looked_at(self, said: Said) -> _Look:
        rows, values, named = self.space.vector_of(said.words, self.language, said.matches)
        weights = self.weights[rows]
        second = 0.0
        if self.second_opinion is not None:
            order = order_of(said.words, self.language)
            second = self.second_opinion.odds(rows, values, order)
        return _Look(values @ weights + self.bias, second, named, rows, weights[: len(named)])

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

    def _because(self, look: _Look, label: int) -> tuple[str, ...]:
        """The words and rows of words that raised the label most above the others."""
        if not look.named:
            return ()
        theirs = look.weights
        rarity = self.space.rarity[look.rows[: len(look.named)]]
        raised = (theirs[:, label] - theirs.mean(axis=1)) * rarity
        most = np.argsort(-raised, kind="stable")[:REASONS]
        words = ((look.named[k].strip("^$ "), raised[k]) for k in most)
        return tuple(word for word, above in words if above > 0 and word)
