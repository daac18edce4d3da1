"""`voicebot bench …`: figures, measured.

Each measurement is imported when it is asked for, since each brings heavy libraries.
"""

from collections.abc import Mapping
from typing import Annotated

import typer

from voicebot.cli.figures import Figure
from voicebot.cli.output import JsonFlag, print_json, print_table
from voicebot.settings import Settings

app = typer.Typer(help="Benchmarks: figures, measured on this machine.", no_args_is_help=True)

DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="URL",
        help="A PostgreSQL database that is empty, or holds made-up books only: they are replaced.",
    ),
]
Measured = tuple[Mapping[str, Figure], Mapping[str, object]]


@app.callback()
def _group() -> None:
    """Benchmarks: figures, measured on this machine."""


@app.command(epilog="Example: voicebot bench call --calls 40 --at-once 8 --json")
def call(
    calls: Annotated[int, typer.Option(help="How many calls in all.")] = 48,
    at_once: Annotated[int, typer.Option(help="Calls held at the same time.")] = 8,
    lang: Annotated[str, typer.Option(help="The people's language, en or ru.")] = "en",
    pbx: Annotated[str, typer.Option(help="auto, embedded, installed, docker or direct.")] = "auto",
    watchers: Annotated[
        int, typer.Option(min=0, help="Hold them again while so many supervisors watch.")
    ] = 0,
    json_: JsonFlag = False,
) -> None:
    """Hold real calls with live recognition and measure how fast the robot is."""
    from voicebot.cli.bench_call import measure_calls

    _show(measure_calls(Settings.load(pbx=pbx), calls, at_once, lang, watchers), json_)


@app.command(epilog="Example: voicebot bench decide --contacts 1000000 --json")
def decide(
    contacts: Annotated[int, typer.Option(min=1000, help="Contacts in the made-up books.")] = (
        1_000_000
    ),
    decisions: Annotated[int, typer.Option(min=20, help="Single decisions to time.")] = 500,
    database: DatabaseUrl = "",
    json_: JsonFlag = False,
) -> None:
    """Make up books in a temporary folder; time the forecast of all and single decisions."""
    from voicebot.cli.bench_decide import measure_decide

    _show(measure_decide(contacts, decisions, database), json_)


@app.command(epilog="Example: voicebot bench registry --numbers 250000000 --json")
def registry(
    numbers: Annotated[int, typer.Option(min=1000, help="How many are listed.")] = 250_000_000,
    lookups: Annotated[int, typer.Option(min=2, help="Numbers asked one by one.")] = 100_000,
    batch: Annotated[int, typer.Option(min=2, help="Numbers asked all at once.")] = 1_000_000,
    json_: JsonFlag = False,
) -> None:
    """Make a do-not-call registry of national size, load it, and look numbers up."""
    from voicebot.cli.bench_registry import measure_registry

    _show(measure_registry(numbers, lookups, batch), json_)


@app.command(epilog="Example: voicebot bench journal --records 1000000 --json")
def journal(
    records: Annotated[int, typer.Option(min=1000, help="Records in the made-up journal.")] = (
        1_000_000
    ),
    appends: Annotated[int, typer.Option(min=10, help="Records to append, each flushed.")] = 1000,
    json_: JsonFlag = False,
) -> None:
    """Make up a journal in a temporary folder; time its verification, and appending to it."""
    from voicebot.cli.bench_journal import measure_journal

    _show(measure_journal(records, appends), json_)


@app.command(epilog="Example: voicebot bench learn --attempts 1000000 --json")
def learn(
    attempts: Annotated[int, typer.Option(min=1000, help="Made-up attempts to learn from.")] = (
        1_000_000
    ),
    singles: Annotated[int, typer.Option(min=20, help="Single scores to time.")] = 500,
    json_: JsonFlag = False,
) -> None:
    """Make attempts up; time training on them, scoring them all, scoring one, building features."""
    from voicebot.cli.bench_learn import measure_learn
    from voicebot.learning.shelf import Shelf

    _show(measure_learn(attempts, singles, Shelf(Settings.load().models)), json_)


@app.command(epilog="Example: voicebot bench dashboard --calls 1000000 --json")
def dashboard(
    calls: Annotated[int, typer.Option(min=1000, help="Calls in the made-up books.")] = 1_000_000,
    people: Annotated[int, typer.Option(min=200, help="People who were called.")] = 200_000,
    times: Annotated[int, typer.Option(min=5, help="How often each page is asked for.")] = 40,
    database: DatabaseUrl = "",
    json_: JsonFlag = False,
) -> None:
    """Serve made-up books, kept for the next time, with live calls; time each page."""
    from voicebot.cli.bench_dashboard import Books, measure_dashboard

    _show(measure_dashboard(Settings.load(), Books(calls, people), times, database), json_)


def _show(measured: Measured, json_: bool) -> None:
    figures, about = measured
    if json_:
        body = {name: figure.as_json() for name, figure in figures.items()}
        print_json({"figures": body, "about": about})
        return
    columns = ("figure", "value", "unit", "reach", "within reach", "of")
    rows = (
        (name, f.value, f.unit, f.reach, {True: "yes", False: "no", None: ""}[f.ok], f.count)
        for name, f in figures.items()
    )
    print_table(", ".join(f"{k}: {v}" for k, v in about.items()), columns, rows)
