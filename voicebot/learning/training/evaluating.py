"""Trained on the earlier rows, measured once on the last: all that is known of a classifier."""

import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version

import numpy as np

from voicebot.learning.arrays import Numbers
from voicebot.learning.measures.calibration import bins
from voicebot.learning.measures.costs import Costs
from voicebot.learning.measures.drift import Profile, calibration_drift, drifts, profile_of
from voicebot.learning.tables.opening import LEARNED_SHARE, refuse_too_few
from voicebot.learning.tables.table import Table
from voicebot.learning.training.candidates import Family, fit
from voicebot.learning.training.choosing import Choice
from voicebot.learning.training.figures import Figures, by_label, figures_of, rounded, rules_beside
from voicebot.learning.training.rows import Rows
from voicebot.learning.training.side_by_side import side_by_side
from voicebot.learning.training.training import Trained, calibration_of, train
from voicebot.learning.training.validation import Tried, bounded

LIBRARIES = ("scikit-learn", "numpy", "scipy", "polars", "skops")


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """A model, the later rows with their foretold chances, all figures, and how inputs were spread.

    The model has learned from the earlier rows alone; `baseline` are the chances by shrunk rates.
    """

    trained: Trained
    later: Table
    chances: Numbers
    baseline: Numbers
    figures: Figures
    profiles: dict[str, Profile]


def evaluate(table: Table, costs: Costs | None = None, learned: int | None = None) -> Evaluated:
    """The whole way for one table; without `costs`, misses and alarms weigh the same in all.

    `learned`: so many of the earlier rows are learned from, 80% of all unless given. Raises
    BadTable where too few rows, or too few of yes or no, are there.
    """
    at = int(len(table) * LEARNED_SHARE) if learned is None else learned
    refuse_too_few(table.target, at)
    earlier, later = table.part(0, at), table.part(at, len(table))
    costs = costs or Costs.balanced(earlier.target)
    trained = train(earlier)
    chances = trained.model.chances(later.frame)
    profiles = {column.name: profile_of(column) for column in earlier.frame.iter_columns()}
    measured = figures_of(later.target, chances, costs)
    alone = _alone(trained, earlier, later)
    baseline = alone[Family.RATES].chances if alone else np.full(len(later), earlier.target.mean())
    figures = {
        "model": _in_words(trained.choice),
        **measured,
        "n_train": len(earlier),
        "n_test": len(later),
        "threshold": rounded(costs.threshold),
        "costs": asdict(costs),
        "yes_learned": rounded(float(earlier.target.mean())),
        "periods": by_label(later.periods, later.target, chances, costs),
        "segments": {
            name: by_label(labels, later.target, chances, costs)
            for name, labels in later.segments.items()
        },
        "rules": rules_beside(later, costs),
        "families": {
            str(family): {"name": one.name, **figures_of(later.target, one.chances, costs)}
            for family, one in alone.items()
        },
        "candidates": _candidates(trained.choice),
        "calibration": _calibration(trained, later, chances),
        "moved": {n: rounded(moved) for n, moved in drifts(profiles, later.frame).items()},
        "data": asdict(table.origin) | {"columns": table.frame.columns, "rows": len(table)},
        "libraries": {"python": platform.python_version()} | {n: version(n) for n in LIBRARIES},
    }
    return Evaluated(trained, later, chances, baseline, figures, profiles)


def _in_words(choice: Choice) -> str:
    parts = (f"{share:.0%} {one.name}" for one, share in choice.shares.items())
    return " + ".join(parts)


def _candidates(choice: Choice) -> list[Figures]:
    """AUC on each fold in time; the share is how much of the model each one is."""
    shown = [(one.candidate.name, one.score, one.aucs, one.candidate) for one in choice.tried]
    return [
        {
            "name": name,
            "validated_auc": rounded(score),
            "folds": [rounded(area) for area in areas],
            "share": choice.shares.get(candidate, 0.0),
        }
        for name, score, areas, candidate in shown
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Alone:
    name: str
    chances: Numbers


def _alone(trained: Trained, earlier: Table, later: Table) -> dict[Family, _Alone]:
    """The best candidate of each family by itself; how it does later had no part in the choice."""
    rows = Rows.of(trained.model.encoder, earlier).thinned()
    matrix = trained.model.encoder.matrix(later.frame)
    families = {tried.candidate.family: tried for tried in reversed(trained.choice.tried)}

    def alone(best: Tried) -> _Alone:
        odds = bounded(fit(best.candidate, rows).odds(matrix))
        chances = calibration_of(trained.choice, best).chances(odds)
        return _Alone(best.candidate.name, chances)

    found = side_by_side(alone, families.values())
    return dict(zip(families, found, strict=True))


def _calibration(trained: Trained, later: Table, chances: Numbers) -> Figures:
    shift, slope = calibration_drift(later.target, chances)
    return {
        "kind": trained.model.calibration.kind,
        "shift": rounded(shift),
        "slope": rounded(slope),
        "bins": [
            {"chance": rounded(b.chance), "share": rounded(b.share), "rows": b.rows}
            for b in bins(later.target, np.asarray(chances))
        ],
    }
