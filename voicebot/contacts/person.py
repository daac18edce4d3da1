"""A record of a person: what one number's contact tells about who they are."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from voicebot.contacts.contact import Contact
from voicebot.contacts.name_words import is_cyrillic
from voicebot.contacts.names import Name, read_name

_ROLES = frozenset(
    {
        "admin", "buh", "contact", "hello", "help", "hr", "info", "mail", "manager",
        "no-reply", "noreply", "office", "post", "reception", "sale", "sales", "service",
        "shop", "support", "test", "zakaz",
    }
)  # fmt: skip  # mailboxes of offices and not of persons
_DOTLESS = frozenset(("gmail.com", "googlemail.com"))  # Google ignores dots and what follows a plus
_YEAR = re.compile("(?<!\\d)(?:(\\d{1,2})\\.(\\d{1,2})\\.)?((?:19|20)\\d\\d)(?!\\d)")
_YEAR_TITLES = re.compile("год рожд|г\\.? ?р\\.?$|birth ?year|year ?of ?birth", re.IGNORECASE)
_NO_DATE = frozenset((1900, 1970))  # years whose first of January stands for an unknown date
_LEAST_EMAIL_WORDS = 2  # a mailbox names its owner with a given name and a surname


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a number's owner.

    `email` is the mailbox in its plain form, empty for an office's. `born` is the full date; `year`
    is known without it too. `external_id` counts within its `source` only. `guessed`: the name is
    only what the mailbox spells.
    """

    number: str
    name: Name
    email: str = ""
    born: date | None = None
    year: int | None = None
    external_id: str = ""
    source: str = ""
    region: str = ""
    guessed: bool = False

    @classmethod
    def of(cls, contact: Contact, source: str = "") -> "Record":
        """The record of a contact; `source` is where its list came from."""
        born, year = birth(contact)
        email = mailbox(contact.email)
        name = read_name(contact.name)
        guessed = not (name.surname or name.given) and bool(email)
        return cls(
            number=contact.number.e164,
            name=_spelled(email) if guessed else name,
            email=email,
            born=born,
            year=year,
            external_id=contact.external_id.strip(),
            source=source,
            region=contact.region.strip().casefold(),
            guessed=guessed,
        )

    def filled(self, older: "Record") -> "Record":
        """The record with its gaps filled from an older one of the same person."""
        same_birth = self.born is None and self.year in (None, older.year)
        return replace(
            self,
            name=self._named(older),
            guessed=self.guessed and older.guessed,
            email=self.email or older.email,
            born=older.born if same_birth else self.born,
            year=older.year if same_birth else self.year,
            external_id=self.external_id or older.external_id,
            source=self.source if self.external_id else older.source,
            region=self.region or older.region,
        )

    def _named(self, older: "Record") -> Name:
        """A written name is worth more than one read from a mailbox."""
        if older.guessed:
            return self.name
        return older.name if self.guessed else self.name.filled(older.name)


def birth(contact: Contact) -> tuple[date | None, int | None]:
    """The birth date and its year: of the column, a year's column, or the name («И. И. 1995»).

    The first of January is what many books write for a year alone, so it counts as no more.
    """
    if contact.birth_date is not None:
        return _trusted(contact.birth_date)
    titled = (text for title, text in contact.attributes.items() if _YEAR_TITLES.search(title))
    for text in (*titled, contact.name):
        found = _YEAR.search(text)
        if found:
            return _written(found)
    return None, None


def mailbox(email: str) -> str:
    """The one spelling of an e-mail address; empty for what is none, or an office's."""
    local, at, domain = email.strip().lower().rpartition("@")
    if not (local and at and "." in domain) or local in _ROLES:
        return ""
    if domain in _DOTLESS:
        local, domain = local.partition("+")[0].replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def source_of(file: str) -> str:
    """The source a list's file came from: crm_2026-11.csv and crm_2026-12.csv have the same."""
    return re.sub("[\\W\\d_]+", " ", file.casefold()).strip()


def _trusted(day: date) -> tuple[date | None, int | None]:
    if day.month == day.day == 1:
        return None, None if day.year in _NO_DATE else day.year
    return day, day.year


def _written(found: re.Match[str]) -> tuple[date | None, int | None]:
    day, month, year = found.groups()
    if day is None:
        return None, int(year)
    try:
        return _trusted(date(int(year), int(month), int(day)))
    except ValueError:  # 31.02.1990: only its year can be right
        return None, int(year)


@lru_cache(maxsize=1 << 12)
def _spelled(email: str) -> Name:
    """The name that a mailbox spells (ivan.petrov85@), empty where it spells none."""
    words = [word for word in re.split("[^a-zа-яё]+", email.partition("@")[0]) if word]
    long = [word for word in words if len(word) > 1]
    if len(words) < _LEAST_EMAIL_WORDS or not long or any(map(is_cyrillic, words)):
        return Name()
    name = read_name(" ".join(words))
    return name if name.surname else Name()
