"""A third opinion on what an utterance means: by a network that reads the sentence.

The classifier and the second opinion count words and their order. "We stopped the calls to your
office" and "stop the calls to our office" need more: what is said about whom. The network read much
text of the language before it learned from our utterances (`learning/understanding/reader`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from voicebot.understanding.label import LABELS
from voicebot.understanding.second_opinion import (
    LEAST_CHANCE,
    Agreement,
    Chances,
    apportioned,
    first_odds,
)
from voicebot.understanding.words import words_of

LONGEST = 48
"""Pieces of words that are read; of a longer utterance the rest is left unread."""

Ids = npt.NDArray[np.int64]
Network = Callable[[Ids], npt.NDArray[np.float32]]
"""Log-odds of LABELS (utterances by labels) for utterances by pieces, -1 where one has ended."""


def ids_of(text: str, pieces: Tokenizer) -> list[int]:
    """The pieces of a text's plain words, the first LONGEST of them."""
    words = words_of(text, {})
    return list(pieces.encode(" ".join(words)).ids[:LONGEST]) if words else []


@dataclass(frozen=True, slots=True, eq=False)
class SentenceReader:
    """One language's network, and what splits words into the pieces that it knows."""

    pieces: Tokenizer
    network: Network

    def chances(self, texts: Sequence[str]) -> Chances:
        """The chance of each label, texts by LABELS; each row sums to 1, one of no words is NaN.

        Each is read by itself: products of whole numbers are scaled by all that is multiplied
        together, and what is read beside an utterance shall not change its meaning.
        """
        found = np.full((len(texts), len(LABELS)), np.nan)
        for row, text in zip(found, texts, strict=True):
            ids = ids_of(text, self.pieces)
            if ids:
                (odds,) = self.network(np.array([ids], dtype=np.int64)).astype(np.float64)
                theirs = np.exp(odds - odds.max())
                row[:] = theirs / theirs.sum()
        return found


@dataclass(frozen=True, slots=True)
class ThreeOpinions:
    """How much each opinion counts where the reader was asked.

    Whether it is a demand is settled by `agreement`. Which of the demands, or of all else, by the
    product of the first opinion's chances and the reader's, each to its power: `by_words` and
    `by_sentence` (a logarithmic pool: Genest and Zidek 1986).
    """

    agreement: Agreement
    by_words: float = 1.0
    by_sentence: float = 0.0

    def settled(self, chances: Chances, second: Chances | float, third: Chances) -> Chances:
        """The chances of the labels (last axis, summing to 1) once all three are heard.

        `chances` are the first opinion's, `third` the reader's; `second` is the log-odds of a
        demand, one for each row.
        """
        return apportioned(
            self.pooled(chances, third), self.agreement.chance(chances, second, first_odds(third))
        )

    def pooled(self, chances: Chances, third: Chances) -> Chances:
        """The labels' chances by words and sentence, with no heed to whether it is a demand."""
        odds = self.by_words * np.log(np.maximum(chances, LEAST_CHANCE))
        odds = odds + self.by_sentence * np.log(np.maximum(third, LEAST_CHANCE))
        theirs = np.exp(odds - odds.max(axis=-1, keepdims=True))
        return np.asarray(theirs / theirs.sum(axis=-1, keepdims=True))
