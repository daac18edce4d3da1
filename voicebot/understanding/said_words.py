"""The words of what was said, as they are looked up, and the forms under which one is found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from voicebot.understanding.morphology import forms_of

LONGEST = 32
MOST_FORMS = 120  # a Russian verb has some eighty with its participles
ANY_END = "*"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CYRILLIC = re.compile(r"[а-я]+")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Each word once: small letters, «ё» as «е», at most `LONGEST` characters."""
    return frozenset(_plain(found) for text in texts for found in _WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a search: any of `forms`, or whatever begins with `beginning`."""

    forms: tuple[str, ...] = ()
    beginning: str = ""


def sought(text: str) -> tuple[Sought, ...]:
    """What a search asks for: all of its words, each in any form; one with a star in any ending.

    >>> sought("call*")
    (Sought(forms=(), beginning='call'),)
    """
    found = []
    for part in text.lower().split():
        words = [_plain(word) for word in _WORD.findall(part)]
        if part.endswith(ANY_END) and words:
            found.append(Sought(beginning=words.pop()))
        found += [Sought(forms=_forms(word)) for word in words]
    return tuple(dict.fromkeys(found))


def _forms(word: str) -> tuple[str, ...]:
    if not _CYRILLIC.fullmatch(word):
        return (word,)
    return tuple(sorted({word, *forms_of(word)}))[:MOST_FORMS]


def _plain(word: str) -> str:
    return word.replace("ё", "е").replace("’", "'")[:LONGEST]
