"""What a rule is: a plain sentence, its sources, and objections as column expressions.

An objection holds for a row of facts where its `when` is true; where it cannot be told (null) it
does not hold. The same expressions judge one call and a list of a million.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.decision import Verdict
from voicebot.eligibility.fact_row import ENDLESS, standing_column

asked_for = pl.col("request_id").is_not_null()
"""The person asked for this very call, and the books have their wish (docs/decisions/0018)."""


class Kind(StrEnum):
    """What stands behind a rule; nothing overrides LEGAL."""

    LEGAL = "LEGAL"
    POLICY = "POLICY"
    PREDICTIVE = "PREDICTIVE"  # yields to vital notices


@dataclass(frozen=True, slots=True, eq=False)
class Objection:
    """A reason against a call; `until` (UTC) is when a deferral's reason has passed.

    Where the fact `needs` is null the objection cannot hold, and one call's need not be asked.
    """

    verdict: Verdict
    reason: SuppressionReason
    when: pl.Expr
    until: pl.Expr | None = None
    needs: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule of policy.

    `says` is the rule in one sentence; `sources` are identifiers of docs/rules.md. Beside the
    columns that its expressions name, the facts in `shows` are recorded with its result.
    One that `yields` does not speak against a call that the person asked for themselves.
    """

    name: str
    says: str
    sources: tuple[str, ...]
    kind: Kind
    objections: tuple[Objection, ...]
    shows: tuple[str, ...] = ()
    yields: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """The facts that its result depends on, and those it shows, each once."""
        named = [
            column
            for objection in self.objections
            for expression in (objection.when, objection.until)
            if expression is not None
            for column in expression.meta.root_names()
        ]
        return tuple(dict.fromkeys((*self.shows, *named)))


def rule(
    name: str,
    says: str,
    *objections: Objection | tuple[Objection, ...],
    sources: tuple[str, ...] = (),
    kind: Kind = Kind.LEGAL,
    shows: tuple[str, ...] = (),
    yields: bool = False,
) -> Rule:
    """A rule as the policy table writes it; objections may be given one by one or in groups."""
    flat = tuple(
        objection
        for given in objections
        for objection in (given if isinstance(given, tuple) else (given,))
    )
    if yields:
        flat = tuple(replace(each, when=each.when & ~asked_for) for each in flat)
    return Rule(name, says, sources, kind, flat, shows, yields)


def refuse(reason: SuppressionReason, *, when: pl.Expr) -> Objection:
    """Waiting would not help."""
    return Objection(Verdict.REFUSE, reason, when)


def defer(
    reason: SuppressionReason, *, when: pl.Expr, until: pl.Expr, needs: str | None = None
) -> Objection:
    """Not now, but perhaps from `until` on; where the fact `needs` is null it cannot hold."""
    return Objection(Verdict.DEFER, reason, when, until, needs)


def standing(reason: SuppressionReason, *, unless: pl.Expr | None = None) -> tuple[Objection, ...]:
    """What was written down against a call for this reason: for good, or until its time."""
    name = standing_column(reason)
    ends = pl.col(name)
    for_good, not_yet_over = ends == ENDLESS, ends > pl.col("at")
    if unless is not None:
        for_good, not_yet_over = for_good & ~unless, not_yet_over & ~unless
    return (
        Objection(Verdict.REFUSE, reason, for_good, needs=name),
        Objection(Verdict.DEFER, reason, not_yet_over, ends, needs=name),
    )
