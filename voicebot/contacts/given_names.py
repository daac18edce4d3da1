"""Given names: which words are some, whose they are, and which are forms of one name.

English ones come from the package `nicknames`, Russian ones from `given_names_ru.toml`, and what
that table lacks from the dictionary of pymorphy3. All by their keys (`name_words.key`).
"""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import pymorphy3
from nicknames import name_triplets

from voicebot.contacts.name_words import initial, is_cyrillic, key

_SEXES = {"men": "m", "women": "f"}
_NONE: frozenset[str] = frozenset()


def full_forms(name: str) -> frozenset[str]:
    """The names that a key may be a form of, itself among them: sasha is three names."""
    return _russian_forms().get(name, _NONE) | _english_forms().get(name, _NONE) | {name}


def are_one_name(a: str, b: str) -> bool:
    """True if one may be a form of the other: Sasha and Alexander, Bill and William.

    Two full Russian names are two names, even where they have a short form in common.
    """
    russian, other = _russian_forms().get(a, _NONE), _russian_forms().get(b, _NONE)
    if a in russian and b in other:
        return a == b
    english = a in _english_forms().get(b, _NONE) or b in _english_forms().get(a, _NONE)
    return a == b or english or not russian.isdisjoint(other)


def initials(name: str) -> frozenset[str]:
    """Every letter the name may be shortened to, by any of its forms."""
    return frozenset(map(initial, full_forms(name)))


def is_known(name: str) -> bool:
    """True if the key is a given name of the tables."""
    return name in _russian_forms() or name in _english_forms()


def sex(name: str) -> str:
    """`m` or `f` where the key is a Russian name of one of the sexes only; else empty."""
    return _sexes().get(name, "")


@lru_cache(maxsize=1 << 16)
def is_given(word: str) -> bool:
    """True if the word, as it is written, is a given name of the tables or of the dictionary."""
    if is_known(key(word)):
        return True
    if not is_cyrillic(word):
        return False
    small = word.lower()
    if not _dictionary().word_is_known(small):  # guesses about unknown words are slow, and guesses
        return False
    readings = (reading.tag for reading in _dictionary().parse(small))
    return any({"Name", "nomn", "sing"} <= set(tag.grammemes) for tag in readings)


@lru_cache(maxsize=1 << 14)
def has_stem(stem: str) -> bool:
    """True if a Russian man's name begins so: what is left of a patronymic of a known name."""
    men = _russian()["men"]
    return len(stem) > 1 and any(key(name).startswith(stem) for name in men)


@cache
def _english_forms() -> dict[str, frozenset[str]]:
    return _fulls([(key(one.name1), key(one.name2)) for one in name_triplets()])


@cache
def _russian_forms() -> dict[str, frozenset[str]]:
    return _fulls(
        [
            (key(full), key(form))
            for names in _russian().values()
            for full, forms in names.items()
            for form in (full, *forms.split())
        ]
    )


def _fulls(pairs: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The full names of each name; a full name is one of its own."""
    found: dict[str, set[str]] = {}
    for full, form in pairs:
        found.setdefault(full, set()).add(full)
        found.setdefault(form, set()).add(full)
    return {name: frozenset(fulls) for name, fulls in found.items()}


@cache
def _sexes() -> dict[str, str]:
    seen: dict[str, set[str]] = {}
    for sexed, names in _russian().items():
        for full, forms in names.items():
            for form in (full, *forms.split()):
                if is_cyrillic(form):
                    seen.setdefault(key(form), set()).add(_SEXES[sexed])
    return {name: next(iter(sexes)) for name, sexes in seen.items() if len(sexes) == 1}


@cache
def _russian() -> dict[str, dict[str, str]]:
    text = files("voicebot.contacts").joinpath("given_names_ru.toml").read_text("utf-8")
    table: dict[str, dict[str, str]] = tomllib.loads(text)
    return table


@cache
def _dictionary() -> Any:
    return pymorphy3.MorphAnalyzer()
