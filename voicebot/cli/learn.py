"""`voicebot learn train|evaluate|promote|…`: the trained models and how good they are."""

from pathlib import Path
from typing import Annotated

import typer

from voicebot.cli import (
    learn_hear,
    learn_prior,
    learn_reader,
    learn_status,
    learn_table,
    learn_words,
)
from voicebot.cli.learn_rehearse import EPILOG, rehearse
from voicebot.cli.learn_trained import show_trained
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput, NotFound
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import READERS
from voicebot.settings import Settings

app = typer.Typer(help="Trained models: train, measure, put in force.", no_args_is_help=True)
learn_hear.register(app)
learn_status.register(app)
learn_prior.register(app)
learn_reader.register(app)
learn_words.register(app)
app.command(epilog=EPILOG)(rehearse)

UNDERSTANDING, CALLS = "understanding", "calls"
TASKS = (UNDERSTANDING, CALLS)

Task = Annotated[str, typer.Argument(help="What is learned, as `learn tasks` lists it.")]
Named = Annotated[str, typer.Argument(help=f"What is learned: {', '.join(TASKS)}.")]
Version = Annotated[str, typer.Option("--version", help="This version; empty: the one in force.")]
Language = Annotated[str, typer.Option("--lang", help="Only this language: en or ru.")]


@app.command(epilog="Example: voicebot learn train understanding --promote")
def train(
    task: Named = "",
    lang: Language = "",
    table: learn_table.Table = None,
    target: learn_table.TargetOption = "",
    drop: learn_table.Drop = None,
    keep: learn_table.Keep = None,
    time_order: learn_table.TimeOrder = "",
    segment: learn_table.Segment = None,
    cost_of_miss: learn_table.CostOfMiss = 0.0,
    name: Annotated[str, typer.Option("--task", help="With --table: the model's name.")] = "",
    promote: Annotated[bool, typer.Option(help="Put the new version in force at once.")] = False,
    json_: JsonFlag = False,
) -> None:
    """Train a new version and put it on the shelf, with its card: from corpus, calls, or a table.

    With --lang, only that language is trained anew; the other is taken over from the version in
    force. A model of calls or of a table is put in force only if it beats the one in force.
    """
    settings = Settings.load()
    shelf = Shelf(settings.models)
    if table is not None:
        task = name or task
        wish = learn_table.asked(table, target, drop, keep, time_order, segment, cost_of_miss)
        version, _ = learn_table.trained(wish, task, shelf)
        if promote:
            learn_table.put_in_force(shelf, task, version, False)
    elif task == CALLS:
        from voicebot.cli import learn_calls

        version = learn_calls.trained(settings, promote)
    else:
        _known(task)
        from voicebot.cli.learn_understanding import trained

        version = trained(settings, shelf, lang)
        if promote:
            shelf.promote(task, version)
    show_trained(settings, task, version, promote, json_)


@app.command(
    epilog="Example: voicebot learn evaluate --table calls.csv --target outcome=yes --drop duration"
)
def evaluate(
    task: Named = "",
    lang: Language = "",
    version: Version = "",
    write: Annotated[
        Path | None, typer.Option(help="Write the page and its JSON into this folder too.")
    ] = None,
    table: learn_table.Table = None,
    target: learn_table.TargetOption = "",
    drop: learn_table.Drop = None,
    keep: learn_table.Keep = None,
    time_order: learn_table.TimeOrder = "",
    segment: learn_table.Segment = None,
    cost_of_miss: learn_table.CostOfMiss = 0.0,
    json_: JsonFlag = False,
) -> None:
    """Measure a version on what it was not trained on; or the whole way for any table.

    Of a table, the earlier 80% by time are learned from and the last 20% measured on, once.
    """
    if table is not None:
        wish = learn_table.asked(table, target, drop, keep, time_order, segment, cost_of_miss)
        found = learn_table.evaluated(wish)[2]
        if json_:
            print_json(found)
        else:
            typer.echo(learn_table.page_of(found))
        return
    if task == CALLS:
        from voicebot.cli import learn_calls

        figures = learn_calls.measured(Settings.load(), version)
        if json_:
            print_json(figures)
        else:
            typer.echo(learn_calls.page_of(figures))
        return
    _known(task)
    from voicebot.cli.learn_understanding import measured, written
    from voicebot.learning.understanding.report import page_of

    settings = Settings.load()
    figures = measured(settings, lang, version)
    if write is not None:
        written(figures, settings, write)
    if json_:
        print_json(figures)
    else:
        typer.echo(page_of(figures))


@app.command(epilog="Example: voicebot learn score calls +12025550123 --purpose MARKETING")
def score(
    task: Task,
    numbers: Annotated[
        list[str] | None, typer.Argument(help="With the task calls: whom to call.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option(help="A CSV file with the columns learned from.")
    ] = None,
    purpose: Annotated[
        Purpose, typer.Option(help="With the task calls: what for.")
    ] = Purpose.MARKETING,
    version: Version = "",
    write: Annotated[
        Path | None, typer.Option(help="Write the rows with their `chance` here.")
    ] = None,
    json_: JsonFlag = False,
) -> None:
    """The chance of a yes of each row of a table; or of harm, reach and success of calls now."""
    if task == CALLS:
        learn_status.score_calls(numbers or [], purpose, json_)
        return
    if table is None:
        raise BadInput("it is not said what is to be scored", "give --table FILE")
    found = learn_table.scored(Shelf(Settings.load().models), task, table, version, write)
    if json_:
        print_json(found)
        return
    for notice in found["notices"]:
        console.print(notice, markup=False, highlight=False)
    console.print(f"{found['rows']} rows, mean chance {found['mean_chance']}.", highlight=False)


@app.command(epilog="Example: voicebot learn promote understanding 2")
def promote(
    task: Task,
    version: Annotated[str, typer.Argument(help="A version, as listed by `versions`.")],
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Though it is not better than the one in force.")
    ] = False,
    json_: JsonFlag = False,
) -> None:
    """Put a version in force; what runs already keeps the one it loaded.

    A model of calls or of a table must beat the one in force on the newest rows by more than noise.
    """
    shelf = Shelf(Settings.load().models)
    if task in (UNDERSTANDING, READERS):
        shelf.promote(task, version)
    elif task == CALLS:
        from voicebot.learning.policy import call_shelf

        call_shelf.promote(shelf, version, anyway)
    else:
        learn_table.put_in_force(shelf, task, version, anyway)
    _say_in_force(task, version, json_)


@app.command("roll-back", epilog="Example: voicebot learn roll-back understanding")
@app.command("rollback", hidden=True)
def roll_back(task: Task, json_: JsonFlag = False) -> None:
    """Put the version that was in force before in force again."""
    _say_in_force(task, Shelf(Settings.load().models).roll_back(task), json_)


def _say_in_force(task: str, version: str, json_: bool) -> None:
    if json_:
        print_json({"task": task, "in_force": version})
    else:
        console.print(f"Version {version} of {task} is in force.", highlight=False)


@app.command(epilog="Example: voicebot learn tasks --json")
def tasks(json_: JsonFlag = False) -> None:
    """List what is learned, and which version of each is in force."""
    shelf = Shelf(Settings.load().models)
    rows = [{"task": name, "in_force": shelf.in_force(name)} for name in shelf.tasks()]
    if json_:
        print_json(rows)
    else:
        print_table("tasks", ("task", "in force"), (tuple(row.values()) for row in rows))


@app.command(epilog="Example: voicebot learn versions understanding --json")
def versions(task: Task, json_: JsonFlag = False) -> None:
    """List the versions on the shelf and which is in force."""
    shelf = Shelf(Settings.load().models)
    if task not in (*TASKS, *shelf.tasks()):
        raise NotFound(f"nothing is learned under the name {task!r}", "see `voicebot learn tasks`")
    in_force = shelf.in_force(task)
    rows = [{"version": v, "in_force": v == in_force} for v in shelf.versions(task)]
    if json_:
        print_json(rows)
        return
    cells = ((row["version"], "yes" if row["in_force"] else "") for row in rows)
    print_table(task, ("version", "in force"), cells)


def _known(task: str) -> None:
    if task not in TASKS:
        raise BadInput(
            f"nothing is learned under the name {task!r}",
            f"use {' or '.join(TASKS)}, or --table FILE --target COLUMN=VALUE",
        )
