"""Every form of a Russian word, from the dictionary of pymorphy3."""

from functools import lru_cache
from typing import Any

import pymorphy3


@lru_cache(maxsize=1)
def _analyser() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=4096)
def forms_of(word: str, grammeme: str = "") -> frozenset[str]:
    """The forms of a word, «ё» written «е»; of a verb, only its imperatives for "impr", ….

    `word` is best its dictionary form. Grammemes are those of OpenCorpora in small letters: impr,
    infn, past, 1per, …. A word that the dictionary lacks (slang) is inflected by likeness. Empty if
    there is no such form.
    """
    readings = _analyser().parse(word)
    own = [r for r in readings if _plain(r.normal_form) == _plain(word)] or readings[:1]
    wanted = PARTS_OF_SPEECH.get(grammeme, grammeme)
    return frozenset(
        _plain(form.word)
        for reading in own
        for form in reading.lexeme
        if not wanted or wanted in form.tag
    )


PARTS_OF_SPEECH = {"infn": "INFN"}  # pymorphy3 writes these in capitals


def _plain(word: str) -> str:
    return word.replace("ё", "е")


@lru_cache(maxsize=65536)
def lemma_of(word: str, language: str) -> str:
    """The dictionary form of a word."""
    if language == "ru":
        return _plain(_analyser().parse(word)[0].normal_form)
    return str(_english().stemWord(word))


def grammemes_of(word: str) -> tuple[str, ...]:
    """Part of speech, mood, tense, person and case of a Russian word, those that it has."""
    tag = _analyser().parse(word)[0].tag
    found = (tag.POS, tag.mood, tag.tense, tag.person, tag.case)
    return tuple(str(grammeme) for grammeme in found if grammeme)


@lru_cache(maxsize=65536)
def is_russian_word(word: str) -> bool:
    """Whether the dictionary has this form."""
    return bool(_analyser().word_is_known(word))


@lru_cache(maxsize=1)
def _english() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
