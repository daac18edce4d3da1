"""`voicebot contacts import|list`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.contacts import values
from voicebot.contacts.contact import Contact
from voicebot.contacts.intake import read_contacts
from voicebot.contacts.listed import Rejected
from voicebot.errors import BadInput
from voicebot.settings import Settings

SHOWN = 20  # rejected rows shown to a person; JSON has them all

app = typer.Typer(help="Contacts: bring lists in, look at them.", no_args_is_help=True)


def _country(text: str) -> str:
    try:
        return values.country(text) if text else ""
    except values.BadValue as error:
        raise BadInput(f"there is no country {text[:40]!r}", "write it as US, GB or RU") from error


Country = Annotated[
    str,
    typer.Option(
        help="Country (such as US) of numbers written without their country code.",
        callback=_country,
    ),
]


@app.command("import", epilog="Example: voicebot contacts import people.csv --country RU")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with at least a column 'number'.")],
    country: Country = "",
    json_: JsonFlag = False,
) -> None:
    """Take in a contact list, all of it or nothing; say which rows were rejected and why.

    Columns: number (required), name, language, timezone, country, region, email, birth_date,
    external_id, or their Russian names; every other column becomes an attribute. Row 1 is the
    header. Exit 1 if no row could be taken.

    How people stand to you: relation (customer, ended, unconfirmed), confirmed, relationship ended.
    What they consented to: consent (yes, no), consent basis, consent at, consent wording, consent
    method, consent purposes; these go into the consent ledger.
    """
    rows = read_contacts(file, country.upper() or None)
    with bootstrap.office(Settings.load()) as office:
        imported = bootstrap.import_contacts(office, rows, file.name)
    if json_:
        rejected = [{"row": row.row, "reason": row.reason} for row in imported.rejected]
        print_json({"accepted": imported.accepted, "rejected": rejected, "list": imported.list_id})
    else:
        console.print(f"{imported.accepted} contacts taken in as list {imported.list_id}.")
        if imported.accepted > bootstrap.LINKED_AT_ONCE:
            console.print(
                "Who is the same person is found by `serve`, or with: voicebot person link"
            )
        show_rejected(imported.rejected)
    raise typer.Exit(0 if imported.accepted else 1)


@app.command("list", epilog="Example: voicebot contacts list --match language=ru --limit 10")
def list_(
    match: Annotated[
        list[str] | None, typer.Option(help="column=value or attribute=value; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most so many; 0: all.")] = 100,
    json_: JsonFlag = False,
) -> None:
    """Show the contacts in use, one for each number."""
    matching = _matching(match or [])
    with bootstrap.office(Settings.load()) as office:
        found = list(office.storage.contacts.every(matching, limit or None))
    if json_:
        print_json([_as_json(contact) for contact in found])
        return
    columns = ("number", "name", "language", "timezone", "country", "attributes")
    rows = [
        (c.number, c.name, c.language, c.timezone, c.country, _line(c.attributes)) for c in found
    ]
    print_table(f"{len(found)} contacts", columns, rows)


def show_rejected(rejected: Sequence[Rejected]) -> None:
    """The first rejected rows, and how many more there are."""
    if not rejected:
        return
    shown = [(row.row, row.reason) for row in rejected[:SHOWN]]
    print_table(f"{len(rejected)} rows rejected", ("row", "reason"), shown)
    if len(rejected) > SHOWN:
        console.print(f"… and {len(rejected) - SHOWN} more; --json lists them all.")


def _matching(pairs: Sequence[str]) -> dict[str, str]:
    matching = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or (name == "list" and not value.isdigit()):
            raise BadInput(f"--match {pair!r} cannot be used", "write it as language=ru")
        matching[name] = value
    return matching


def _line(attributes: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in attributes.items())


def _as_json(contact: Contact) -> dict[str, object]:
    names = ("name", "language", "timezone", "country", "region", "email", "external_id")
    body: dict[str, object] = {"number": contact.number.e164}
    body |= {name: getattr(contact, name) for name in names}
    born = contact.birth_date.isoformat() if contact.birth_date else None
    body |= {"birth_date": born, "relation": str(contact.relation)}
    return body | {"attributes": contact.attributes}
