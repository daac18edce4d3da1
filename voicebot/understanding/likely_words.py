"""How likely people say a row of words to us.

A model of pairs of words (bigrams with absolute discounting: Ney, Essen and Kneser 1994), learned
from the corpus by `voicebot learn train-words`. Where two engines hear different words, it tells
"Get off my phone and stay off" from "Get off my full mental tail".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]

BEGIN, END = "<s>", "</s>"
DISCOUNT = 0.75
NEVER_SAID = 1e-7
"""The chance of a word that nobody said."""


@dataclass(frozen=True, slots=True, eq=False)
class LikelyWords:
    """The pairs of one language.

    `places` numbers the words, `pairs` holds first * len(places) + second of every pair that was
    said, in rising order, `counts` how often. `said` is how often each word began a pair,
    `followed` by how many different words, and `follows` after how many it came.
    """

    places: dict[str, int]
    pairs: Counts
    counts: Counts
    said: Counts
    followed: Counts
    follows: Counts

    def per_word(self, words: Sequence[str]) -> float:
        """The mean of the words' log chances, each after the one before, in nats; at most 0."""
        row = [self.places.get(word) for word in (BEGIN, *words, END)]
        chances = [self._chance(a, b) for a, b in pairwise(row)]
        return float(np.log(chances).mean())

    def _chance(self, first: int | None, second: int | None) -> float:
        anywhere = NEVER_SAID
        if second is not None and self.follows[second]:
            anywhere = float(self.follows[second] / len(self.pairs))
        if first is None or not self.said[first]:
            return anywhere
        said = self.said[first]
        beside = max(0.0, self._count(first, second) - DISCOUNT) / said
        return float(beside + DISCOUNT * self.followed[first] / said * anywhere)

    def _count(self, first: int, second: int | None) -> int:
        if second is None:
            return 0
        pair = first * len(self.places) + second
        at = int(np.searchsorted(self.pairs, pair))
        return int(self.counts[at]) if at < len(self.pairs) and self.pairs[at] == pair else 0


def of_pairs(words: Sequence[str], pairs: Counts, counts: Counts) -> LikelyWords:
    """The model with what follows from its pairs."""
    firsts, seconds = np.divmod(pairs, len(words))
    said = np.bincount(firsts, weights=counts, minlength=len(words)).astype(np.int64)
    followed = np.bincount(firsts, minlength=len(words))
    follows = np.bincount(seconds, minlength=len(words))
    places = {word: place for place, word in enumerate(words)}
    return LikelyWords(places, pairs, counts, said, followed, follows)
