"""Words that recognition made of other words: "frog number" for "wrong number".

A telephone line and a small model leave the sound of a phrase mostly standing while its spelling
becomes other words. So a short list of phrases per language (`[sounds]` in the phrase file) is
compared with the utterance by sound: the Metaphone code in English, simplified spelling in Russian.
The words that carry each phrase must have been heard as they are, or "stop hacking" would do.
Before that, single words are put right: those that recognition is known to write for others
(`[heard]`), and Russian ones that are in no dictionary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import jellyfish
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from voicebot.understanding.intents import Intent
from voicebot.understanding.morphology import is_russian_word
from voicebot.understanding.phrasebook import Phrasebook

NEARLY = 70.0  # phrases less alike than this (0 to 100) to any part of the utterance are left out
ALIKE = 0.8  # least likeness (0 to 1) of the sounds of two phrases
MOST_WORDS = 10  # longer utterances are not searched: they are not one misheard phrase
SHORTEST_WORD = 3  # shorter words sound like too many others
SHORTEST_RUSSIAN_WORD = 5
NO_WORD_ALIKE = 0.65  # least likeness (0 to 1) of a word to one that is in no dictionary
MOST_REPAIRS = 2  # so many of the likeliest repairs are tried
KEY_MARK = "*"  # before the words of a phrase that must be there
GLUED_ON = {"не": "не", "ни": "не", "да": "да", "до": "да", "ну": "ну"}
"""Russian words that are heard as the beginning of the next one, and what they were."""


@dataclass(frozen=True, slots=True)
class Target:
    """A phrase that recognition distorts: its sound, and the words that must have survived."""

    phrase: str
    intent: Intent
    sound: str
    keys: frozenset[str]
    size: int


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
    sound = "".join(codes)
    found: list[Repair] = []
    for target in _targets(book):
        if not target.keys.issubset(words) or fuzz.partial_ratio(sound, target.sound) < NEARLY:
            continue
        for start, end, likeness in _best_window(words, codes, target):
            put_right = (*words[:start], *target.phrase.split(), *words[end:])
            found.append(Repair(put_right, target.phrase, target.intent, likeness))
    yield from sorted(found, key=lambda repair: -repair.likeness)[:MOST_REPAIRS]


def _best_window(
    words: Sequence[str], codes: Sequence[str], target: Target
) -> list[tuple[int, int, float]]:
    """The words (from, to) most like the target and their likeness, or nothing."""
    windows = [
        (start, start + length, fuzz.ratio("".join(codes[start : start + length]), target.sound))
        for length in range(target.size, target.size + 3)
        for start in range(len(codes) - length + 1)
        if target.keys.issubset(words[start : start + length])
    ]
    start, end, likeness = max(windows, key=lambda window: window[2], default=(0, 0, 0.0))
    return [(start, end, likeness / 100)] if likeness >= ALIKE * 100 else []


@lru_cache(maxsize=4)
def _targets(book: Phrasebook) -> tuple[Target, ...]:
    return tuple(
        Target(
            phrase=marked.replace(KEY_MARK, ""),
            intent=Intent(intent),
            sound="".join(
                sound_of(word, book.language) for word in marked.replace(KEY_MARK, "").split()
            ),
            keys=frozenset(w.removeprefix(KEY_MARK) for w in marked.split() if KEY_MARK in w),
            size=len(marked.split()),
        )
        for intent, phrases in book.sounds.items()
        for marked in phrases
    )


def put_back(words: Sequence[str], book: Phrasebook) -> tuple[str, ...]:
    """The utterance with every word that recognition is known to write for another put right."""
    return tuple(" ".join(_put_back(word, book) for word in words).split())


@lru_cache(maxsize=65536)
def _put_back(word: str, book: Phrasebook) -> str:
    if word in book.heard_instead:
        return book.heard_instead[word]
    if word in book.index.vocabulary or len(word) < SHORTEST_WORD:
        return word
    alike, sound = _words_by_sound(book), sound_of(word, book.language)
    if sound in alike or book.language != "ru" or len(word) < SHORTEST_RUSSIAN_WORD:
        return alike.get(sound, word)
    return word if is_russian_word(word) else _nearest(word, sound, book)


def _nearest(word: str, sound: str, book: Phrasebook) -> str:
    """What was said where a small model made up a word: «вечеркните», «дохватит»."""
    for glued, meant in GLUED_ON.items():
        rest = word.removeprefix(glued)
        if rest != word and rest in book.index.vocabulary:
            return f"{meant} {rest}"
    alike = _words_by_sound(book)
    best = process.extractOne(
        sound,
        alike.keys(),
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=NO_WORD_ALIKE,
    )
    return alike[best[0]] if best else word


@lru_cache(maxsize=4)
def _words_by_sound(book: Phrasebook) -> dict[str, str]:
    """Russian is spelled nearly as it sounds, so there every word of the phrases is looked for."""
    words = book.heard_alike
    if book.language == "ru":
        words = tuple(sorted(w for w in book.index.vocabulary if len(w) >= SHORTEST_RUSSIAN_WORD))
    return {sound_of(word, book.language): word for word in words}


# Unstressed «о» and «а», «е» and «и» sound alike, final and paired consonants lose their voice.
RUSSIAN_SOUNDS = str.maketrans("оеэыбвгджзщяюё", "аииипфктшсшауи", "ьъ")


@lru_cache(maxsize=65536)
def sound_of(word: str, language: str) -> str:
    """The sound of one word, roughly."""
    if language == "ru":
        return word.translate(RUSSIAN_SOUNDS)
    return str(jellyfish.metaphone(word))
