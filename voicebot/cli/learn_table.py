"""The work behind `voicebot learn … --table`, on any table of an analyst."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from voicebot.errors import BadInput

Table = Annotated[Path | None, typer.Option(help="A CSV file, also gzipped, with a header.")]
TargetOption = Annotated[str, typer.Option("--target", help="What is a yes: COLUMN=VALUE.")]
Drop = Annotated[list[str] | None, typer.Option(help="Leave this column out; again for more.")]
Keep = Annotated[
    list[str] | None, typer.Option(help="Keep a column that seems to be known only afterwards.")
]
TimeOrder = Annotated[
    str, typer.Option(help='The column that orders rows in time, or "row": the file does.')
]
Segment = Annotated[list[str] | None, typer.Option(help="Report by the values of this column.")]
CostOfMiss = Annotated[
    float, typer.Option(min=0.0, help="Cost of a yes passed over, in needless choices; 0: even.")
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a table."""

    table: Path
    target: str
    drop: tuple[str, ...]
    keep: tuple[str, ...]
    time_order: str
    segments: tuple[str, ...]
    cost_of_miss: float


def asked(
    table: Path,
    target: str,
    drop: list[str] | None,
    keep: list[str] | None,
    time_order: str,
    segments: list[str] | None,
    cost_of_miss: float,
) -> Asked:
    """The options together. Raises BadInput without a target."""
    if not target:
        raise BadInput("it is not said what is to be foretold", "give --target COLUMN=VALUE")
    columns = (tuple(names or ()) for names in (drop, keep, segments))
    dropped, kept, segmented = columns
    return Asked(table, target, dropped, kept, time_order, segmented, cost_of_miss)


def evaluated(wanted: Asked) -> tuple[Any, Any, dict[str, Any]]:
    """The opened table, the evaluation, and the figures with how long it took.

    Where the analyst kept suspect columns, the figures without them stand beside.
    """
    from voicebot.learning.measures.costs import Costs
    from voicebot.learning.tables.opening import Wish, open_table
    from voicebot.learning.tables.target import Target
    from voicebot.learning.training.evaluating import evaluate

    began = time.monotonic()
    wish = Wish(
        Target.parse(wanted.target), wanted.drop, wanted.keep, wanted.time_order, wanted.segments
    )
    opened = open_table(wanted.table, wish)
    costs = Costs(wanted.cost_of_miss, 1.0) if wanted.cost_of_miss else None
    found = evaluate(opened.table, costs)
    figures = found.figures | {"notices": [str(notice) for notice in opened.notices]}
    suspects = tuple(suspect.column for suspect in opened.kept)
    if suspects and len(suspects) < opened.table.frame.width:
        without = evaluate(opened.table.without(suspects), costs).figures
        names = ("auc", "average_precision", "brier", "calibration_error", "lift_10", "cost")
        figures["without_suspects"] = {"columns": suspects} | {n: without[n] for n in names}
    figures["seconds"] = round(time.monotonic() - began, 2)
    return opened, replace(found, figures=figures), figures


def trained(wanted: Asked, task: str, shelf: Any) -> tuple[str, dict[str, Any]]:
    """Evaluate, and put the model on the shelf; the new version and its card."""
    from voicebot.learning.training.shelving import put, refuse_name

    refuse_name(task)
    opened, found, _ = evaluated(wanted)
    version = put(shelf, task, found, opened.recipe)
    return version, shelf.card(task, version)


def put_in_force(shelf: Any, task: str, version: str, anyway: bool) -> None:
    """Promote a version that is better than the one in force, or `anyway`."""
    from voicebot.learning.training.shelving import promote

    promote(shelf, task, version, anyway)


def page_of(figures: dict[str, Any]) -> str:
    """The figures as a page for people."""
    from voicebot.learning.training.card import report

    head = [f"{figures['model']}.", ""]
    told = [f"- {notice}" for notice in figures["notices"]]
    without = figures.get("without_suspects")
    if without:
        columns = ", ".join(without["columns"])
        told.append(f"- without {columns}: AUC {without['auc']}, Brier {without['brier']}")
    return "\n".join([*head, *told, "", *report(figures)])


def scored(shelf: Any, task: str, file: Path, version: str, write: Path | None) -> dict[str, Any]:
    """Score a file's rows; writes the file with a column `chance` where asked."""
    import polars as pl

    from voicebot.learning.tables.scoring import features_to_score
    from voicebot.learning.training.shelving import take

    taken = take(shelf, task, version or None)
    texts, features, notices = features_to_score(
        file, taken.stored.recipe, taken.stored.model.encoder.categories
    )
    began = time.perf_counter()
    chances = taken.stored.model.chances(features)
    seconds = time.perf_counter() - began
    if write is not None:
        _write(texts.with_columns(pl.Series("chance", chances).round(6)), write)
    return {
        "task": task,
        "version": taken.version,
        "rows": len(chances),
        "mean_chance": round(float(chances.mean()), 5),
        "rows_per_second": round(len(chances) / max(seconds, 1e-9)),
        "notices": [str(notice) for notice in notices],
        "written": str(write) if write else None,
    }


def _write(rows: Any, file: Path) -> None:
    try:
        rows.write_csv(file)
    except OSError as error:
        raise BadInput(f"{file} cannot be written ({error.strerror})", "give another") from error
