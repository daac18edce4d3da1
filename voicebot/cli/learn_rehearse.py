"""`voicebot learn rehearse`: the policies side by side on made-up people."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from voicebot.cli.output import JsonFlag, complaints, print_json
from voicebot.errors import BadInput

EPILOG = "Example: voicebot learn rehearse --seeds 20 --write docs"
SOCIETIES = "ordinary,weary,loyal,alike"

Societies = Annotated[str, typer.Option("--society", help="Which, with commas between.")]
Policies = Annotated[
    str, typer.Option("--policy", help="Which, with commas between; empty: all of them.")
]
Parts = Annotated[
    Path | None, typer.Option(help="Keep each finished seed in this folder, and go on from there.")
]
Write = Annotated[Path | None, typer.Option(help="Write page, JSON and plots into this folder.")]


def rehearse(
    society: Societies = SOCIETIES,
    policy: Policies = "",
    seeds: Annotated[int, typer.Option(min=1, help="So many made-up worlds.")] = 20,
    first_seed: Annotated[int, typer.Option(min=0, help="The first of them.")] = 1,
    people: Annotated[int, typer.Option(min=50, help="So many people in each.")] = 500,
    days: Annotated[int, typer.Option(min=30, help="So many days.")] = 180,
    workers: Annotated[int, typer.Option(min=1, help="So many processes.")] = 1,
    parts: Parts = None,
    write: Write = None,
    json_: JsonFlag = False,
) -> None:
    """Let policies loose on made-up people for months, and compare them over many seeds.

    Nobody is called and no books are read. Exit 1 if no learned policy reached what is reached for.
    """
    from voicebot.simulation.population.loop import Scale
    from voicebot.simulation.population.page import figures_of, page_of
    from voicebot.simulation.population.rehearsal import Job
    from voicebot.simulation.population.rehearsal import rehearse as run
    from voicebot.simulation.population.summary import summarise

    scale, numbers = Scale(people, days), range(first_seed, first_seed + seeds)
    chosen = _policies(policy)
    jobs = [
        Job(name, seed, scale, chosen, _folder(parts))
        for seed in numbers
        for name in _societies(society)
    ]
    rows = run(jobs, workers, lambda job: complaints.print(f"{job.society}, seed {job.seed}"))
    figures = figures_of(summarise(rows), scale, numbers)
    if write is not None:
        written(figures, write)
    if json_:
        print_json(figures)
    else:
        typer.echo(page_of(figures))
    raise typer.Exit(0 if any(all(one["reaches"].values()) for one in figures["results"]) else 1)


def _folder(parts: Path | None) -> Path | None:
    if parts is not None and not parts.is_dir():
        raise BadInput(f"there is no folder {parts}", "make it, or give another with --parts")
    return parts


def written(figures: dict[str, Any], folder: Path) -> None:
    """Write the page, its figures and its plots."""
    from voicebot.simulation.population.page import NAME, page_of, plots_of

    text = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    try:
        (folder / f"{NAME}.json").write_text(text, encoding="utf-8")
        (folder / f"{NAME}.md").write_text(page_of(figures), encoding="utf-8")
        for name, plot in plots_of(figures).items():
            (folder / name).write_text(plot, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"{folder} cannot be written to ({error.strerror})", "give another folder"
        ) from error


def _societies(text: str) -> tuple[str, ...]:
    from voicebot.simulation.population.society import SOCIETIES

    return _known(text, tuple(SOCIETIES), "society")


def _policies(text: str) -> tuple[str, ...]:
    """Those that the others are compared with are always among them."""
    from voicebot.simulation.population.policies import ALWAYS, IN_TIME, POLICIES, TWO_UNANSWERED

    usual = tuple(policy.name for policy in POLICIES)
    wanted = _known(text, (*usual, IN_TIME.name), "policy") if text else usual
    shown = {*wanted, ALWAYS, *TWO_UNANSWERED}
    return tuple(name for name in (*usual, IN_TIME.name) if name in shown)


def _known(text: str, names: tuple[str, ...], what: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    strange = next((name for name in wanted if name not in names), None)
    if strange is not None or not wanted:
        raise BadInput(f"there is no {what} {strange or text!r}", f"use {', '.join(names)}")
    return wanted
