"""Which contacts may share a key with a few records, told without reading their names.

To link a handful of new contacts a book of a million need not be read word for word: most of it
has no word, mailbox or date in common with them. Whoever is let through is read and compared as
ever; nobody with a key of `candidates.BLOCKS` in common is left out.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from voicebot.contacts import given_names, name_forms
from voicebot.contacts.contact import Contact
from voicebot.contacts.name_words import is_cyrillic, key, one_script
from voicebot.contacts.person import Record, mailbox

_WORD = re.compile("[^\\W\\d_]+(?:['’ʼ`][^\\W\\d_]+)*")
_FIGURE = re.compile("\\d")


class Nearness:
    """Looks for contacts near to some records."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._families: set[str] = set()
        self._beginnings: set[str] = set()
        self._givens: set[str] = set()
        self._born: set[date] = set()
        self._emails: set[str] = set()
        self._ids: set[str] = set()
        for record in records:
            self._add(record)

    def is_near(self, contact: Contact) -> bool:
        """True where the contact may have a key in common with one of the records."""
        if contact.external_id.strip() in self._ids or contact.birth_date in self._born:
            return True
        email = mailbox(contact.email) if contact.email else ""
        local = email.partition("@")[0]
        if email and (email in self._emails or local in self._emails):
            return True
        if contact.attributes or _FIGURE.search(contact.name):  # a birth date may be told there
            return True
        return self._may_be_named(contact.name or local)

    def _add(self, record: Record) -> None:
        for name in (record.name,) if record.name.ordered else (record.name, record.name.turned):
            parts = {name.surname, *name.surname.split("-")} - {""}
            self._families |= parts
            if name.middle:
                self._beginnings |= {part[:3] for part in parts}
                self._givens |= given_names.full_forms(name.given) - {""}
        self._emails |= {record.email, record.email.partition("@")[0]} - {""}
        self._ids |= {record.external_id} - {""}
        if record.born is not None:
            self._born.add(record.born)

    def _may_be_named(self, text: str) -> bool:
        """A surname in common; or its beginning and a given name."""
        plain = _WORD.findall(one_script(text))
        if name_forms.has_particle(plain):  # de la Cruz is one word, and rare
            plain = [word.text for word in name_forms.written(text).words]
        words = [_readings(word) for word in plain]
        if any(not families.isdisjoint(self._families) for families, _ in words):
            return True
        begins = any(family[:3] in self._beginnings for families, _ in words for family in families)
        return begins and any(not forms.isdisjoint(self._givens) for _, forms in words)


@lru_cache(maxsize=1 << 18)
def _readings(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """A word as a surname and as a given name."""
    plain = key(word)
    family, _ = name_forms.family(plain, is_cyrillic(word))
    return frozenset((plain, family)), given_names.full_forms(plain)
