"""`voicebot demo`: a whole campaign against simulated people, and then a second one."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from voicebot.cli.demo_report import LiveTable, report
from voicebot.cli.demo_serving import how_to_look
from voicebot.cli.demo_stage import Rehearsal
from voicebot.cli.output import console
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", epilog="Example: voicebot demo --lang en --contacts 8 --json demo.json")(
        demo
    )


def demo(
    contacts: Annotated[int, typer.Option(help="How many people; 0: every persona once.")] = 0,
    lang: Annotated[str, typer.Option(help="en or ru; both if left out.")] = "",
    json_: Annotated[
        Path | None, typer.Option("--json", help="Write the machine-readable report here.")
    ] = None,
    pbx: Annotated[str, typer.Option(help="auto, embedded, installed, docker or direct.")] = "",
) -> None:
    """Call simulated people over real SIP, call them again the next day, and report.

    Exit 1 if any outcome is not what that person should have given, or if a number that opted out
    was dialled.
    """
    changes: dict[str, Any] = {"pbx": pbx} if pbx else {}
    rehearsal = Rehearsal(Settings.load(**changes), contacts, lang)
    with LiveTable(console, rehearsal.cast) as table:
        result = rehearsal.run(table)
    report(console, result)
    console.print(how_to_look(rehearsal.settings), highlight=False, soft_wrap=True)
    if json_ is not None:
        json_.write_text(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
    raise typer.Exit(0 if result.right else 1)
