"""Every policy on the same people, over many seeds, side by side."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import polars as pl
from polars import col

from voicebot.learning.targets import with_targets
from voicebot.simulation.population.calendar import MONTH
from voicebot.simulation.population.diary import FIRST_DAY
from voicebot.simulation.population.loop import Scale, World, live_through
from voicebot.simulation.population.policies import IN_TIME, POLICIES, Policy
from voicebot.simulation.population.society import SOCIETIES

FIGURES = ("calls", "harms", "reached", "successes")


@dataclass(frozen=True, slots=True)
class Job:
    """One seed of one society under some policies."""

    society: str
    seed: int
    scale: Scale
    policies: tuple[str, ...]
    parts: Path | None = None  # where finished jobs are kept, to be taken up again

    def file(self, policy: str) -> Path | None:
        """Where a policy's rows are kept; another scale has another file."""
        if self.parts is None:
            return None
        name = f"{self.society} {self.seed} {policy} {self.scale.people}x{self.scale.days}"
        return self.parts / f"{name.replace(' ', '-').replace(',', '')}.parquet"


def rehearse(
    jobs: Sequence[Job], workers: int = 1, progress: Callable[[Job], None] | None = None
) -> pl.DataFrame:
    """One row for each society, seed, policy, purpose and month, with FIGURES."""
    parts = []
    for job, found in zip(jobs, _each(jobs, workers), strict=True):
        parts.append(found)
        if progress is not None:
            progress(job)
    return pl.concat(parts)


def _each(jobs: Iterable[Job], workers: int) -> Iterator[pl.DataFrame]:
    if workers == 1:
        yield from map(run, jobs)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run, jobs)


def run(job: Job) -> pl.DataFrame:
    """One job's rows, as they were kept or worked out anew."""
    world = World(SOCIETIES[job.society], job.scale, job.seed)
    chosen = [policy for policy in (*POLICIES, IN_TIME) if policy.name in job.policies]
    return pl.concat([_kept(world, policy, job) for policy in chosen])


def _kept(world: World, policy: Policy, job: Job) -> pl.DataFrame:
    file = job.file(policy.name)
    if file is not None and file.exists():
        return pl.read_parquet(file)
    found = _lived(world, policy, job)
    if file is not None:
        unfinished = file.with_suffix(".part")
        found.write_parquet(unfinished)
        unfinished.replace(file)
    return found


def _lived(world: World, policy: Policy, job: Job) -> pl.DataFrame:
    attempts = live_through(world, policy)
    month = (col("at") - pl.lit(FIRST_DAY)).dt.total_days() // MONTH
    counted = (
        pl.concat([attempts, with_targets(attempts).drop("attempt_id")], how="horizontal")
        .group_by("purpose", month.alias("month"))
        .agg(
            calls=pl.len().cast(pl.Int64),
            harms=col("harm").sum().cast(pl.Int64),
            reached=col("reach").sum().cast(pl.Int64),
            successes=col("success").sum().cast(pl.Int64),
        )
        .sort("month", "purpose")
    )
    named = {"society": job.society, "seed": job.seed, "policy": policy.name}
    return counted.select(*(pl.lit(value).alias(name) for name, value in named.items()), pl.all())
