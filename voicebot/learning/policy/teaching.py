"""From calls to a model of calls: chosen in time, measured on the newest, then taught with all.

What is measured never saw the newest calls. What goes on the shelf is the same choice and the same
calibration, taught with all calls, the newest and their corrections among them.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl

from voicebot.errors import TooFew
from voicebot.learning.measures.comparing import Comparison, compare, compare_together
from voicebot.learning.policy.call_model import CallModel
from voicebot.learning.policy.cold_start import rates_of
from voicebot.learning.policy.examples import Examples
from voicebot.learning.policy.foretelling import Foretelling
from voicebot.learning.policy.valuing import worths_by_policy
from voicebot.learning.policy.worth import WorthTable
from voicebot.learning.tables.opening import LEARNED_SHARE
from voicebot.learning.targets import TARGETS
from voicebot.learning.training.evaluating import Evaluated, evaluate
from voicebot.learning.training.figures import Figures
from voicebot.learning.training.model_file import Stored
from voicebot.learning.training.training import relearned

LEAST_NEW = 200
"""Calls since the model in force learned; with fewer the two are not compared."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Present:
    """What is in force: its version, what it foretells, and until when its calls went."""

    version: str
    foretells: Foretelling
    learned_until: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A model that learned from all calls, and what was measured of it before it saw the newest.

    `figures` has those of each target; `comparison` is None where there were too few new calls.
    """

    model: CallModel
    figures: Mapping[str, Figures]
    values: Figures
    against: str
    comparison: Comparison | None
    by_target: Mapping[str, Comparison]
    counts: Mapping[str, int]
    learned_until: datetime

    @property
    def better(self) -> bool:
        """Surely better on the newest calls in all, and for no target surely worse."""
        if self.comparison is None:
            return False
        worse = any(one.log_loss.high < 0 for one in self.by_target.values())
        return self.comparison.better and not worse

    def compared(self) -> Figures:
        """For the card."""
        found: Figures = {"against": self.against, "better": self.better}
        if self.comparison is not None:
            found |= asdict(self.comparison)
            found["targets"] = {name: asdict(one) for name, one in self.by_target.items()}
        return found


BASELINE = "shrunk rates"


def teach(
    examples: Examples,
    worth: WorthTable,
    present: Present | None = None,
    done: Progress = lambda _: None,
) -> Taught:
    """The whole way. `done` is told the name of each target when it is finished.

    Raises TooFew where a model would be learned from too little (`worth.enough`); Leak, BadTable.
    """
    refuse_few(examples, worth)
    cut = _cut(examples, present)
    measured: dict[str, Evaluated] = {}
    classifiers: dict[str, Stored] = {}
    for target in TARGETS:
        table = examples.table(target)
        measured[target] = evaluate(table, examples.costs(target, worth), cut)
        model = relearned(measured[target].trained, table)
        classifiers[target] = Stored(model, None, measured[target].profiles)
        done(target)
    comparison, by_target = _compared(examples, cut, measured, present)
    calls = examples.calls
    return Taught(
        model=CallModel(classifiers, rates_of(examples)),
        figures={name: one.figures for name, one in measured.items()},
        values=worths_by_policy(examples.tail(len(examples) - cut), _chances(measured), worth),
        against=BASELINE if present is None else present.version,
        comparison=comparison,
        by_target=by_target,
        counts=examples.counts,
        learned_until=calls["at"][-1],
    )


def refuse_few(examples: Examples, worth: WorthTable) -> None:
    """Raises TooFew: below these counts nothing pretends to have learned."""
    found = examples.counts
    for name, least in worth.enough.model_dump().items():
        if found[name] < least:
            raise TooFew(
                f"{found[name]} {name} are too few to learn from ({least} are needed)",
                "go on calling by the rules; shrunk rates are all that is known until then",
            )


def _cut(examples: Examples, present: Present | None) -> int:
    """How many are learned from before the measuring: what is in force must not have seen the rest.

    Where too little is newer, the last fifth is measured on all the same, and nothing compared.
    """
    usual = int(len(examples) * LEARNED_SHARE)
    if present is None:
        return usual
    seen = examples.until(present.learned_until)
    return max(usual, seen) if len(examples) - seen >= LEAST_NEW else usual


def _chances(measured: Mapping[str, Evaluated]) -> pl.DataFrame:
    return pl.DataFrame({name: one.chances for name, one in measured.items()})


def _compared(
    examples: Examples, cut: int, measured: Mapping[str, Evaluated], present: Present | None
) -> tuple[Comparison | None, dict[str, Comparison]]:
    """On the newest calls, with what is in force, or with the shrunk rates of the earlier ones."""
    newest = examples.tail(len(examples) - cut)
    if present is None:
        foretold = rates_of(examples.head(cut)).foretell(newest.features)
    elif newest.calls["at"][0] <= present.learned_until:
        return None, {}
    else:
        foretold = present.foretells.foretell(newest.features)
    targets = [measured[name].later.target for name in TARGETS]
    new = [measured[name].chances for name in TARGETS]
    old = [foretold[name].to_numpy() for name in TARGETS]
    each = zip(targets, new, old, strict=True)
    by_target = {name: compare(*one) for name, one in zip(TARGETS, each, strict=True)}
    return compare_together(targets, new, old), by_target
