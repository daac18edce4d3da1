"""`voicebot dialplan`: dialogue files listed, checked, and held in typed text."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from voicebot.cli.output import JsonFlag, print_json, print_table
from voicebot.conversation.flow import Flow, flow_files, load_flow, problems_in
from voicebot.conversation.rehearsal import Rehearsal, rehearsed_order
from voicebot.conversation.session import Session
from voicebot.errors import BadInput
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import understanding_from
from voicebot.outcomes.settle import settle
from voicebot.settings import Settings

app = typer.Typer(help="Dialogue files: list them, check them, try them.", no_args_is_help=True)

TRIED_NUMBER = "+12025550123"
"""The number a tried dialogue believes it talks to."""


@app.command("list", epilog="Example: voicebot dialplan list --json")
def list_flows(as_json: JsonFlag = False) -> None:
    """Every dialogue, with its languages and variables."""
    flows = [load_flow(path) for path in flow_files(Settings.load().dialplans)]
    if as_json:
        print_json([_summary(flow) for flow in flows])
        return
    columns = ("flow", "title", "direction", "purpose", "languages", "variables")
    rows = (
        (f.name, f.title, f.direction, f.purpose, ", ".join(f.languages), ", ".join(f.variables))
        for f in flows
    )
    print_table("Dialogues", columns, rows)


@app.command("check", epilog="Example: voicebot dialplan check dialplans/satisfaction.yaml")
def check_flows(
    files: Annotated[list[Path] | None, typer.Argument(help="Files; none: all of them.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Find everything wrong with dialogue files, by file and line; exit 1 if anything is."""
    paths = files or flow_files(Settings.load().dialplans)
    found = [(path, problem) for path in paths for problem in problems_in(path)]
    if as_json:
        print_json([{"file": str(p), "line": one.line, "problem": one.text} for p, one in found])
    else:
        for path, one in found:
            typer.echo(f"{path}:{one.line}: {one.text}")
        if not found:
            typer.echo(f"{len(paths)} dialogues can be spoken.")
    if found:
        raise typer.Exit(1)


@app.command("try", epilog="Example: voicebot dialplan try appointment_reminder --lang ru")
def try_flow(
    flow: Annotated[str, typer.Argument(help="A dialogue's name or file.")],
    lang: Annotated[str, typer.Option(help="Language to begin in.")] = "en",
    hidden: Annotated[bool, typer.Option(help="The caller's number is hidden.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Hold a dialogue in typed text.

    Each line is what the person says; `#5` presses key 5, `#beep` is a machine's tone, an empty
    line is silence, Ctrl-D hangs up.
    """
    rehearsal = _rehearsal(_flow(flow), lang, None if hidden else TRIED_NUMBER)
    shown = Shown(rehearsal, quiet=as_json)
    shown.hint()
    rehearsal.dial()
    rehearsal.answer()
    for line in _lines(shown):
        if line is None:
            rehearsal.hang_up()
        else:
            shown.take(line)
    shown.robot()
    _print_end(shown, rehearsal, as_json)


class Shown:
    """Shows the robot's part of a rehearsal as it comes."""

    def __init__(self, rehearsal: Rehearsal, *, quiet: bool) -> None:
        self._rehearsal = rehearsal
        self._quiet = quiet
        self.lines: list[dict[str, str]] = []

    def hint(self) -> None:
        """How to type."""
        self._echo("The call is answered. Type what the person says; #1 presses a key,")
        self._echo("an empty line is silence, Ctrl-D hangs up.")

    def robot(self) -> None:
        """Let the robot speak until it listens or the call is over."""
        rehearsal = self._rehearsal
        while (prompt := rehearsal.prompt) is not None:
            self.lines.append({"who": "robot", "name": prompt.name, "text": prompt.text})
            self._echo(f"robot:  {prompt.text}")
            rehearsal.finish_prompt()

    def take(self, line: str) -> None:
        """What the person did."""
        self.lines.append({"who": "callee", "name": "", "text": line})
        if line == "#beep":
            self._rehearsal.beep()
        elif line.startswith("#"):
            for key in line[1:].replace(" ", "") or "#":
                self._rehearsal.press(key)
        elif line:
            self._rehearsal.speak(line)
        else:
            self._rehearsal.keep_silent()

    def _echo(self, text: str) -> None:
        if not self._quiet:
            typer.echo(text)


def _lines(shown: Shown) -> Iterator[str | None]:
    """What is typed, each time after the robot has spoken; None when the typing ends."""
    rehearsal, shows = shown._rehearsal, sys.stdin.isatty()
    while True:
        shown.robot()
        if rehearsal.over:
            return
        if shows:
            typer.echo("person: ", nl=False)
        line = sys.stdin.readline()
        yield line.strip() if line else None


def _print_end(shown: Shown, rehearsal: Rehearsal, as_json: bool) -> None:
    outcome = settle(rehearsal.log)
    if as_json:
        print_json(
            {
                "disposition": str(outcome.disposition),
                "goal": outcome.goal,
                "opt_out": outcome.opt_out.number if outcome.opt_out else None,
                "transcript": shown.lines,
            }
        )
        return
    saved = f", opted out: {outcome.opt_out.number}" if outcome.opt_out else ""
    typer.echo(f"The call is over: {outcome.disposition}{saved}.")


def _summary(flow: Flow) -> dict[str, object]:
    return {
        "flow": flow.name,
        "title": flow.title,
        "direction": flow.direction,
        "purpose": str(flow.purpose),
        "languages": list(flow.languages),
        "variables": {name: v.kind for name, v in flow.variables.items()},
        "sha256": flow.sha256,
    }


def _flow(name: str) -> Flow:
    path = Path(name)
    return load_flow(path if path.suffix == ".yaml" else Settings.load().dialplans / f"{name}.yaml")


def _rehearsal(flow: Flow, language: str, number: str | None) -> Rehearsal:
    if language not in flow.languages:
        raise BadInput(
            f"{flow.name} is not written in {language!r}", f"use {' or '.join(flow.languages)}"
        )
    settings, now = Settings.load(), datetime.now(UTC)
    order = rehearsed_order(flow, language, number)
    sellers = {"en": settings.seller, "ru": settings.seller_ru}
    session = Session(
        flow,
        order,
        seller=sellers,
        now=now,
        callback_number=settings.callback_number,
        understanding=understanding_from(Shelf(settings.models), flow.languages),
    )
    return Rehearsal(session, order, now)
