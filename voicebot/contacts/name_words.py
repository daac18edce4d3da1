"""Words of names in any script, brought to one spelling so that they can be compared.

«Юлия», Yulia, Julia and Iuliia come to the same key. `anyascii` writes any script in Latin letters;
`_ROMAN` then removes what the usual ways to write Russian in Latin letters (passports, ISO 9, BGN,
everyday spelling) do differently.
"""

import re
from functools import lru_cache

from anyascii import anyascii

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_LOOK = ("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")  # letters that look alike
_TO_CYRILLIC = str.maketrans(*_LOOK)
_TO_LATIN = str.maketrans(*reversed(_LOOK))
_ONLY_LOOKALIKES = re.compile(f"[{_LOOK[0]}]+")
_ROMAN = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("[^a-z-]", ""),  # soft and hard signs, accents left over
        ("shch|sch|sh", "S"),
        ("tch|ch", "C"),
        ("zh", "Z"),
        ("kh", "h"),
        ("ph", "f"),
        ("th", "t"),
        ("ts|tz", "T"),
        ("ck|c|q", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("[jy]", "i"),
        ("(?<=[^aeiou-])io(?=[a-zCSTZ])", "e"),  # Fyodor, Semyon, Solovyov
        ("^ie|(?<=[aeou])ie", "e"),  # Yelena, Andreyev
        ("ie(?=v)", "e"),  # Vasiliev
        ("(.)\\1+", "\\1"),
        ("S", "sh"),
        ("C", "ch"),
        ("Z", "zh"),
        ("T", "ts"),
    )
)


@lru_cache(maxsize=1 << 19)
def key(word: str) -> str:
    """The one spelling of a word: small Latin letters, and hyphens between the parts of one."""
    text = anyascii(word).lower()
    for pattern, instead in _ROMAN:
        text = pattern.sub(instead, text)
    return text.strip("-")


def initial(key_: str) -> str:
    """The letter that stands for a word whose key this is; empty for the empty key."""
    return key_[:1].replace("c", "k")


def is_cyrillic(text: str) -> bool:
    """True if a Cyrillic letter is in it."""
    return _CYRILLIC.search(text) is not None


def one_script(text: str) -> str:
    """The text with letters of the other script that only look right put right, word by word."""
    if not (_CYRILLIC.search(text) and _LATIN.search(text)):
        return text
    return " ".join(_one_script(word) for word in text.split(" "))


def _one_script(word: str) -> str:
    foreign = "".join(_LATIN.findall(word))
    if not foreign:
        return word
    if _ONLY_LOOKALIKES.fullmatch(foreign):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN) if _CYRILLIC.search(word) else word
