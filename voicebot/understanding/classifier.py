"""The text classifier: how likely each label is for the words of one utterance.

A multinomial logistic regression, trained by `voicebot learn train understanding`. What is kept of
it is its features, one row of weights for each, and a temperature that makes its probabilities
honest; to ask it takes a few additions, so no learning library is needed to answer a call. Whether
the words are a demand that calls stop is settled together with a second opinion. A sentence reader,
where there is one, is asked what these two leave in doubt.
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
    Chances,
    Columns,
    SecondOpinion,
)
from voicebot.understanding.sentence_reader import SentenceReader, ThreeOpinions
from voicebot.understanding.word_order import order_of

Odds = npt.NDArray[np.floating]
ANY: Columns = np.ones(len(LABELS), dtype=np.bool_)
EMERGENCIES: Columns = np.array([label.intent is Intent.EMERGENCY for label in LABELS])

PLACE_OF = {label: place for place, label in enumerate(LABELS)}

POSSIBLE, SETTLED = 0.15, 0.97
"""Between these chances of a demand, by the first two opinions, the sentence reader is asked."""

SURE = 0.6
"""It is also asked where no label has this chance. One utterance in six is in doubt."""

REASONS = 3
"""So many features are named as the reasons of a guess."""

THE_SENTENCE = "the sentence as a whole"
"""Stands before these where the words alone would have said something else."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability (0 to 1) on the classifier alone is acted upon.

    `opt_out`: calls stop. `unclear`: the person is asked whether they shall. `misheard`: a demand
    to stop that sounds like what was recognised is believed. `emergency`: a person is fetched,
    whatever else was said. Below `doubted` even a demand in plain phrases is asked about first.
    Below `figurative` an emergency in plain phrases is a figure of speech, a story or a question.
    """

    opt_out: float
    unclear: float
    misheard: float
    emergency: float
    doubted: float
    figurative: float = 0.0  # earlier versions take every phrase at its word


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
class Look:
    """Log-odds of the labels and of the second opinion, and what is known of the named features."""

    odds: Odds
    second: float
    named: tuple[str, ...]
    rows: npt.NDArray[np.intp]
    weights: Numbers


def in_doubt(chances: Chances) -> bool:
    """True where the chances of the labels leave the sentence reader something to say."""
    return bool(POSSIBLE <= chances[DEMANDS].sum() < SETTLED or chances.max() < SURE)


@dataclass(frozen=True, slots=True, eq=False)
class TextClassifier:
    """One language's classifier.

    `weights` has a row per feature and a column for each of LABELS, `bias` a figure for each; both
    give log-odds, which `temperature` divides before they become probabilities. A classifier of an
    earlier version has no second opinion. `opinions` says how much each counts once the `reader`
    was asked.
    """

    language: str
    space: FeatureSpace
    weights: Numbers
    bias: Numbers
    temperature: float
    thresholds: Thresholds
    second_opinion: SecondOpinion | None = None
    reader: SentenceReader | None = None
    opinions: ThreeOpinions | None = None

    def guess(self, words: Sequence[str], matches: Sequence[Match], text: str = "") -> Guess:
        """What the words mean, given the phrases that were found in them.

        The reader reads the `text` that was said; without it, the words.
        """
        look = self.looked_at(words, matches)
        chances = self.weighed(look.odds, look.second)
        by_words = self._guess(chances, look)
        if self.reader is None or not in_doubt(chances):
            return by_words
        (third,) = self.reader.chances([text or " ".join(words)])
        return _told(self._guess(self.weighed(look.odds, look.second, third), look), by_words)

    def looked_at(self, words: Sequence[str], matches: Sequence[Match]) -> Look:
        """What the first two opinions have to say."""
        rows, values, named = self.space.vector_of(words, self.language, matches)
        weights = self.weights[rows]
        second = 0.0
        if self.second_opinion is not None:
            order = order_of(words, self.language)
            second = self.second_opinion.odds(rows, values, order)
        return Look(values @ weights + self.bias, second, named, rows, weights[: len(named)])

    def weighed(self, odds: Odds, second: float, third: Chances | None = None) -> Chances:
        """The labels' chances by their log-odds and by the other opinions.

        `third` has the reader's chances; None or NaN where it was not asked.
        """
        raised = np.exp((odds - odds.max()) / self.temperature)
        chances = np.asarray(raised / raised.sum(), dtype=np.float64)
        if third is not None and self.opinions is not None and not np.isnan(third[0]):
            return self.opinions.settled(chances, second, third)
        if self.second_opinion is not None:
            return self.second_opinion.agreement.settled(chances, second)
        return chances

    def _guess(self, chances: Chances, look: Look) -> Guess:
        best = int(chances.argmax())
        return replace(guess_of(chances), because=self._because(look, best))

    def _because(self, look: Look, label: int) -> tuple[str, ...]:
        """The words and rows of words that raised the label most above the others."""
        if not look.named:
            return ()
        theirs = look.weights
        rarity = self.space.rarity[look.rows[: len(look.named)]]
        raised = (theirs[:, label] - theirs.mean(axis=1)) * rarity
        most = np.argsort(-raised, kind="stable")[:REASONS]
        words = ((look.named[k].strip("^$ "), raised[k]) for k in most)
        return tuple(word for word, above in words if above > 0 and word)


def guess_of(chances: Chances) -> Guess:
    """What the labels' chances come to; nothing is said of the reasons."""
    best, demand, otherwise = (_best(chances, which) for which in (ANY, DEMANDS, OTHERS))
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


def _best(chances: Chances, among: Columns) -> int:
    return int(np.where(among, chances, -1).argmax())


def _told(guess: Guess, by_words: Guess) -> Guess:
    """Where the reader turned the guess, the sentence stands before the words that speak for it."""
    if guess.label == by_words.label:
        return guess
    return replace(guess, because=(THE_SENTENCE, *guess.because))
