"""A rehearsal's rows, its verdicts and its page."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import typer
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from voicebot.cli.learn_rehearse import rehearse as command
from voicebot.errors import BadInput
from voicebot.simulation.population.loop import Scale
from voicebot.simulation.population.page import figures_of, page_of, plots_of
from voicebot.simulation.population.rehearsal import Job, rehearse, run
from voicebot.simulation.population.summary import Mean, summarise

POLICIES = ("always call", "two unanswered a campaign", "two unanswered for good", "every rule")
SCALE = Scale(people=60, days=35)


def job(seed: int = 1, parts: Path | None = None) -> Job:
    """A small one."""
    return Job("ordinary", seed, SCALE, POLICIES, parts)


def test_a_finished_seed_is_taken_up_again(tmp_path: Path) -> None:
    first = run(job(parts=tmp_path))
    kept = list(tmp_path.glob("*.parquet"))
    assert len(kept) == len(POLICIES)
    changed = pl.read_parquet(kept[0]).with_columns(calls=pl.lit(7_000, pl.Int64))
    changed.write_parquet(kept[0])
    assert not run(job(parts=tmp_path)).equals(first)
    assert len(run(job(seed=2, parts=tmp_path))) > 0


def test_processes_of_their_own_find_the_same() -> None:
    jobs = [job(1), job(2)]
    assert_frame_equal(rehearse(jobs, workers=2), rehearse(jobs, workers=1))


def made(policy: str, seed: int, harms: int, successes: int) -> dict[str, object]:
    """One row of a rehearsal."""
    return {
        "society": "ordinary", "seed": seed, "policy": policy, "purpose": "SURVEY", "month": 0,
        "calls": 100, "harms": harms, "reached": 50, "successes": successes,
    }  # fmt: skip


def verdict(harms: int, successes: int) -> dict[str, bool]:
    """What is said of a policy with these figures, where always calling has 100 of each."""
    rows = []
    for seed in range(20):
        wobble = seed % 3 - 1
        rows += [
            made("always call", seed, 100, 100),
            made("two unanswered a campaign", seed, 80, 90 + wobble),
            made("two unanswered for good", seed, 50 + wobble, 50),
            made("learned", seed, harms + wobble, successes + wobble),
        ]
    found = {one["policy"]: one for one in summarise(pl.DataFrame(rows))}
    reaches: dict[str, bool] = found["learned"]["reaches"]
    return reaches


def test_what_is_reached_is_judged_by_the_unfavourable_end() -> None:
    assert all(verdict(38, 99).values())
    assert not verdict(40, 99)["fewer_harms"]
    assert not verdict(38, 97)["kept_successes"]
    assert not verdict(38, 90)["better_than_two_unanswered"]
    assert not verdict(50, 99)["better_than_two_unanswered"]


def test_the_interval_is_students() -> None:
    found = Mean.of(np.array([1.0, 2.0, 3.0]))
    assert found.value == 2
    assert found.high - found.value == pytest.approx(4.3027 / np.sqrt(3), abs=1e-3)


def test_the_page_shows_every_policy_and_its_plots_are_svg() -> None:
    figures = figures_of(summarise(rehearse([job()])), SCALE, [1])
    page = page_of(figures)
    assert all(f"| {policy} |" in page for policy in POLICIES)
    for name, plot in plots_of(figures).items():
        assert name in page
        assert ET.fromstring(plot).tag.endswith("svg")


def test_the_command_writes_page_figures_and_plots(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command)
    asked = ["--society", "alike", "--policy", "every rule", "--seeds", "2", "--people", "60"]
    found = CliRunner().invoke(app, [*asked, "--days", "35", "--write", str(tmp_path), "--json"])
    assert found.exit_code == 1
    figures = json.loads((tmp_path / "learning-evaluation.json").read_text("utf-8"))
    assert figures["made_up"] is True
    assert [one["policy"] for one in figures["results"]] == list(POLICIES)
    written = {file.name for file in tmp_path.iterdir()}
    assert {"learning-evaluation.md", "learning-evaluation-alike.svg"} <= written


@pytest.mark.parametrize("asked", [["--society", "happy"], ["--policy", "guess"]])
def test_an_unknown_society_or_policy_is_refused(asked: list[str]) -> None:
    app = typer.Typer()
    app.command()(command)
    found = CliRunner().invoke(app, asked)
    assert isinstance(found.exception, BadInput)
