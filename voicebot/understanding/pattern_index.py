"""Many patterns looked for at once: each is tried only where a word it can begin with stands."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from voicebot.understanding.pattern import Pattern, match_at

Says = TypeVar("Says")


class Found(NamedTuple, Generic[Says]):
    """What a pattern says, and the words `start` to `end` (exclusive) that it was found in."""

    says: Says
    start: int
    end: int


class PatternIndex(Generic[Says]):
    """Patterns with what each of them says."""

    def __init__(self, entries: Iterable[tuple[Pattern, Says]], skip: frozenset[str]) -> None:
        self.skip = skip
        self._by_word: dict[str, list[tuple[Pattern, Says]]] = {}
        self._by_any: list[tuple[Pattern, Says]] = []
        words: set[str] = set()
        for pattern, says in entries:
            anchors = pattern.anchors
            if anchors is None:
                self._by_any.append((pattern, says))
            for word in anchors or ():
                self._by_word.setdefault(word, []).append((pattern, says))
            words |= pattern.words
        self.vocabulary = frozenset(words)

    def find(self, words: Sequence[str]) -> Iterator[Found[Says]]:
        """Every pattern in the utterance, by the place where it begins."""
        for start, word in enumerate(words):
            for pattern, says in (*self._by_word.get(word, ()), *self._by_any):
                end = match_at(pattern, words, start, self.skip)
                if end is not None:
                    yield Found(says, start, end)
