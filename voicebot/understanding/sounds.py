"""Words that recognition made of other words: "frog number" for "wrong number".

A telephone line and a small model leave the sound of a phrase mostly standing while its spelling
becomes other words. So a short list of phrases per language (`[sounds]` in the phrase file) is
compared with the utterance by sound: the Metaphone code in English, simplified spelling in Russian.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import jellyfish
from rapidfuzz import fuzz, process

from voicebot.understanding.intents import Intent
from voicebot.understanding.phrasebook import Phrasebook

NEARLY = 70.0  # phrases less alike than this (0 to 100) to any part of the utterance are left out
MOST_NEAR = 8  # so many of the likeliest phrases are looked at word by word
ALIKE = 0.8  # least likeness (0 to 1) of the sounds of two phrases
MOST_WORDS = 12  # longer utterances are not searched: they are not one misheard phrase
MOST_REPAIRS = 2  # so many of the likeliest repairs are tried


@dataclass(frozen=True, slots=True)
class Repair:
    """The utterance with a misheard phrase put right."""

    words: tuple[str, ...]
    phrase: str
    intent: Intent
    likeness: float


def repaired(words: Sequence[str], book: Phrasebook) -> Iterator[Repair]:
    """Likely repairs, the most alike first."""
    if not 0 < len(words) <= MOST_WORDS:
        return
    codes = [sound_of(word, book.language) for word in words]
    targets = _targets(book)
    near = process.extract(
        "".join(codes), targets, scorer=fuzz.partial_ratio, score_cutoff=NEARLY, limit=MOST_NEAR
    )
    found = [
        Repair((*words[:start], *phrase.split(), *words[end:]), phrase, intent, likeness)
        for sound, _, (phrase, intent) in near
        for start, end, likeness in _best_window(codes, sound, len(phrase.split()))
    ]
    yield from sorted(found, key=lambda repair: -repair.likeness)[:MOST_REPAIRS]


def _best_window(codes: Sequence[str], sound: str, size: int) -> list[tuple[int, int, float]]:
    """The words (from, to) most like the sound and their likeness, or nothing."""
    windows = [
        (start, start + length, fuzz.ratio("".join(codes[start : start + length]), sound) / 100)
        for length in range(size, size + 3)
        for start in range(len(codes) - length + 1)
    ]
    best = max(windows, key=lambda window: window[2], default=(0, 0, 0.0))
    return [best] if best[2] >= ALIKE else []


@lru_cache(maxsize=4)
def _targets(book: Phrasebook) -> dict[tuple[str, Intent], str]:
    return {
        (phrase, Intent(intent)): "".join(sound_of(word, book.language) for word in phrase.split())
        for intent, phrases in book.sounds.items()
        for phrase in phrases
    }


# Unstressed «о» and «а», «е» and «и» sound alike, final and paired consonants lose their voice.
RUSSIAN_SOUNDS = str.maketrans("оеэыбвгджзщяюё", "аииипфктшсшауи", "ьъ")


@lru_cache(maxsize=65536)
def sound_of(word: str, language: str) -> str:
    """The sound of one word, roughly."""
    if language == "ru":
        return word.translate(RUSSIAN_SOUNDS)
    return str(jellyfish.metaphone(word))
