"""How every command prints: tables for people, JSON for programs."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

JsonFlag = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON.")]

console = Console()
complaints = Console(stderr=True)


def print_json(data: Any) -> None:
    """One JSON document on standard output, Cyrillic as it is."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def print_table(
    title: str, columns: Sequence[Column | str], rows: Iterable[Sequence[object]]
) -> None:
    """A table for people."""
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)
