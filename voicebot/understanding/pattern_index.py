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


class Entry(NamedTuple, Generic[Says]):
    """A pattern, what it says, and the word sets it cannot match without, the first left out."""

    pattern: Pattern
    says: Says
    needs: tuple[frozenset[str], ...]


class PatternIndex(Generic[Says]):
    """Patterns with what each of them says. `said` is all that they can say."""

    def __init__(self, entries: Iterable[tuple[Pattern, Says]], skip: frozenset[str]) -> None:
        self.skip = skip
        self._by_word: dict[str, list[Entry[Says]]] = {}
        self._by_any: list[Entry[Says]] = []
        words: set[str] = set()
        self.said: list[Says] = []
        for pattern, says in entries:
            self.said.append(says)
            anchors = pattern.anchors
            entry = Entry(pattern, says, pattern.needs[0 if anchors is None else 1 :])
            if anchors is None:
                self._by_any.append(entry)
            for word in anchors or ():
                self._by_word.setdefault(word, []).append(entry)
            words |= pattern.words
        self.vocabulary = frozenset(words)

    def find(self, words: Sequence[str]) -> Iterator[Found[Says]]:
        """Every pattern in the utterance, by the place where it begins."""
        present = frozenset(words)
        anywhere = self._possible(self._by_any, present)
        beginning = {w: self._possible(self._by_word.get(w, ()), present) for w in present}
        for start, word in enumerate(words):
            for entry in (*beginning[word], *anywhere):
                end = match_at(entry.pattern, words, start, self.skip)
                if end is not None:
                    yield Found(entry.says, start, end)

    def _possible(
        self, entries: Iterable[Entry[Says]], present: frozenset[str]
    ) -> list[Entry[Says]]:
        return [e for e in entries if not any(map(present.isdisjoint, e.needs))]
