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


def script_of(text: str) -> str:
    """The script of most letters: "latin", "cyrillic", "other"; "none" where there are none."""
    counts = {"latin": 0, "cyrillic": 0, "other": 0}
    for letter in text:
        if letter.isascii():
            counts["latin"] += letter.isalpha()
        elif letter.isalpha():
            name = unicodedata.name(letter, "")
            script = name.split(" ", 1)[0].lower()
            counts[script if script in counts else "other"] += 1
    best = max(counts, key=lambda script: counts[script])
    return best if counts[best] else "none"
