"""Which words stand before which, for what a bag of words cannot see: negation and contrast.

"I am not saying stop calling" has the words of a demand; what tells it from one is that "not" and
"saying" come before "stop". Looked at are any two dictionary forms in their order, any three that
stand near each other, and words near the grammatical form of another, or two forms: a "call" after
an imperative, a "stop" after a third person. There are too many to be named, so each has a place in
a table by its hash (Weinberger et al., Feature hashing for large scale multitask learning, 2009).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from voicebot.understanding.features import looked_at
from voicebot.understanding.grammar import form_of
from voicebot.understanding.morphology import lemma_of

KINDS = ("pairs", "triples", "forms")

BITS = 18
SIZE = 1 << BITS
"""Places in the table of each kind."""

REACH_OF_TWO = 30
"""The second of two words is at most so many words after the first."""

REACH_OF_THREE = 5
"""The last of three words is at most so many words after the first."""

REACH_OF_FORMS = 4
"""A form is at most so many words away."""

Codes = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.intp]
Order = tuple[npt.NDArray[np.int32], ...]
"""The places (0 to SIZE - 1) of one utterance, by kind; each place once."""

_FIRST, _LAST = 1, 2  # stand before the first word and behind the last
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio: Knuth, TAOCP 3, 6.4
_HALF = np.uint64(29)
_KEPT = np.uint64(64 - BITS)


def order_of(words: Sequence[str], language: str) -> Order:
    """The places of all that is seen of the order of these words."""
    said = looked_at(words)
    lemmas = _codes(lemma_of(word, language) for word in said)
    forms = _codes(form_of(word, language) for word in said)
    pairs, triples, (first, second) = _positions(len(lemmas))
    return (
        _distinct(_hashed(lemmas[pairs], 1)),
        _distinct(_hashed(lemmas[triples], 2)),
        _distinct(
            _hashed((lemmas[first], forms[second]), 3),
            _hashed((forms[first], lemmas[second]), 4),
            _hashed((forms[first], forms[second]), 5),
        ),
    )


def _codes(words: Iterable[str]) -> Codes:
    return np.array([_FIRST, *map(_code, words), _LAST], dtype=np.uint64)


@lru_cache(maxsize=65536)
def _code(word: str) -> int:
    return _LAST + 1 + crc32(word.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=128)
def _positions(length: int) -> tuple[Positions, Positions, Positions]:
    """Positions of the words of each pair, each triple and each near pair (words by such)."""
    ends = range(length)
    pairs = [(i, k) for i in ends for k in ends[i + 1 : i + REACH_OF_TWO + 1]]
    triples = [
        (i, j, k)
        for i in ends
        for k in ends[i + 2 : i + REACH_OF_THREE + 1]
        for j in ends[i + 1 : k]
    ]
    near = [(i, k) for i, k in pairs if k - i <= REACH_OF_FORMS]
    return (
        np.array(pairs, dtype=np.intp).reshape(-1, 2).T,
        np.array(triples, dtype=np.intp).reshape(-1, 3).T,
        np.array(near, dtype=np.intp).reshape(-1, 2).T,
    )


def _hashed(columns: Iterable[Codes], kind: int) -> Codes:
    """A hash for each column of codes; codes in another order give another hash."""
    mixed: Codes = np.array(kind, dtype=np.uint64)
    for row in columns:
        mixed = (mixed ^ row) * _SPREAD
        mixed ^= mixed >> _HALF
    return (mixed * _SPREAD) >> _KEPT


def _distinct(*hashes: Codes) -> npt.NDArray[np.int32]:
    return np.unique(np.concatenate(hashes).astype(np.int32))
