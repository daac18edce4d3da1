"""The phrases of a language, read from `phrases/<language>.toml` and made ready to match."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from voicebot.understanding.intents import Intent, RefusalKind
from voicebot.understanding.pattern import Pattern, compile_pattern
from voicebot.understanding.pattern_index import Found, PatternIndex

LANGUAGES = ("en", "ru")
SURE = 0.95  # confidence of a phrase whose file names no other


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say something, with what it means.

    `strength` orders meanings that meet in one utterance: "strong" before "weak".
    `covers`: nothing that begins inside this phrase is matched by itself ("do not stop calling").
    `consents`: a demand that only the classifier hears beside it is asked about.
    """

    pattern: Pattern
    intent: Intent
    kind: RefusalKind | None
    confidence: float
    strength: str
    unmistakable: bool
    covers: bool
    consents: bool = False


Match = Found[Phrase]


@dataclass(frozen=True, slots=True, eq=False)
class Phrasebook:
    """All phrases of a language."""

    language: str
    index: PatternIndex[Phrase]
    spellings: Mapping[str, tuple[str, ...]]
    sounds: Mapping[str, tuple[str, ...]]  # intent -> phrases that recognition distorts
    heard_alike: tuple[str, ...]  # words that others of the same sound are taken for
    heard_instead: Mapping[str, str]  # what recognition writes -> what was said

    def matches(self, words: Sequence[str]) -> list[Match]:
        """Every phrase in the utterance, without those covered by another."""
        found = list(self.index.find(words))
        covers = [m for m in found if m.says.covers]
        return [
            m for m in found if m.says.covers or not any(c.start <= m.start < c.end for c in covers)
        ]


@lru_cache(maxsize=len(LANGUAGES))
def phrasebook(language: str) -> Phrasebook:
    """The phrases of "en" or "ru"."""
    text = files("voicebot.understanding").joinpath(f"phrases/{language}.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    phrases = [(phrase.pattern, phrase) for phrase in _phrases(data["phrase"], data["sets"])]
    return Phrasebook(
        language,
        index=PatternIndex(phrases, frozenset(data["skip"])),
        spellings={word: tuple(to.split()) for word, to in data["spellings"].items()},
        sounds={intent: tuple(said) for intent, said in data["sounds"].items()},
        heard_alike=tuple(data["heard"]["alike"]),
        heard_instead=data["heard"]["instead"],
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
                    consents=group.get("consents", False),
                )
