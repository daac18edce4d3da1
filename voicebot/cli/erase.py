"""`voicebot erase`."""

from pathlib import Path
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.contacts.number import PhoneNumber
from voicebot.evidence.erasure import agree
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Example: voicebot erase +12025550123 --export anna.zip "
        "--reason 'asked by letter of 3 March' --by m.brown --confirmed-by k.lee"
    )(erase)


def erase(
    number: Annotated[str, typer.Argument(help="The number, with its country code.")],
    export: Annotated[Path, typer.Option(help="The ZIP to write first; it is the last copy.")],
    reason: Annotated[str, typer.Option(help="Why, without the person's name.")],
    by: Annotated[str, typer.Option(help="Who erases: a login or a role.")],
    confirmed_by: Annotated[str, typer.Option(help="Who agreed: somebody else.")],
    only_this_number: Annotated[
        bool, typer.Option("--only-this-number", help="Leave the person's other numbers alone.")
    ] = False,
    json_: JsonFlag = False,
) -> None:
    """Export everything kept of a person, then erase it. The number is never called again.

    It cannot be taken back. Refused while a complaint or a legal hold is open.
    """
    agreed = agree(by, confirmed_by, reason)
    wanted = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        done = office.storage.erasure.erase(wanted, export, agreed, only_this_number)
    if json_:
        print_json(
            {
                "numbers": done.numbers,
                "erased": done.counts,
                "calls_deleted": done.calls_deleted,
                "export": None if done.again else str(export),
                "export_sha256": done.sha256 or None,
                "again": done.again,
            }
        )
    elif done.again:
        console.print(f"Erased before; {done.calls_deleted} folders of calls were left and went.")
    else:
        rows = ", ".join(f"{count} {name}" for name, count in done.counts.items())
        console.print(f"Exported to {export} and erased: {rows}.")
        console.print("The journal's chain still holds; the number will never be called again.")
