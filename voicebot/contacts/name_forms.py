"""The forms that words of names have: initials, titles, particles, patronymics, family endings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from voicebot.contacts import given_names
from voicebot.contacts.name_words import is_cyrillic, key, one_script

_LETTERS = "[^\\W\\d_]"
_WORD = re.compile(f"{_LETTERS}+(?:['’ʼ`-]{_LETTERS}+)*\\.?|,")
_MAIDEN = re.compile(f"({_LETTERS}+)\\s*\\(\\s*({_LETTERS}{{3,}})\\s*\\)")  # Иванова (Петрова)
_TITLES = frozenset(
    {
        "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "esq", "phd", "md", "née",
        "nee", "born", "г", "г-н", "г-жа", "гр", "гр-н", "гр-ка", "господин", "госпожа",
        "гражданин", "гражданка", "ип", "др", "проф", "р", "рожд", "рождения", "род", "года",
    }
)  # fmt: skip
_GENERATIONS = {
    "jr": "jr", "junior": "jr", "мл": "jr", "младший": "jr", "младшая": "jr",
    "sr": "sr", "senior": "sr", "ст": "sr", "старший": "sr", "старшая": "sr",
    "ii": "ii", "iii": "iii", "iv": "iv",
}  # fmt: skip
_PARTICLES = frozenset(
    {
        "van", "von", "der", "den", "de", "del", "della", "la", "le", "di", "da", "dos",
        "du", "bin", "ibn", "al", "el", "ter", "ten", "st", "san", "santa", "mac",
        "фон", "ван", "дер", "де", "дель", "ла", "ле", "ди", "да", "бен", "ибн", "аль",
        "эль",
    }
)  # fmt: skip
_NAMES = frozenset({"al", "el", "le", "da", "san"})  # at the front: Al Pacino, Le Thi
_NO_NAMES = _TITLES | _PARTICLES | frozenset(_GENERATIONS)
_SON_OR_DAUGHTER = {
    "ogli": "m", "oglu": "m", "uli": "m", "kizi": "f", "gizi": "f", "kizy": "f"
}  # fmt: skip
_PATRONYMIC = re.compile("(?:ov|ev)(?P<m>ich)$|(?:ov|ev)(?P<f>na)$|(?:in)?i(?P<f2>chna)$")
_SHORT_PATRONYMIC = re.compile("(?<=il|an|uk|om|it|av|al|zm|ip)ich$")  # Ильич, Иваныч, Фомич
_ILYICH = re.compile("^(?:il|kuzm|luk|fom|nikit|sav)ich$")  # the same in Latin letters
_FEMININE = re.compile("(?<=ov|ev|in)a$")
_ADJECTIVE = re.compile("(?:oi|aia|i)$")
_SLAVIC = re.compile("(?:ov|ev|sk|enko|chuk|kin|nin|shin)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name, its key, and whether it is only an initial."""

    text: str
    key: str
    short: bool = False


class Written(NamedTuple):
    """The words of a name; `family` of them stood before a comma."""

    words: list[Word]
    family: int
    generation: str


def written(text: str) -> Written:
    """The words that name somebody, without titles, figures and generations."""
    plain = _MAIDEN.sub("\\1-\\2", text) if "(" in text else text
    pieces = _WORD.findall(one_script(plain))
    words: list[Word] = []
    generation, family = "", 0
    held = ""  # particles wait for the word they belong to
    for place, piece in enumerate(pieces):
        if piece == ",":
            family = family or len(words)
            continue
        word = _word(piece)
        small = word.text.lower()
        if small in _NO_NAMES and len(small) > 1:
            if small in _TITLES:
                continue
            if small in _GENERATIONS:
                generation = _GENERATIONS[small] if words else generation
                continue
            if place + 1 < len(pieces) and (place or small not in _NAMES):
                held += word.text
                continue
        word = _word(held + piece) if held else word
        words += _initials(word, text) if len(word.text) == 2 else [word]
        held = ""
    return Written(_with_sons([word for word in words if word.key]), family, generation)


def has_particle(words: Iterable[str]) -> bool:
    """True if one of the words belongs to the one after it, such as van or de."""
    return any(word.lower() in _PARTICLES for word in words)


@lru_cache(maxsize=1 << 18)
def _word(piece: str) -> Word:
    bare = piece.rstrip(".")
    short = len(bare) == 1 or (len(bare) == 2 and piece.endswith("."))
    return Word(bare, key(bare), short)


def _initials(word: Word, text: str) -> list[Word]:
    """The initials that were written together: ИИ in a name of small letters."""
    if not word.short and word.text.isupper() and not text.isupper():
        return [Word(letter, key(letter), True) for letter in word.text]
    return [word]


def _with_sons(words: list[Word]) -> list[Word]:
    """«Гейдар оглы» is one patronymic."""
    if len(words) > 1 and words[-1].key in _SON_OR_DAUGHTER:
        *others, father, son = words
        return [*others, Word(f"{father.text} {son.text}", f"{father.key} {son.key}")]
    return words


def patronymic_place(words: list[Word]) -> int:
    """Where the patronymic stands, 0 for nowhere: it never comes first.

    Of two words only one that is made of a known name is taken for it, since many surnames have
    the same ending.
    """
    may_be = [
        place
        for place, word in enumerate(words)
        if place and not (word.short or words[place - 1].short) and _is_patronymic(word)
    ]
    follow = [place for place in may_be if given_names.is_given(words[place - 1].text)]
    known = [place for place in may_be if given_names.has_stem(stem(words[place])[0])]
    if len(words) > 2:
        return (follow or known or [place for place in may_be if place == len(words) - 1] or [0])[0]
    return next((place for place in follow if place in known), 0)


def _is_patronymic(word: Word) -> bool:
    if " " in word.key or _PATRONYMIC.search(word.key) or _ILYICH.match(word.key):
        return True
    return is_cyrillic(word.text) and _SHORT_PATRONYMIC.search(word.key) is not None


def stem(patronymic: Word) -> tuple[str, str]:
    """The father's name in a patronymic, as far as it goes, and the sex that its ending says."""
    father, _, son = patronymic.key.partition(" ")
    if son:
        return father, _SON_OR_DAUGHTER[son]
    found = _PATRONYMIC.search(father)
    if found is None:
        return _SHORT_PATRONYMIC.sub("", father), "m"
    return father[: found.start()], "m" if found["m"] else "f"


def family(surname: str, cyrillic: bool) -> tuple[str, str]:
    """A surname without what marks the sex, and the sex that was marked."""
    parts = [_family(part, cyrillic) for part in surname.split("-")]
    return "-".join(part for part, _ in parts), next((sex for _, sex in parts if sex), "")


def _family(part: str, cyrillic: bool) -> tuple[str, str]:
    if _FEMININE.search(part) and len(part) > 4:
        marked = cyrillic or not part.endswith("ina")  # Medina and Molina mark nothing
        return part[:-1], "f" if marked else ""
    if part.endswith("skaia") or (cyrillic and part.endswith("aia")):
        return part[:-3], "f"
    if part.endswith("ski") or (cyrillic and part.endswith(("oi", "ii", "i")) and len(part) > 4):
        return _ADJECTIVE.sub("", part), "m" if cyrillic else ""
    return part, "m" if cyrillic and part.endswith(("ov", "ev", "in")) else ""


def is_slavic(family_: str) -> bool:
    """True for family names (`family`) of people who have patronymics."""
    return _SLAVIC.search(family_) is not None
