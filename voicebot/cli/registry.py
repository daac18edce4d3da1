"""`voicebot registry import|list|check|remove|export`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.adapters.registries.changes import Changed, Changes
from voicebot.adapters.registries.exporting import write_list
from voicebot.adapters.registries.labels import MAX_AGE_DAYS, Labels
from voicebot.adapters.registries.reading import Reading, read_registry
from voicebot.adapters.registries.registry import Registry, RegistryKind
from voicebot.bootstrap import Office
from voicebot.cli.contacts import show_rejected
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.law import Law
from voicebot.errors import BadInput
from voicebot.settings import Settings

app = typer.Typer(help="Do-not-call registries: bring them in, look at them.", no_args_is_help=True)

File = Annotated[Path | None, typer.Argument(help="The whole list: CSV, TXT, or a ZIP of them.")]
Name = Annotated[str, typer.Option(help="What the registry is called here.")]
Date = Annotated[str, typer.Option(help="The day the list was drawn up, such as 2026-11-20.")]
Country = Annotated[
    str, typer.Option(help="Whose registry; also of numbers without a country code, such as US.")
]


@app.command(
    "import",
    epilog="Example: voicebot registry import us.zip --name us-national --kind NATIONAL "
    "--country US --listed-at 2026-11-20",
)
def import_(
    name: Name,
    file: File = None,
    kind: Annotated[RegistryKind | None, typer.Option(help="Whose list it is.")] = None,
    country: Country = "",
    listed_at: Date = "",
    max_age_days: Annotated[
        int, typer.Option(help="So many days after that it is no longer relied on.")
    ] = MAX_AGE_DAYS,
    campaign: Annotated[str, typer.Option(help="With --kind CAMPAIGN: name or id.")] = "",
    adds: Annotated[
        Path | None, typer.Option(help="Instead of a whole list: numbers that came.")
    ] = None,
    removes: Annotated[
        Path | None, typer.Option(help="Instead of a whole list: numbers that went.")
    ] = None,
    column: Annotated[
        str, typer.Option(help="Title, or place from 1, of the column of numbers.")
    ] = "",
    fewer: Annotated[
        bool, typer.Option("--fewer", help="It is right that most numbers are gone.")
    ] = False,
    json_: JsonFlag = False,
) -> None:
    """Take in a registry, whole or by what changed, all of it or nothing.

    It takes the place of the one of that name, for every process at once. Rejected rows are counted
    and the first of them shown.
    """
    if (file is None) == (adds is None and removes is None):
        raise BadInput(
            "a registry is imported whole, or by what changed",
            "give either a FILE, or --adds and --removes",
        )
    at, land = _listed_at(listed_at), country.upper()
    with bootstrap.office(Settings.load()) as office:
        changes, now = _changes(office), office.clock.now()
        if file is not None:
            named = office.storage.campaigns.get(campaign).campaign_id if campaign else None
            labels = Labels(name, _given(kind), at, land, named, max_age_days)
            labels.refuse_unfit(now)
            readings = [read_registry(file, land or None, column)]
            changed = changes.replace(labels, readings[0].numbers, now, fewer)
        else:
            land = land or _country(office, name)
            readings = [_read(each, land, column) for each in (adds, removes)]
            came, went = (reading.numbers for reading in readings)
            changed = changes.amend(name, at, came, went, now)
    _show_import(changed, readings, now, json_)


@app.command("list", epilog="Example: voicebot registry list")
def list_(json_: JsonFlag = False) -> None:
    """Show the registries in force, with their age."""
    with bootstrap.office(Settings.load()) as office:
        now = office.clock.now()
        standing = office.storage.registries.standing()
    bodies = [_as_json(registry, now) for registry in standing]
    if json_:
        print_json(bodies)
        return
    columns = ("name", "kind", "country", "numbers", "listed_at", "age_days", "expired")
    rows = [[body[column] for column in columns] for body in bodies]
    print_table(f"{len(rows)} registries", columns, rows)


@app.command(epilog="Example: voicebot registry check +12025550123")
def check(
    number: Annotated[str, typer.Argument(help="The number, with its country code.")],
    json_: JsonFlag = False,
) -> None:
    """Say which registries a number is on. Exit 1 if it is on any."""
    asked = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        now = office.clock.now()
        names = office.storage.registries.listed(asked.e164)
        standing = office.storage.registries.standing()
    found = [_as_json(registry, now) for registry in standing if registry.name in names]
    if json_:
        print_json({"number": asked.e164, "listed": found, "registries": len(standing)})
    else:
        where = ", ".join(names) if names else "no registry"
        console.print(f"{asked} is on {where} (registries in force: {len(standing)}).")
    raise typer.Exit(1 if names else 0)


@app.command(epilog="Example: voicebot registry remove us-national --reason 'no longer calling'")
def remove(
    name: Annotated[str, typer.Argument(help="The registry's name.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept for good.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Take a registry out of force."""
    with bootstrap.office(Settings.load()) as office:
        _changes(office).remove(name, reason, office.clock.now())
    if json_:
        print_json({"name": name, "removed": True})
    else:
        console.print(f"The registry {name} is no longer in force.")


@app.command(epilog="Example: voicebot registry export do-not-call.csv")
def export(
    file: Annotated[Path, typer.Argument(help="The CSV to write, one column: number.")],
    json_: JsonFlag = False,
) -> None:
    """Write our own do-not-call list for another dialler.

    Every number with an opt-out in force, whatever its scope, since a list cannot say it; and the
    registries of kind INTERNAL.
    """
    with bootstrap.office(Settings.load()) as office:
        numbers = office.storage.registries.numbers(RegistryKind.INTERNAL)
        for kept in office.storage.optouts.kept():
            if not kept.optout.number.is_sip_address:
                numbers.add(int(kept.optout.number.e164[1:]))
        write_list(file, numbers)
        body = {"what": "exported", "numbers": len(numbers)}
        office.storage.journal.append(office.clock.now(), "registry", body)
    if json_:
        print_json({"file": str(file), "numbers": len(numbers)})
    else:
        console.print(f"{len(numbers)} numbers written to {file}.")


def _given(kind: RegistryKind | None) -> RegistryKind:
    if kind is None:
        raise BadInput("the registry's kind is missing", "add --kind NATIONAL, or another kind")
    return kind


def _country(office: Office, name: str) -> str:
    standing = office.storage.registries.standing()
    return next((registry.country for registry in standing if registry.name == name), "")


def _read(file: Path | None, country: str, column: str) -> Reading:
    return read_registry(file, country or None, column) if file else Reading()


def _listed_at(text: str) -> datetime:
    """A day begins at this machine's midnight."""
    if not text:
        raise BadInput("the list's date is missing", "add --listed-at with the day it was drawn up")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"--listed-at {text!r} is no date", "write it as 2026-11-20") from error
    return moment.astimezone(UTC)


def _changes(office: Office) -> Changes:
    return Changes(office.settings.home, office.storage.registry_book)


def _show_import(changed: Changed, readings: list[Reading], now: datetime, json_: bool) -> None:
    rejected = [row for reading in readings for row in reading.examples]
    if json_:
        print_json(
            _as_json(changed.registry, now)
            | {
                "rows": sum(reading.rows for reading in readings),
                "added": changed.added,
                "removed": changed.removed,
                "rejected": sum(reading.rejected for reading in readings),
                "examples": [{"row": row.row, "reason": row.reason} for row in rejected],
            }
        )
        return
    registry = changed.registry
    console.print(
        f"{registry.name} holds {registry.numbers} numbers now: {changed.added} came, "
        f"{changed.removed} went; {sum(reading.rejected for reading in readings)} rows rejected."
    )
    if _is_not_asked(registry):
        console.print(
            f"No call depends on it: the profile of {registry.country} asks for no such registry. "
            "Import it with --kind INTERNAL if its numbers must not be called."
        )
    elif registry.expired(now):
        console.print("Its list is too old already: calls that depend on it are refused.")
    show_rejected(rejected)


def _is_not_asked(registry: Registry) -> bool:
    """True for a national registry that its country's profile asks for by no purpose."""
    if registry.kind is not RegistryKind.NATIONAL:
        return False
    law, asked = Law.load(), (registry.kind.value, registry.country)
    terms = (law.terms(registry.country, "", purpose) for purpose in Purpose)
    return not any((duty.kind, duty.country) == asked for each in terms for duty in each.registries)


def _as_json(registry: Registry, now: datetime) -> dict[str, object]:
    return {
        "name": registry.name,
        "kind": str(registry.kind),
        "country": registry.country,
        "campaign_id": registry.campaign_id,
        "numbers": registry.numbers,
        "listed_at": registry.listed_at.isoformat(),
        "age_days": registry.age(now).days,
        "max_age_days": registry.max_age_days,
        "expired": registry.expired(now),
        "imported_at": registry.imported_at.isoformat(),
        "sha256": registry.sha256,
    }
