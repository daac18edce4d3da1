"""`voicebot learn status`, and the scores of calls: what is in force and what it says."""

from collections.abc import Sequence

import typer

from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to `voicebot learn`."""
    app.command("status", epilog="Example: voicebot learn status --json")(status)


def status(json_: JsonFlag = False) -> None:
    """Say which model of calls is in force, how well it fits, and when it is trained next."""
    from voicebot.cli import learn_calls

    found = learn_calls.status(Settings.load())
    if json_:
        print_json(found)
        return
    for line in learn_calls.told(found):
        console.print(line, highlight=False)


def score_calls(numbers: Sequence[str], purpose: Purpose, json_: bool) -> None:
    """Show what a call to each number would come to now. Raises BadInput without a number."""
    from voicebot.cli import learn_calls

    if not numbers:
        raise BadInput("it is not said whom to score", "give numbers after the task")
    rows = learn_calls.scored(Settings.load(), numbers, purpose)
    if json_:
        print_json(rows)
        return
    names = learn_calls.COLUMNS
    print_table(f"calls for {purpose}", names, ([row[n] for n in names] for row in rows))
