"""Text to the plain words that phrases are written in."""

import re
import unicodedata
from collections.abc import Mapping

# A word: letters and digits, with an apostrophe inside ("don't"). Hyphens part words.
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`＇"), "'")
STRESS_MARK = "\u0301"  # some recognisers and dictionaries mark Russian stress with it

Spellings = Mapping[str, tuple[str, ...]]


def words_of(text: str, spellings: Spellings) -> tuple[str, ...]:
    """Lower-case words without punctuation; `spellings` says what to write for one word.

    For instance "don't" becomes "do", "not". «ё» becomes «е».
    """
    plain = unicodedata.normalize("NFKC", text).translate(APOSTROPHES).casefold()
    plain = plain.replace("ё", "е").replace(STRESS_MARK, "")
    found: list[str] = []
    for word in WORD.findall(plain):
        found.extend(spellings.get(word) or (word,))
    return tuple(found)


LATIN = re.compile(r"[a-zA-Z\u00C0-\u024F]")
CYRILLIC = re.compile(r"[\u0400-\u052F]")


def script_of(text: str) -> str:
    """The script of most letters: "latin", "cyrillic", "other"; "none" where there are none."""
    latin, cyrillic = len(LATIN.findall(text)), len(CYRILLIC.findall(text))
    others = 0 if text.isascii() else sum(map(str.isalpha, text)) - latin - cyrillic
    most = max(latin, cyrillic, others)
    if most <= 0:
        return "none"
    if most == others:
        return "other"
    return "latin" if most == latin else "cyrillic"
