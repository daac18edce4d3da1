"""What a contact list holds, row by row."""

from dataclasses import dataclass

from voicebot.contacts.contact import Contact
from voicebot.contacts.listed_consent import ListedConsent


@dataclass(frozen=True, slots=True)
class Listed:
    """A row that gave a contact. Rows are counted as a spreadsheet does: the header is row 1."""

    row: int
    contact: Contact
    consent: ListedConsent | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that gave none, and why."""

    row: int
    reason: str
