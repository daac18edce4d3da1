"""`voicebot journal verify`."""

import typer

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.settings import Settings

app = typer.Typer(help="The journal of everything that was decided and done.")


@app.callback()
def journal() -> None:
    """The journal of everything that was decided and done."""


@app.command(epilog="Example: voicebot journal verify --json")
def verify(json_: JsonFlag = False) -> None:
    """Check the hash chain from its first record to its last. Exit 1 if it is broken."""
    with bootstrap.office(Settings.load()) as office:
        found = office.storage.journal.verify()
    if json_:
        print_json(
            {
                "records": found.records,
                "ok": found.ok,
                "first_bad": found.first_bad,
                "why": found.why or None,
            }
        )
    elif found.ok:
        console.print(f"The chain of {found.records} records holds.")
    else:
        console.print(f"The chain is broken at record {found.first_bad}: {found.why}.")
    raise typer.Exit(0 if found.ok else 1)
