"""The phrases of a language, read from `phrases/<language>.toml` and made ready to match."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from voicebot.understanding.intents import Intent, RefusalKind
from voicebot.understanding.pattern import Pattern, compile_pattern, match_at

LANGUAGES = ("en", "ru")
SURE = 0.95  # confidence of a phrase whose file names no other


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say something, with what it means.

    `strength` orders meanings that meet in one utterance: "strong" before "weak".
    `covers`: nothing that begins inside this phrase is matched by itself ("do not stop calling").
    """

    pattern: Pattern
    intent: Intent
    kind: RefusalKind | None
    confidence: float
    strength: str
    unmistakable: bool
    covers: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found between two words of an utterance."""

    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All phrases of a language, found by the word they begin with."""

    language: str
    skip: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, tuple[str, ...]]
    by_word: Mapping[str, tuple[Phrase, ...]]
    by_any: tuple[Phrase, ...]  # those that may begin with any word
    sounds: Mapping[str, tuple[str, ...]]  # intent -> phrases that recognition distorts
    vocabulary: frozenset[str]

    def matches(self, words: Sequence[str]) -> list[Match]:
        """Every phrase in the utterance, without those covered by another."""
        found = list(self._found(words))
        covers = [m for m in found if m.phrase.covers]
        return [
            m
            for m in found
            if m.phrase.covers or not any(c.start <= m.start < c.end for c in covers)
        ]

    def _found(self, words: Sequence[str]) -> Iterator[Match]:
        for start, word in enumerate(words):
            for phrase in (*self.by_word.get(word, ()), *self.by_any):
                end = match_at(phrase.pattern, words, start, self.skip)
                if end is not None:
                    yield Match(phrase, start, end)


@lru_cache(maxsize=len(LANGUAGES))
def phrasebook(language: str) -> Phrasebook:
    """The phrases of "en" or "ru"."""
    text = files("voicebot.understanding").joinpath(f"phrases/{language}.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    sets = {name: tuple(entries) for name, entries in data["sets"].items()}
    by_word: dict[str, list[Phrase]] = {}
    by_any: list[Phrase] = []
    vocabulary: set[str] = set()
    for phrase in _phrases(data["phrase"], sets):
        anchors = phrase.pattern.anchors
        if anchors is None:
            by_any.append(phrase)
        for word in anchors or ():
            by_word.setdefault(word, []).append(phrase)
        vocabulary |= phrase.pattern.words
    return Phrasebook(
        language,
        skip=frozenset(data["skip"]),
        spellings={word: tuple(to.split()) for word, to in data["spellings"].items()},
        sets=sets,
        by_word={word: tuple(phrases) for word, phrases in by_word.items()},
        by_any=tuple(by_any),
        sounds={intent: tuple(said) for intent, said in data["sounds"].items()},
        vocabulary=frozenset(vocabulary),
    )


def _phrases(
    groups: Sequence[Mapping[str, Any]], sets: Mapping[str, Sequence[str]]
) -> Iterator[Phrase]:
    for group in groups:
        for source in group["say"]:
            for pattern in compile_pattern(source, sets):
                yield Phrase(
                    pattern=pattern,
                    intent=Intent(group["means"]),
                    kind=RefusalKind(group["kind"]) if "kind" in group else None,
                    confidence=group.get("confidence", SURE),
                    strength=group.get("strength", "strong"),
                    unmistakable=group.get("unmistakable", False),
                    covers=group.get("covers", False),
                )
