"""Many patterns looked for at once: each is tried only where a word it can begin with stands."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

from voicebot.understanding.pattern import Pattern, match_at

Says = TypeVar("Says")


class Found(NamedTuple, Generic[Says]):
    """What a pattern says, and the words `start` to `end` (exclusive) that it was found in."""

    says: Says
    start: int
    end: int


class Entry(NamedTuple, Generic[Says]):
    """A pattern, what it says, and by number the sets of words that it needs one each of."""

    pattern: Pattern
    says: Says
    needs: frozenset[int]


class PatternIndex(Generic[Says]):
    """Patterns with what each of them says. `said` is all that they can say."""

    def __init__(self, entries: Iterable[tuple[Pattern, Says]], skip: frozenset[str]) -> None:
        self.skip = skip
        self._by_word: dict[str, list[Entry[Says]]] = {}
        self._by_any: list[Entry[Says]] = []
        words: set[str] = set()
        numbers: dict[frozenset[str], int] = {}
        self.said: list[Says] = []
        for pattern, says in entries:
            self.said.append(says)
            anchors = pattern.anchors
            needed = pattern.needs[0 if anchors is None else 1 :]  # by the first it is found
            needs = frozenset(numbers.setdefault(need, len(numbers)) for need in needed)
            entry = Entry(pattern, says, needs)
            if anchors is None:
                self._by_any.append(entry)
            for word in anchors or ():
                self._by_word.setdefault(word, []).append(entry)
            words |= pattern.words
        self.vocabulary = frozenset(words)
        self._met_by: dict[str, list[int]] = {}
        for need, number in numbers.items():
            for word in need:
                self._met_by.setdefault(word, []).append(number)

    def find(self, words: Sequence[str]) -> Iterator[Found[Says]]:
        """Every pattern in the utterance, by the place where it begins."""
        present = frozenset(words)
        met = frozenset(chain.from_iterable(self._met_by.get(word, ()) for word in present))
        anywhere = [entry for entry in self._by_any if entry.needs <= met]
        beginning = {w: [e for e in self._by_word.get(w, ()) if e.needs <= met] for w in present}
        for start, word in enumerate(words):
            for entry in (*beginning[word], *anywhere):
                end = match_at(entry.pattern, words, start, self.skip)
                if end is not None:
                    yield Found(entry.says, start, end)
