"""English and Russian: which one a viewer reads, and the words of each.

Texts in the templates and here are English, and are their own keys. `locale/<language>/*.po` holds
the other languages, one file for each page; they are read when they are first needed.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "ru": "Русский"}
SOURCE = "en"


def mark(text: str) -> str:
    """A text that a template translates: marked here, so that it is found for the catalogs."""
    return text


def chosen(wanted: str, accepted: str) -> str:
    """The viewer's own choice, else the first that their browser accepts and we have, else English.

    `accepted` is an Accept-Language header.
    """
    if wanted in LANGUAGES:
        return wanted
    return next((name for name in _by_preference(accepted) if name in LANGUAGES), SOURCE)


def _by_preference(accepted: str) -> Iterator[str]:
    weighed = []
    for place, part in enumerate(accepted.split(",")[:20]):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, name.split("-")[0].lower()))
        except ValueError:
            continue
    return (name for _, _, name in sorted(weighed))


@cache
def translations(language: str) -> NullTranslations:
    """The words of a language; English has none, since it is what the texts are written in."""
    if language == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    return Translations(compiled)


def catalog(language: str) -> Catalog:
    """All catalog files of a language, as one."""
    whole = Catalog(locale=language)
    folder = resources.files("voicebot.dashboard") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".po"):
            for message in read_po(BytesIO(file.read_bytes()), locale=language):
                if message.id:
                    whole[message.id] = message
    return whole
