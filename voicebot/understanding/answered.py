"""Who answered, told from the words: a person, a machine, an operator's announcement, a screener.

A person must never be hung up on as a machine, so without a phrase that only machines say the
answer is HUMAN, or NOT_SURE, which is treated as one.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from voicebot.understanding.intents import AnsweredBy
from voicebot.understanding.pattern import Pattern, compile_pattern
from voicebot.understanding.pattern_index import PatternIndex
from voicebot.understanding.sounds import sound_of
from voicebot.understanding.words import words_of

LONG_GREETING_S = 6.0
"""People answer with a word or a name; who speaks on for so long may be a machine."""

ALIKE = 78.0
"""Likeness (0 to 100) by sound of an utterance to a sentence that only machines say."""

FEWEST_SOUNDS = 12
"""Shorter utterances are not compared by sound: too many things sound like them."""

FIRST = (AnsweredBy.CALL_SCREENER, AnsweredBy.MACHINE, AnsweredBy.INTERCEPT)
"""An announcement that offers to take a message is a machine; what asks who we are screens."""


class Announcement(StrEnum):
    """What an operator's announcement says of the number."""

    NOT_IN_SERVICE = "NOT_IN_SERVICE"
    NUMBER_CHANGED = "NUMBER_CHANGED"
    SWITCHED_OFF = "SWITCHED_OFF"
    UNREACHABLE = "UNREACHABLE"
    BUSY = "BUSY"
    CALLS_BARRED = "CALLS_BARRED"
    CONGESTED = "CONGESTED"


@dataclass(frozen=True, slots=True)
class Sign:
    """Who is recognised by a phrase, and what it tells of the number."""

    who: AnsweredBy
    tells: Announcement | None


@dataclass(frozen=True, slots=True)
class SignsBook:
    """The signs of one language."""

    index: PatternIndex[Sign]
    spellings: Mapping[str, tuple[str, ...]]
    sentences: tuple[tuple[str, str, Sign], ...]  # sound, sentence, sign


def who_answered(
    text: str, language: str, early_media: bool, greeting_s: float | None
) -> tuple[AnsweredBy, str]:
    """Who speaks, and the sign it was told by.

    `early_media`: the words came before the answer, where no person speaks. `greeting_s` is how
    long the greeting lasted, None if it goes on. An announcement's sign begins with its name, such
    as "SWITCHED_OFF: вне зоны".
    """
    found = _sign(text, language)
    if found is not None:
        sign, words = found
        return sign.who, f"{sign.tells}: {words}" if sign.tells else words
    if early_media or not text.strip():
        return AnsweredBy.NOT_SURE, "words before the answer" if early_media else "no words"
    if greeting_s is not None and greeting_s > LONG_GREETING_S:
        return AnsweredBy.NOT_SURE, "a long greeting"
    return AnsweredBy.HUMAN, "a greeting as people give it"


def announcement(text: str, language: str) -> Announcement | None:
    """What an operator says of the number; None if these are not an operator's words."""
    found = _sign(text, language)
    return None if found is None else found[0].tells


def _sign(text: str, language: str) -> tuple[Sign, str] | None:
    book = _book("ru" if language == "ru" else "en")
    words = words_of(text, book.spellings)
    found = [(f.says, " ".join(words[f.start : f.end])) for f in book.index.find(words)]
    if not found:
        found = list(_by_sound(words, language, book))
    return min(found, key=lambda sign: FIRST.index(sign[0].who), default=None)


def _by_sound(words: Sequence[str], language: str, book: SignsBook) -> Iterator[tuple[Sign, str]]:
    heard = "".join(sound_of(word, language) for word in words)
    if len(heard) < FEWEST_SOUNDS:
        return
    for sound, sentence, sign in book.sentences:
        shorter = min(len(sound), len(heard)) >= 0.7 * len(sound)
        if shorter and fuzz.partial_ratio(heard, sound) >= ALIKE:
            yield sign, f"sounds like {sentence!r}"


@lru_cache(maxsize=2)
def _book(language: str) -> SignsBook:
    file = files("voicebot.understanding").joinpath(f"phrases/answered_{language}.toml")
    data: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    entries = list(_entries(data))
    return SignsBook(
        index=PatternIndex(entries, frozenset(data["skip"])),
        spellings={word: tuple(to.split()) for word, to in data["spellings"].items()},
        sentences=tuple(
            (
                "".join(sound_of(word, language) for word in sentence.split()),
                sentence,
                _meant(group),
            )
            for group in data["phrase"]
            for sentence in group["like"]
        ),
    )


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[Pattern, Sign]]:
    for group in data["phrase"]:
        for source in group["say"]:
            for pattern in compile_pattern(source, data["sets"]):
                yield pattern, _meant(group)


def _sentences(data: Mapping[str, Any], language: str) -> Iterator[tuple[str, str, Sign]]:
    for group in data["phrase"]:
        for sentence in group["like"]:
            sound = "".join(sound_of(word, language) for word in sentence.split())
            yield sound, sentence, _meant(group)


def _meant(group: Mapping[str, Any]) -> Sign:
    tells = group.get("tells")
    return Sign(AnsweredBy(group["who"]), Announcement(tells) if tells else None)
