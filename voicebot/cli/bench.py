"""`voicebot bench …`: figures, measured."""

from typing import Annotated

import typer

from voicebot.cli.bench_call import Figure, measure_calls
from voicebot.cli.bench_decide import measure_decide
from voicebot.cli.bench_registry import measure_registry
from voicebot.cli.output import JsonFlag, print_json, print_table
from voicebot.settings import Settings

app = typer.Typer(help="Benchmarks: figures, measured on this machine.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Benchmarks: figures, measured on this machine."""


@app.command(epilog="Example: voicebot bench call --calls 40 --at-once 8 --json")
def call(
    calls: Annotated[int, typer.Option(help="How many calls in all.")] = 48,
    at_once: Annotated[int, typer.Option(help="Calls held at the same time.")] = 8,
    lang: Annotated[str, typer.Option(help="The people's language, en or ru.")] = "en",
    pbx: Annotated[str, typer.Option(help="auto, embedded, installed, docker or direct.")] = "auto",
    json_: JsonFlag = False,
) -> None:
    """Hold real calls with live recognition and measure how fast the robot is."""
    settings = Settings.load(pbx=pbx)
    figures, about = measure_calls(settings, calls, at_once, lang)
    if json_:
        body = {name: figure.as_json() for name, figure in figures.items()}
        print_json({"figures": body, "about": about})
        return
    print_table(", ".join(f"{k}: {v}" for k, v in about.items()), *_rows(figures))


@app.command(epilog="Example: voicebot bench registry --numbers 250000000 --json")
def registry(
    numbers: Annotated[int, typer.Option(min=1000, help="How many are listed.")] = 250_000_000,
    lookups: Annotated[int, typer.Option(min=2, help="Numbers asked one by one.")] = 100_000,
    batch: Annotated[int, typer.Option(min=2, help="Numbers asked all at once.")] = 1_000_000,
    json_: JsonFlag = False,
) -> None:
    """Make a do-not-call registry of national size, load it, and look numbers up."""
    figures, about = measure_registry(numbers, lookups, batch)
    if json_:
        body = {name: figure.as_json() for name, figure in figures.items()}
        print_json({"figures": body, "about": about})
        return
    print_table(", ".join(f"{k}: {v}" for k, v in about.items()), *_rows(figures))


@app.command(epilog="Example: voicebot bench decide --contacts 1000000 --json")
def decide(
    contacts: Annotated[int, typer.Option(min=1000, help="Contacts in the made-up books.")] = (
        1_000_000
    ),
    decisions: Annotated[int, typer.Option(min=20, help="Single decisions to time.")] = 500,
    json_: JsonFlag = False,
) -> None:
    """Make up books in a temporary folder; time the forecast of all and single decisions."""
    figures, about = measure_decide(contacts, decisions)
    if json_:
        body = {name: figure.as_json() for name, figure in figures.items()}
        print_json({"figures": body, "about": about})
        return
    print_table(", ".join(f"{k}: {v}" for k, v in about.items()), *_rows(figures))


def _rows(figures: dict[str, Figure]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    columns = ("figure", "value", "unit", "reach", "within reach", "of")
    rows: list[tuple[object, ...]] = [
        (name, f.value, f.unit, f.reach, {True: "yes", False: "no", None: ""}[f.ok], f.count)
        for name, f in figures.items()
    ]
    return columns, rows
