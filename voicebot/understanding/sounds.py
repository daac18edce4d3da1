"""Words that recognition made of other words: "frog number" for "wrong number".

A telephone line and a small model leave the sound of a phrase mostly standing while its spelling
becomes other words. So a short list of phrases per language (`[sounds]` in the phrase file) is
compared with the utterance by sound: the Metaphone code in English, simplified spelling in Russian.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import jellyfish
from rapidfuzz import fuzz

from voicebot.understanding.intents import Intent
from voicebot.understanding.phrasebook import Phrasebook

ALIKE = 0.8  # least likeness (0 to 1) of the sounds of two phrases
MOST_WORDS = 12  # longer utterances are not searched: they are not one misheard phrase


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
    found: list[Repair] = []
    codes = [sound_of(word, book.language) for word in words]
    for intent, phrases in book.sounds.items():
        for phrase in phrases:
            best = _best_window(codes, phrase, book.language)
            if best is not None:
                start, end, likeness = best
                put_right = (*words[:start], *phrase.split(), *words[end:])
                found.append(Repair(put_right, phrase, Intent(intent), likeness))
    yield from sorted(found, key=lambda repair: -repair.likeness)


def _best_window(codes: Sequence[str], phrase: str, language: str) -> tuple[int, int, float] | None:
    target, size = _sound_of_phrase(phrase, language)
    if fuzz.partial_ratio("".join(codes), target) < ALIKE * 100 - 10:
        return None
    best: tuple[int, int, float] | None = None
    for length in range(max(1, size - 1), size + 3):
        for start in range(len(codes) - length + 1):
            likeness = fuzz.ratio("".join(codes[start : start + length]), target) / 100
            if likeness >= ALIKE and (best is None or likeness > best[2]):
                best = start, start + length, likeness
    return best


@lru_cache(maxsize=256)
def _sound_of_phrase(phrase: str, language: str) -> tuple[str, int]:
    words = phrase.split()
    return "".join(sound_of(word, language) for word in words), len(words)


# Unstressed «о» and «а», «е» and «и» sound alike, final and paired consonants lose their voice.
RUSSIAN_SOUNDS = str.maketrans("оеэыбвгджзщяюё", "аииипфктшсшауи", "ьъ")


@lru_cache(maxsize=65536)
def sound_of(word: str, language: str) -> str:
    """The sound of one word, roughly."""
    if language == "ru":
        return word.translate(RUSSIAN_SOUNDS)
    return str(jellyfish.metaphone(word))
