"""What the text classifier looks at in an utterance, and how each thing is weighed.

Four blocks: words with their pairs and triples, dictionary forms with their pairs, runs of letters,
and the phrases that the phrase layer found. Each block is a vector of length 1, so that a long
utterance says no more than a short one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voicebot.understanding.morphology import lemma_of
from voicebot.understanding.phrasebook import Match

BLOCKS = ("words", "lemmas", "letters", "phrases")

MOST_WORDS = 60
"""Of a longer utterance only its first and last words are looked at, half of these each."""

LONGEST_WORD = 24
"""Letters of one word that are looked at."""

LETTER_RUNS = (2, 3, 4, 5)

Numbers = npt.NDArray[np.float32]
Features = tuple[tuple[str, ...], ...]
"""The features of one utterance by block, each feature once."""


def features_of(words: Sequence[str], language: str, matches: Sequence[Match]) -> Features:
    """All features of an utterance, given its words and the phrases found in it."""
    said = looked_at(words)
    lemmas = [lemma_of(word, language) for word in said]
    blocks = (
        _rows(said, (1, 2, 3)),
        (*_rows(lemmas, (1, 2)), *_leaps(lemmas)),
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


def _leaps(words: Sequence[str]) -> Iterator[str]:
    """Two words with one other between them."""
    for start in range(len(words) - 2):
        yield f"{words[start]} .. {words[start + 2]}"


@lru_cache(maxsize=65536)
def _runs(word: str) -> tuple[str, ...]:
    bounded = f" {word} "
    return tuple(
        bounded[start : start + size]
        for size in LETTER_RUNS
        for start in range(len(bounded) - size + 1)
    )


def _phrases(matches: Sequence[Match]) -> Iterator[str]:
    for match in matches:
        says = match.says
        yield f"{says.strength} {says.intent} {says.kind or ''}"
        yield f"{says.intent} by {says.pattern.source}"


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSpace:
    """The features that are known, by block: the place of each, and its weight by rarity.

    `places` maps a block's features to rows of `rarity` (float32, one per feature).
    """

    places: tuple[Mapping[str, int], ...]
    rarity: Numbers
    shares: Mapping[str, float]  # how much each block counts

    def vector(self, features: Features) -> tuple[npt.NDArray[np.intp], Numbers]:
        """The rows of the features that are known, and their values."""
        rows: list[npt.NDArray[np.intp]] = []
        values: list[Numbers] = []
        for block, known, found in zip(BLOCKS, self.places, features, strict=True):
            places = [place for place in map(known.get, found) if place is not None]
            here = np.array(places, dtype=np.intp)
            weights = self.rarity[here]
            length = float(np.sqrt(weights @ weights)) or 1.0
            rows.append(here)
            values.append(weights * np.float32(self.shares[block] / length))
        return np.concatenate(rows), np.concatenate(values)
