"""What a rehearsal found: means over seeds, with intervals, against calling always."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

from voicebot.simulation.population.policies import ALWAYS, TWO_UNANSWERED
from voicebot.simulation.population.rehearsal import FIGURES

FEWER_HARMS, KEPT_SUCCESSES = 0.60, 0.97
"""What is reached for, against "always call": the share of harms saved, of successes kept."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over seeds with its 95% interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Floats) -> "Mean":
        """Student's interval; without width for one seed."""
        middle, count = float(np.mean(values)), len(values)
        if count < 2:
            return cls(middle, middle, middle)
        error = _student_95(count - 1) * float(np.std(values, ddof=1)) / sqrt(count)
        return cls(middle, middle - error, middle + error)

    def as_json(self) -> dict[str, float]:
        """Rounded for the record."""
        return {
            "mean": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
        }


def _student_95(freedom: int) -> float:
    """Standard errors that hold 95% of Student's distribution."""
    from scipy.stats import t

    return float(t.ppf(0.975, freedom))


def summarise(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """For each society and policy, in the order they were run: figures, shares, verdicts."""
    found = []
    for society in rows["society"].unique(maintain_order=True):
        of_society = rows.filter(col("society") == society)
        for policy in of_society["policy"].unique(maintain_order=True):
            seeds = of_society["seed"].n_unique()
            found.append({"society": society, "seeds": seeds, **_summary(of_society, policy)})
    return found


def _summary(rows: pl.DataFrame, policy: str) -> dict[str, Any]:
    own, always = _totals(rows, policy), _totals(rows, ALWAYS)
    twos = {name: _totals(rows, name) for name in TWO_UNANSWERED}
    harms = Mean.of(own["harms"] / always["harms"])
    kept = Mean.of(own["successes"] / always["successes"])
    against = {name: _against(own, two) for name, two in twos.items()}
    return {
        "policy": policy,
        "figures": {name: Mean.of(own[name]).as_json() for name in FIGURES},
        "harms_of_always": harms.as_json(),
        "successes_of_always": kept.as_json(),
        "against": {name: one.as_json() for name, one in against.items()},
        "by_purpose": _by_purpose(rows, policy),
        "by_month": _by_month(rows, policy),
        "reaches": {
            "fewer_harms": harms.high <= 1 - FEWER_HARMS,
            "kept_successes": kept.low >= KEPT_SUCCESSES,
            "better_than_two_unanswered": all(one.better for one in against.values()),
        },
    }


@dataclass(frozen=True, slots=True)
class Against:
    """How many fewer annoyed calls and more successes than another policy, seed by seed."""

    fewer_harms: Mean
    more_successes: Mean

    @property
    def better(self) -> bool:
        """Strictly, on both, by the unfavourable end of each interval."""
        return self.fewer_harms.low > 0 and self.more_successes.low > 0

    def as_json(self) -> dict[str, dict[str, float]]:
        """For the record."""
        return {
            "fewer_harms": self.fewer_harms.as_json(),
            "more_successes": self.more_successes.as_json(),
        }


def _against(own: dict[str, Floats], other: dict[str, Floats]) -> Against:
    return Against(
        Mean.of(other["harms"] - own["harms"]), Mean.of(own["successes"] - other["successes"])
    )


def _totals(rows: pl.DataFrame, policy: str) -> dict[str, Floats]:
    """Each figure's total, one entry a seed in order of the seeds."""
    seeds = rows.select("seed").unique().sort("seed")
    own = rows.filter(col("policy") == policy).group_by("seed").agg(col(FIGURES).sum())
    found = seeds.join(own, on="seed", how="left").sort("seed").fill_null(0)
    return {name: found[name].to_numpy().astype(np.float64) for name in FIGURES}


def _by_purpose(rows: pl.DataFrame, policy: str) -> dict[str, dict[str, float]]:
    """Of all seeds together: each purpose's harms and successes as shares of always calling's."""
    both = (
        rows.filter(col("policy").is_in([policy, ALWAYS]))
        .group_by("purpose", "policy")
        .agg(col("harms", "successes").sum())
    )
    found = {}
    for purpose in both["purpose"].unique().sort():
        own, always = (
            both.filter(col("purpose") == purpose, col("policy") == name).sum()
            for name in (policy, ALWAYS)
        )
        found[str(purpose)] = {
            f"{name}_of_always": round(own[name].item() / max(always[name].item(), 1), 3)
            for name in ("harms", "successes")
        }
    return found


def _by_month(rows: pl.DataFrame, policy: str) -> list[dict[str, float]]:
    """The mean of each month over the seeds."""
    seeds = rows["seed"].n_unique()
    monthly = (
        rows.filter(col("policy") == policy)
        .group_by("month")
        .agg((col(FIGURES).sum() / seeds).round(2))
    )
    return monthly.sort("month").to_dicts()
