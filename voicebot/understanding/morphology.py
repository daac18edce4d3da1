"""Every form of a Russian word, from the dictionary of pymorphy3."""

from functools import lru_cache
from typing import Any

import pymorphy3


@lru_cache(maxsize=1)
def _analyser() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=4096)
def forms_of(lemma: str, grammeme: str = "") -> frozenset[str]:
    """The forms of a dictionary word, «ё» written «е»; of a verb, the imperatives for "impr", ….

    Grammemes are those of OpenCorpora: impr, infn, past, 1per, … Empty if there is no such form.
    """
    readings = [r for r in _analyser().parse(lemma) if _plain(r.normal_form) == _plain(lemma)]
    return frozenset(
        _plain(form.word)
        for reading in readings
        for form in reading.lexeme
        if not grammeme or grammeme.upper() in form.tag or grammeme in form.tag
    )


@lru_cache(maxsize=65536)
def is_russian(word: str) -> bool:
    """True if the dictionary has this form."""
    return bool(_analyser().word_is_known(word))


def _plain(word: str) -> str:
    return word.replace("ё", "е")
