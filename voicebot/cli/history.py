"""`voicebot history import`."""

from pathlib import Path
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.cli.contacts import show_rejected
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.outcomes.history import read_history
from voicebot.outcomes.history_mapping import HistoryMapping
from voicebot.settings import Settings

app = typer.Typer(help="Call history of another dialler.")


@app.callback()
def history() -> None:
    """Call history of another dialler."""


@app.command("import", epilog="Example: voicebot history import calls.csv --mapping dialler.toml")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with one call a row; row 1 is the header.")],
    mapping: Annotated[Path, typer.Option(help="TOML that says what its columns and codes mean.")],
    json_: JsonFlag = False,
) -> None:
    """Take in the calls of another dialler, so that caps and refusals count from the truth.

    A call is entered once, however often it is imported. Columns that the mapping does not name
    become attributes of the contacts. Exit 1 if no row could be taken.
    """
    meaning = HistoryMapping.read(mapping)
    read_history(file, meaning)
    with bootstrap.office(Settings.load()) as office:
        done = office.storage.histories.enter(
            lambda: read_history(file, meaning), meaning, file.name
        )
    if json_:
        rejected = [{"row": row.row, "reason": row.reason} for row in done.rejected]
        print_json(
            {
                "rows": done.rows,
                "accepted": done.accepted,
                "rejected": rejected,
                "new": done.entered,
                "optouts": done.optouts,
                "suppressions": done.suppressions,
                "contacts": done.contacts,
            }
        )
    else:
        console.print(f"{done.accepted} of {done.rows} calls taken in; {done.entered} are new.")
        console.print(f"{done.optouts} opt-outs and {done.suppressions} suppressions came of them.")
        show_rejected(done.rejected)
    raise typer.Exit(0 if done.accepted else 1)
