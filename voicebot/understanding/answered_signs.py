"""The signs by which answerers are told, read from `phrases/answered_<language>.toml`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from voicebot.understanding.intents import Announcement, AnsweredBy
from voicebot.understanding.pattern import Pattern, compile_pattern
from voicebot.understanding.pattern_index import PatternIndex
from voicebot.understanding.sounds import sound_of

ALIKE = 78.0
"""Likeness (0 to 100) by sound of an utterance to a sentence that only machines say."""

FEWEST_SOUNDS = {"en": 12, "ru": 18}
"""Shorter utterances and sentences are not compared by sound: too many things sound like them."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Who is recognised by a phrase, and what it tells of the number.

    `hint`: people say it too, so it counts only where no person can be, or beside another in a
    long greeting.
    `takes_message`: what speaks so records a message afterwards; `full`: it would, and cannot.
    `early_only`: it is said before
    the answer, of a call that goes on.
    """

    who: AnsweredBy
    tells: Announcement | None = None
    hint: bool = False
    takes_message: bool = True
    full: bool = False
    early_only: bool = False


@dataclass(frozen=True, slots=True)
class SignsBook:
    """The signs of one language."""

    language: str
    index: PatternIndex[Sign]
    spellings: Mapping[str, tuple[str, ...]]
    sentences: tuple[tuple[str, str, Sign], ...]  # sound, sentence, sign


def found_by_sound(words: Sequence[str], book: SignsBook) -> Iterator[tuple[Sign, str]]:
    """The machine's sentence that the words sound most like, if they do."""
    heard = _sound(words, book.language)
    if len(heard) < FEWEST_SOUNDS[book.language]:
        return
    alike = [
        (fuzz.partial_ratio(heard, sound), sentence, sign)
        for sound, sentence, sign in book.sentences
        if 0.7 * len(sound) <= len(heard) and len(sound) >= FEWEST_SOUNDS[book.language]
    ]
    likeness, sentence, sign = max(alike, key=lambda one: one[0], default=(0.0, "", None))
    if sign is not None and likeness >= ALIKE:
        yield sign, f"sounds like {sentence!r}"


@lru_cache(maxsize=2)
def signs_book(language: str) -> SignsBook:
    """The signs of "en" or "ru"."""
    file = files("voicebot.understanding").joinpath(f"phrases/answered_{language}.toml")
    data: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    return SignsBook(
        language,
        index=PatternIndex(_entries(data), frozenset(data["skip"])),
        spellings={word: tuple(to.split()) for word, to in data["spellings"].items()},
        sentences=tuple(
            (_sound(sentence.split(), language), sentence, _meant(group))
            for group in data["phrase"]
            for sentence in group.get("like", ())
        ),
    )


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[Pattern, Sign]]:
    for group in data["phrase"]:
        for source in group["say"]:
            for pattern in compile_pattern(source, data["sets"]):
                yield pattern, _meant(group)


def _meant(group: Mapping[str, Any]) -> Sign:
    tells = group.get("tells")
    return Sign(
        AnsweredBy(group["who"]),
        Announcement(tells) if tells else None,
        group.get("hint", False),
        group.get("takes_message", True),
        group.get("full", False),
        group.get("early_only", False),
    )


def _sound(words: Sequence[str], language: str) -> str:
    return "".join(sound_of(word, language) for word in words)
