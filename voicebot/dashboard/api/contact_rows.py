"""Contacts as programs send and see them."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from voicebot.contacts import values
from voicebot.contacts.contact import Contact
from voicebot.contacts.intake import READ
from voicebot.contacts.listed import Listed, Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.values import BadValue
from voicebot.dashboard.api.parts import Note, Strict
from voicebot.dashboard.error_words import in_words
from voicebot.dashboard.languages import mark

MOST_ATTRIBUTES = 50


def _one_line(text: str) -> str:
    """Control characters are no text: a cell of a list may hold none either."""
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise ValueError(mark("holds a control character"))
    return text.strip()


Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_one_line)]


class ContactFields(Strict):
    """What is known of a person, each as a contact list may have it; "" where it is not known."""

    name: Line = ""
    language: Line = ""
    timezone: Line = ""
    country: Line = ""
    region: Line = ""
    email: Line = ""
    birth_date: Line = ""
    external_id: Line = ""
    relation: Line = ""
    relation_since: Line = ""
    attributes: Annotated[dict[Line, Line], Field(max_length=MOST_ATTRIBUTES)] = Field(default={})

    def contact(self, number: PhoneNumber) -> Contact:
        """Raises BadValue."""
        given = {name: text for name in _NAMES if (text := getattr(self, name))}
        known: dict[str, Any] = {name: READ[name](text) for name, text in given.items()}
        attributes = {name: text for name, text in self.attributes.items() if name and text}
        return Contact(number=number, attributes=attributes, **known)


class ContactOfList(ContactFields):
    """One row of a list. `country` also is that of a number without a country code."""

    number: Note

    def listed(self, row: int) -> Listed | Rejected:
        """As an import takes it; rows are counted from 1."""
        try:
            country = values.country(self.country) if self.country else None
            return Listed(row, self.contact(values.number(self.number.strip(), country)))
        except BadValue as error:
            return Rejected(row, error.reason)


_NAMES = (
    "name",
    "language",
    "timezone",
    "country",
    "region",
    "email",
    "birth_date",
    "external_id",
    "relation",
    "relation_since",
)


def rows(contacts: Sequence[ContactOfList]) -> list[Listed | Rejected]:
    """A list as an import takes it."""
    return [contact.listed(row) for row, contact in enumerate(contacts, 1)]


def rejected(found: Sequence[Rejected], language: str) -> list[dict[str, Any]]:
    """The rows that were not taken, and why."""
    return [{"row": each.row, "reason": in_words(language, each.reason)} for each in found]


def shown(contact: Contact) -> dict[str, Any]:
    """For programs."""
    plain = ("name", "language", "timezone", "country", "region", "email", "external_id")
    born, since = contact.birth_date, contact.relation_since
    return {
        "number": contact.number.e164,
        **{name: getattr(contact, name) for name in plain},
        "birth_date": born.isoformat() if born else None,
        "relation": str(contact.relation),
        "relation_since": since.isoformat() if since else None,
        "attributes": contact.attributes,
    }
