"""Contact lists and number lists, row by row: each gives a contact, or a reason why not."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicebot.contacts import listed_consent, relations, values
from voicebot.contacts.columns import Columns, names_number
from voicebot.contacts.contact import Contact
from voicebot.contacts.list_file import ListFile, Torn
from voicebot.contacts.listed import Listed, Rejected
from voicebot.contacts.listed_consent import ListedConsent
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.values import BadValue
from voicebot.errors import said

READ: dict[str, Callable[[str], Any]] = {
    "name": str,
    "language": values.language,
    "timezone": values.timezone,
    "country": values.country,
    "region": str,
    "email": str,
    "birth_date": values.birth_date,
    "external_id": str,
    "relation": relations.relation,
    "relation_since": relations.moment,
    "confirmed": relations.yes_or_no,
    "ended": relations.ended,
    "consent": relations.yes_or_no,
    "consent_basis": listed_consent.basis,
    "consent_at": relations.moment,
    "consent_wording": str,
    "consent_method": str,
    "consent_purposes": listed_consent.purposes,
}
"""How the text of each known column is read; raises BadValue."""
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
_BIRTH_YEAR = "birth year"  # the attribute that keeps it where the day is not known
_TORN = "its quotation marks do not match"


@dataclass(frozen=True, slots=True)
class ListedNumber:
    """A number of a do-not-call list."""

    row: int
    number: PhoneNumber


def read_contacts(file: Path, country: str | None = None) -> Iterator[Listed | Rejected]:
    """The rows of a contact list, in order, in constant memory.

    `country` (ISO 3166 alpha-2) is that of numbers without a country code in rows that name no
    country. The file is looked into at once: raises BadList where it cannot be a contact list.
    """
    rows = ListFile.look(file).rows()
    _, header = next(rows, (1, [""]))
    columns = Columns.read([] if isinstance(header, Torn) else header, str(file))
    return _contacts(rows, columns, country)


def read_numbers(file: Path, country: str | None = None) -> Iterator[ListedNumber | Rejected]:
    """The numbers of a do-not-call list: one a line, or the column `number` of a CSV.

    Raises BadList, at once, where the file cannot be read.
    """
    look = ListFile.look(file)
    _, first = next(look.rows(), (1, [""]))
    titles = [] if isinstance(first, Torn) else first
    named = next((place for place, title in enumerate(titles) if names_number(title)), None)
    return _numbers(look, named, country)


def _contacts(
    rows: Iterator[tuple[int, list[str] | Torn]], columns: Columns, country: str | None
) -> Iterator[Listed | Rejected]:
    for row, cells in rows:
        if isinstance(cells, Torn):
            yield from (Rejected(row + more, _TORN) for more in range(cells.rows))
            continue
        try:
            contact, consent = _contact(cells, columns, country)
        except BadValue as error:
            yield Rejected(row, error.reason)
        else:
            yield Listed(row, contact, consent)


def _contact(
    cells: list[str], columns: Columns, country: str | None
) -> tuple[Contact, ListedConsent | None]:
    if len(cells) != columns.width:
        cells = _fitted(cells, columns.width)
    _refuse_unreadable(cells)
    fields: dict[str, Any] = {}
    years: dict[str, str] = {}
    for name, place in columns.fields.items():
        text = cells[place].strip()
        if name == "birth_date" and values.is_year(text):
            years[_BIRTH_YEAR] = text
        elif text and name != "number":
            fields[name] = READ[name](text)
    number = values.number(
        cells[columns.fields["number"]].strip(), fields.get("country") or country
    )
    attributes = years | {
        name: text for place, name in columns.attributes if (text := cells[place].strip())
    }
    consent = listed_consent.taken(fields)
    fields |= relations.stand(fields)
    return Contact(number=number, attributes=attributes, **fields), consent


def _fitted(cells: list[str], width: int) -> list[str]:
    """Cells left out at a row's end are empty; cells beyond the header belong to nothing."""
    if any(cell.strip() for cell in cells[width:]):
        raise BadValue(
            said("it has {cells} values for {width} columns", cells=len(cells), width=width)
        )
    return cells[:width] + [""] * (width - len(cells))


def _refuse_unreadable(cells: Sequence[str]) -> None:
    for cell in cells:
        if _NO_TEXT.search(cell):
            raise BadValue("it holds a character that is not text in the list's encoding")


def _numbers(
    look: ListFile, named: int | None, country: str | None
) -> Iterator[ListedNumber | Rejected]:
    rows = look.rows()
    if named is not None:
        next(rows)
    for row, cells in rows:
        if isinstance(cells, Torn):
            yield from (Rejected(row + more, _TORN) for more in range(cells.rows))
            continue
        place = named or 0
        try:
            text = cells[place].strip() if place < len(cells) else ""
            yield ListedNumber(row, values.number(text, country))
        except BadValue as error:
            yield Rejected(row, error.reason)
