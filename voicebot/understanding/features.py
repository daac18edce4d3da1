"""What the text classifier looks at in an utterance, and how each thing is weighed.

Four blocks: words with their pairs and triples, dictionary forms with their pairs, runs of letters,
and the phrases that the phrase layer found. Each block is a vector of length 1, so that a long
utterance says no more than a short one.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voicebot.understanding.morphology import lemma_of
from voicebot.understanding.phrasebook import Match

BLOCKS = ("words", "lemmas", "letters", "phrases")

MOST_WORDS = 60
"""Of a longer utterance only its first and last words are looked at, half of these each."""

LONGEST_WORD = 24
"""Letters of one word that are looked at."""

WORD_ROWS = (1, 2, 3)
LEMMA_ROWS = (1, 2)
LETTER_RUNS = (2, 3, 4, 5)

WORDS_REMEMBERED = 16384
"""So many words' known runs of letters are kept, some 10 MB."""

Numbers = npt.NDArray[np.float32]
Features = tuple[tuple[str, ...], ...]
"""The features of one utterance by block, each feature once."""


def features_of(words: Sequence[str], language: str, matches: Sequence[Match]) -> Features:
    """All features of an utterance, given its words and the phrases found in it."""
    said = looked_at(words)
    lemmas = [lemma_of(word, language) for word in said]
    blocks = (
        _rows(said, WORD_ROWS),
        _lemma_features(lemmas),
        (run for word in said for run in _runs(word)),
        _phrases(matches),
    )
    return tuple(tuple(dict.fromkeys(block)) for block in blocks)


def looked_at(words: Sequence[str]) -> list[str]:
    """The words that are looked at, as far as they are."""
    half = MOST_WORDS // 2
    ends = words if len(words) <= MOST_WORDS else (*words[:half], *words[-half:])
    return [word[:LONGEST_WORD] for word in ends]


def _rows(words: Sequence[str], sizes: Sequence[int]) -> Iterator[str]:
    bounded = ("^", *words, "$")
    for size in sizes:
        for start in range(len(bounded) - size + 1):
            yield " ".join(bounded[start : start + size])


def _lemma_features(lemmas: Sequence[str]) -> Iterator[str]:
    yield from _rows(lemmas, LEMMA_ROWS)
    yield from _leaps(lemmas)


def _leaps(words: Sequence[str]) -> Iterator[str]:
    """Two words with one other between them."""
    for start in range(len(words) - 2):
        yield f"{words[start]} .. {words[start + 2]}"


def _letter_runs(word: str) -> tuple[str, ...]:
    bounded = f" {word} "
    return tuple(
        bounded[start : start + size]
        for size in LETTER_RUNS
        for start in range(len(bounded) - size + 1)
    )


_runs = lru_cache(maxsize=65536)(_letter_runs)


def _phrases(matches: Sequence[Match]) -> Iterator[str]:
    for match in matches:
        says = match.says
        yield f"{says.strength} {says.intent} {says.kind or ''}"
        yield f"{says.intent} by {says.pattern.source}"


class Vector(NamedTuple):
    """The features of an utterance that are known: their rows, and how much each is there.

    `named` are those of the first block, the words; theirs are the first rows.
    """

    rows: npt.NDArray[np.intp]
    values: Numbers
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSpace:
    """The features that are known, by block: the place of each, and its weight by rarity.

    `places` maps a block's features to rows of `rarity` (float32, one per feature).
    """

    places: tuple[Mapping[str, int], ...]
    rarity: Numbers
    shares: Mapping[str, float]  # how much each block counts
    _runs_known: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def vector(self, features: Features) -> tuple[npt.NDArray[np.intp], Numbers]:
        """The rows of the features that are known, and their values."""
        pairs = zip(self.places, features, strict=True)
        return self._weighed([_known(found, known) for known, found in pairs])

    def vector_of(self, words: Sequence[str], language: str, matches: Sequence[Match]) -> Vector:
        """The `vector` of the features of an utterance, found sooner.

        Which runs of letters are known is remembered by word: they are most of the features.
        """
        said = looked_at(words)
        known, of_lemmas, _, of_phrases = self.places
        named = tuple(dict.fromkeys(f for f in _rows(said, WORD_ROWS) if f in known))
        lemmas = [lemma_of(word, language) for word in said]
        runs = dict.fromkeys(chain.from_iterable(map(self._runs_of, said)))
        blocks = (
            [known[f] for f in named],
            _known(_lemma_features(lemmas), of_lemmas),
            list(runs),
            _known(_phrases(matches), of_phrases),
        )
        return Vector(*self._weighed(blocks), named)

    def _weighed(self, blocks: Sequence[Sequence[int]]) -> tuple[npt.NDArray[np.intp], Numbers]:
        """Each block's values have length 1 together, times its share."""
        rows = np.array(list(chain.from_iterable(blocks)), dtype=np.intp)
        values = self.rarity[rows]
        first = 0
        for block, found in zip(BLOCKS, blocks, strict=True):
            here = values[first : first + len(found)]
            length = math.sqrt(here @ here) or 1.0
            here *= np.float32(self.shares[block] / length)
            first += len(found)
        return rows, values

    def _runs_of(self, word: str) -> tuple[int, ...]:
        found = self._runs_known.get(word)
        if found is None:
            if len(self._runs_known) >= WORDS_REMEMBERED:
                self._runs_known.clear()
            found = tuple(_known(_letter_runs(word), self.places[2]))
            self._runs_known[word] = found
        return found


def _known(found: Iterable[str], known: Mapping[str, int]) -> list[int]:
    """The places of the features that are known, each once."""
    return list(dict.fromkeys(known[f] for f in found if f in known))
