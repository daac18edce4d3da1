"""Which words stand before which, for what a bag of words cannot see: negation and contrast.

"I am not saying stop calling" has the words of a demand; what tells it from one is that "not" and
"saying" come before "stop". Looked at are any two dictionary forms in their order and any three
that stand near each other. There are too many to be named, so each has a place in a table by its
hash (Weinberger et al., Feature hashing for large scale multitask learning, 2009).
"""

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from voicebot.understanding.features import looked_at
from voicebot.understanding.morphology import lemma_of

KINDS = ("pairs", "triples")

BITS = 18
SIZE = 1 << BITS
"""Places in the table of each kind."""

REACH_OF_TWO = 30
"""The second of two words is at most so many words after the first."""

REACH_OF_THREE = 5
"""The last of three words is at most so many words after the first."""

Codes = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.intp]
Order = tuple[npt.NDArray[np.int32], ...]
"""The places (0 to SIZE - 1) of one utterance's pairs and of its triples, each once."""

_FIRST, _LAST = 1, 2  # stand before the first word and behind the last
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio: Knuth, TAOCP 3, 6.4
_HALF = np.uint64(29)
_KEPT = np.uint64(64 - BITS)


def order_of(words: Sequence[str], language: str) -> Order:
    """Where the pairs and the triples of an utterance have their places."""
    lemmas = (lemma_of(word, language) for word in looked_at(words))
    codes = np.array([_FIRST, *map(_code, lemmas), _LAST], dtype=np.uint64)
    pairs, triples = _positions(len(codes))
    return _hashed(codes[pairs], 1), _hashed(codes[triples], 2)


@lru_cache(maxsize=65536)
def _code(word: str) -> int:
    return _LAST + 1 + crc32(word.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=128)
def _positions(length: int) -> tuple[Positions, Positions]:
    """The positions of the words of each pair (2 by pairs) and of each triple (3 by triples)."""
    ends = range(length)
    pairs = [(i, k) for i in ends for k in ends[i + 1 : i + REACH_OF_TWO + 1]]
    triples = [
        (i, j, k)
        for i in ends
        for k in ends[i + 2 : i + REACH_OF_THREE + 1]
        for j in ends[i + 1 : k]
    ]
    return (
        np.array(pairs, dtype=np.intp).reshape(-1, 2).T,
        np.array(triples, dtype=np.intp).reshape(-1, 3).T,
    )


def _hashed(columns: Codes, kind: int) -> npt.NDArray[np.int32]:
    """A place for each column of word codes; words in another order give another place."""
    mixed = np.full(columns.shape[1], kind, dtype=np.uint64)
    for row in columns:
        mixed = (mixed ^ row) * _SPREAD
        mixed ^= mixed >> _HALF
    return np.unique(((mixed * _SPREAD) >> _KEPT).astype(np.int32))
