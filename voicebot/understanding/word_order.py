"""Which words stand before which, for what a bag of words cannot see: negation and contrast.

"I am not saying stop calling" has the words of a demand; what tells it from one is that "not" and
"saying" come before "stop". Looked at are any two dictionary forms in their order, any three that
stand near each other, and words near the grammatical form of another, or two forms: a "call" after
an imperative, a "stop" after a third person. There are too many to be named, so each has a place in
a table by its hash (Weinberger et al., Feature hashing for large scale multitask learning, 2009).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
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

_FIRST, _LAST = 1, 2  # codes of what stands before the first word and behind the last
_NO_WORD = 3
_RESERVED = 8  # codes up to here are no word's
_SORTS = 5  # pairs and triples of dictionary forms; three sorts of pairs with a grammatical form
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio: Knuth, TAOCP 3, 6.4
_HALF = np.uint64(29)
_KEPT = np.uint64(64 - BITS)

Hashes = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.intp]


class Order(NamedTuple):
    """All that is seen of the order of an utterance's words.

    `places` (0 to KINDS * SIZE - 1) are those of its pairs, then triples, then forms; `ends` says
    where in it each kind ends. What is said twice has its place twice.
    """

    places: Positions
    ends: tuple[int, ...]

    def by_kind(self) -> Iterator[Positions]:
        """The places of each kind."""
        first = 0
        for end in self.ends:
            yield self.places[first:end]
            first = end


def order_of(words: Sequence[str], language: str) -> Order:
    """The order of these words."""
    codes = [_codes_of(word, language) for word in looked_at(words)]
    lemmas = (_FIRST, *(lemma for lemma, _ in codes), _LAST)
    forms = (_FIRST, *(form for _, form in codes), _LAST)
    said = np.array((*lemmas, *forms, _NO_WORD, *range(_SORTS)), dtype=np.uint64)
    members, tables, ends = _rows(len(lemmas))
    return Order(_hashed(said[members]) + tables, ends)


@lru_cache(maxsize=65536)
def _codes_of(word: str, language: str) -> tuple[int, int]:
    """One number for the dictionary form and one for the grammatical form."""
    lemma, form = lemma_of(word, language), form_of(word, language)
    return _code(lemma), _code(form)


def _code(text: str) -> int:
    return _RESERVED + crc32(text.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=128)
def _rows(length: int) -> tuple[Positions, Positions, tuple[int, ...]]:
    """What is looked at in so many words, their bounds included: members, tables and ends.

    Members are positions in what `order_of` puts together (sort and three words, by rows), tables
    the first place of each row's table.
    """
    ends = range(length)
    pairs = [(i, k) for i in ends for k in ends[i + 1 : i + REACH_OF_TWO + 1]]
    triples = [
        (i, j, k)
        for i in ends
        for k in ends[i + 2 : i + REACH_OF_THREE + 1]
        for j in ends[i + 1 : k]
    ]
    near = [(i, k) for i, k in pairs if k - i <= REACH_OF_FORMS]
    none, sort = 2 * length, 2 * length + 1
    kinds = (
        [(sort, i, k, none) for i, k in pairs],
        [(sort + 1, *triple) for triple in triples],
        [
            row
            for i, k in near
            for row in (
                (sort + 2, i, length + k, none),
                (sort + 3, length + i, k, none),
                (sort + 4, length + i, length + k, none),
            )
        ],
    )
    sizes = [len(kind) for kind in kinds]
    members = np.array([row for kind in kinds for row in kind], dtype=np.intp).T
    tables = np.repeat(np.arange(len(KINDS), dtype=np.intp) * SIZE, sizes)
    return members, tables, tuple(np.cumsum(sizes).tolist())


def _hashed(columns: Hashes) -> Positions:
    """A place in a table for each column of codes; in another order they have another place."""
    mixed = np.zeros(columns.shape[1], dtype=np.uint64)
    for row in columns:
        mixed ^= row
        mixed *= _SPREAD
        mixed ^= mixed >> _HALF
    mixed *= _SPREAD
    return (mixed >> _KEPT).astype(np.intp)
