"""`voicebot optout add|list|import|export|lift`."""

import csv
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.register import Kept
from voicebot.cli.contacts import Country, show_rejected
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.contacts.intake import ListedNumber, read_numbers
from voicebot.contacts.listed import Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.errors import BadInput
from voicebot.settings import Settings

app = typer.Typer(help="Opt-outs and do-not-call lists.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The number, with its country code.")]
COLUMNS = (
    "optout_id",
    "number",
    "scope",
    "source",
    "at",
    "recorded_at",
    "reason",
    "words",
    "confidence",
    "refusal_kind",
    "attempt_id",
    "campaign_id",
    "purpose",
    "evidence",
    "lifted_at",
    "lift_reason",
)


@app.command(epilog="Example: voicebot optout add +12025550123 --reason 'asked by letter'")
def add(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why, for the record.")],
    scope: Annotated[OptOutScope, typer.Option(help="How far it reaches.")] = OptOutScope.SELLER,
    campaign: Annotated[str, typer.Option(help="With --scope CAMPAIGN: name or id.")] = "",
    purpose: Annotated[Purpose | None, typer.Option(help="With --scope PURPOSE.")] = None,
    json_: JsonFlag = False,
) -> None:
    """Never call this number again."""
    if scope is OptOutScope.CAMPAIGN and not campaign:
        raise BadInput("a CAMPAIGN opt-out needs its campaign", "add --campaign NAME")
    if scope is OptOutScope.PURPOSE and purpose is None:
        raise BadInput("a PURPOSE opt-out needs its purpose", "add --purpose PURPOSE")
    with bootstrap.office(Settings.load()) as office:
        named = office.storage.campaigns.get(campaign).campaign_id if campaign else None
        optout = OptOut(
            optout_id=str(uuid.uuid4()),
            number=PhoneNumber.parse(number),
            scope=scope,
            source=OptOutSource.SUPERVISOR,
            at=office.clock.now(),
            reason=reason,
            campaign_id=named,
            purpose=str(purpose) if purpose else None,
        )
        where = office.storage.optouts.save(optout)
    if json_:
        print_json({"optout_id": optout.optout_id, "number": optout.number.e164,
                    "scope": scope, "where": where})  # fmt: skip
    else:
        console.print(f"{optout.number} will not be called again ({scope}, saved in the {where}).")


@app.command("list", epilog="Example: voicebot optout list --number +12025550123 --lifted")
def list_(
    number: Annotated[str, typer.Option(help="Of this number only.")] = "",
    lifted: Annotated[bool, typer.Option("--lifted", help="Lifted ones too.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many; 0: all.")] = 100,
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Show opt-outs, newest first. That somebody looked is journalled."""
    wanted = PhoneNumber.parse(number) if number else None
    with bootstrap.office(Settings.load()) as office:
        looked_at = [wanted.e164] if wanted else []
        office.storage.journal.note_look(office.clock.now(), "opt-outs", looked_at, looker(by))
        kept = list(office.storage.optouts.kept(wanted, lifted, limit or None))
    if json_:
        print_json([one.as_json() for one in kept])
        return
    columns = ("number", "scope", "source", "at", "reason", "words", "lifted")
    print_table(f"{len(kept)} opt-outs", columns, (_row(one) for one in kept))


@app.command("import", epilog="Example: voicebot optout import do-not-call.txt --scope GLOBAL")
def import_(
    file: Annotated[Path, typer.Argument(help="One number a line, or a CSV with 'number'.")],
    scope: Annotated[OptOutScope, typer.Option(help="How far they reach.")] = OptOutScope.SELLER,
    country: Country = "",
    json_: JsonFlag = False,
) -> None:
    """Take in a do-not-call list. Running it again takes in what a broken-off run left out."""
    reading = _Reading(read_numbers(file, country.upper() or None))
    with bootstrap.office(Settings.load()) as office:
        entered = office.storage.optouts.import_numbers(reading.numbers(), file.name, scope)
    if json_:
        rejected = [{"row": row.row, "reason": row.reason} for row in reading.rejected]
        print_json({"accepted": reading.read, "new": entered, "rejected": rejected})
    else:
        console.print(f"{reading.read} numbers will not be called; {entered} of them are new.")
        show_rejected(reading.rejected)
    raise typer.Exit(0 if reading.read else 1)


@app.command(epilog="Example: voicebot optout export opt-outs.csv")
def export(
    file: Annotated[Path, typer.Argument(help="The CSV to write.")],
    lifted: Annotated[bool, typer.Option("--lifted", help="Lifted ones too.")] = False,
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Write every opt-out in force, with its evidence, to a CSV."""
    with bootstrap.office(Settings.load()) as office:
        office.storage.journal.note_look(office.clock.now(), "opt-outs", [], looker(by))
        written = _write_csv(file, office.storage.optouts.kept(lifted=lifted))
    if json_:
        print_json({"file": str(file), "optouts": written})
    else:
        console.print(f"{written} opt-outs written to {file}.")


@app.command(epilog="Example: voicebot optout lift +12025550123 --reason 'signed a new consent'")
def lift(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why; it is kept for good.")],
    id_: Annotated[str, typer.Option("--id", help="Only the opt-out with this id.")] = "",
    mistake: Annotated[
        bool, typer.Option("--mistake", help="We entered it by mistake: no new consent is needed.")
    ] = False,
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """End a number's opt-outs, for a consent that the person gave since. Exit 1 if there is none.

    What the person demanded themselves is never a mistake of ours.
    """
    with bootstrap.office(Settings.load()) as office:
        lifted = office.storage.optouts.lift(
            PhoneNumber.parse(number), reason, id_ or None, by=looker(by), mistaken=mistake
        )
    if json_:
        print_json({"number": PhoneNumber.parse(number).e164, "lifted": lifted})
    else:
        console.print(f"{lifted} opt-outs lifted.")


class _Reading:
    """Numbers on their way into the register; the rejected rows stay here."""

    def __init__(self, rows: Iterable[ListedNumber | Rejected]) -> None:
        self._rows = rows
        self.read = 0
        self.rejected: list[Rejected] = []

    def numbers(self) -> Iterator[PhoneNumber]:
        for row in self._rows:
            if isinstance(row, Rejected):
                self.rejected.append(row)
            else:
                self.read += 1
                yield row.number


def _write_csv(file: Path, kept: Iterator[Kept]) -> int:
    written = 0
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, COLUMNS)
            table.writeheader()
            while batch := [one.as_json() for one in islice(kept, 1000)]:
                table.writerows(batch)
                written += len(batch)
    except OSError as error:
        raise BadInput(f"{file} cannot be written ({error.strerror})", "give another") from error
    return written


def _row(kept: Kept) -> tuple[object, ...]:
    optout = kept.optout
    at = optout.at.isoformat(" ", "minutes")
    lifted = kept.lifted_at.isoformat(" ", "minutes") if kept.lifted_at else ""
    return optout.number, optout.scope, optout.source, at, optout.reason, optout.words, lifted
