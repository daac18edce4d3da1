"""`voicebot learn train|evaluate|promote|versions`: the trained models and how good they are."""

from pathlib import Path
from typing import Annotated

import typer

from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.errors import BadInput
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings

app = typer.Typer(help="Trained models: train, measure, put in force.", no_args_is_help=True)

UNDERSTANDING = "understanding"
TASKS = (UNDERSTANDING,)

Task = Annotated[str, typer.Argument(help=f"What is learned: {', '.join(TASKS)}.")]
Version = Annotated[str, typer.Option("--version", help="This version; empty: the one in force.")]
Language = Annotated[str, typer.Option("--lang", help="Only this language: en or ru.")]


@app.command(epilog="Example: voicebot learn train understanding --promote")
def train(
    task: Task,
    lang: Language = "",
    promote: Annotated[bool, typer.Option(help="Put the new version in force at once.")] = False,
    json_: JsonFlag = False,
) -> None:
    """Train a new version from the corpus and put it on the shelf, with its card.

    With --lang, only that language is trained anew; the other is taken over from the version in
    force.
    """
    _known(task)
    from voicebot.cli.learn_understanding import trained

    settings = Settings.load()
    shelf = Shelf(settings.models)
    version = trained(settings, shelf, lang)
    if promote:
        shelf.promote(task, version)
    if json_:
        print_json(shelf.card(task, version))
    else:
        console.print((settings.models / task / version / "card.md").read_text("utf-8"))
        in_force = (
            "in force" if promote else f"not in force: voicebot learn promote {task} {version}"
        )
        console.print(f"Version {version}, {in_force}.", highlight=False)


@app.command(epilog="Example: voicebot learn evaluate understanding --json")
def evaluate(
    task: Task,
    lang: Language = "",
    version: Version = "",
    write: Annotated[
        Path | None, typer.Option(help="Write the page and its JSON into this folder too.")
    ] = None,
    json_: JsonFlag = False,
) -> None:
    """Measure a version on what it was not trained on."""
    _known(task)
    from voicebot.cli.learn_understanding import measured, written
    from voicebot.learning.understanding.report import page_of

    figures = measured(Settings.load(), lang, version)
    if write is not None:
        written(figures, write)
    if json_:
        print_json(figures)
    else:
        typer.echo(page_of(figures))


@app.command(epilog="Example: voicebot learn promote understanding 2")
def promote(
    task: Task, version: Annotated[str, typer.Argument(help="A version, as listed by `versions`.")]
) -> None:
    """Put a version in force; what runs already keeps the one it loaded."""
    _known(task)
    Shelf(Settings.load().models).promote(task, version)
    console.print(f"Version {version} of {task} is in force.", highlight=False)


@app.command("roll-back", epilog="Example: voicebot learn roll-back understanding")
def roll_back(task: Task) -> None:
    """Put the version that was in force before in force again."""
    _known(task)
    version = Shelf(Settings.load().models).roll_back(task)
    console.print(f"Version {version} of {task} is in force.", highlight=False)


@app.command(epilog="Example: voicebot learn versions understanding --json")
def versions(task: Task, json_: JsonFlag = False) -> None:
    """List the versions on the shelf and which is in force."""
    _known(task)
    shelf = Shelf(Settings.load().models)
    in_force = shelf.in_force(task)
    rows = [{"version": v, "in_force": v == in_force} for v in shelf.versions(task)]
    if json_:
        print_json(rows)
        return
    cells = ((row["version"], "yes" if row["in_force"] else "") for row in rows)
    print_table(task, ("version", "in force"), cells)


def _known(task: str) -> None:
    if task not in TASKS:
        raise BadInput(f"nothing is learned under the name {task!r}", f"use {' or '.join(TASKS)}")
