"""The same rules put to the facts of one call.

A rule's expressions depend on nothing but the facts they name, so the same values are not asked
twice: what does not depend on the moment is, rule by rule, the same for most calls of a campaign,
and the rest is asked when facts are gathered and again when they are decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import polars as pl

from voicebot.eligibility.decision import Verdict
from voicebot.eligibility.fact_row import FACTS
from voicebot.eligibility.judging import holding, objections_of
from voicebot.eligibility.rule import Rule

Values = Mapping[str, object]
Policy = tuple[Rule, ...]

_REMEMBERED = 4096
"""Rows of values whose answers are kept, a kilobyte or two each."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Expressions over one row of facts, and the facts that they name."""

    expressions: tuple[pl.Expr, ...]
    inputs: tuple[str, ...]

    @classmethod
    def of(cls, expressions: Iterable[pl.Expr]) -> "Asked":
        """Some expressions, each with a name of its own."""
        asked = tuple(expressions)
        names = (name for expression in asked for name in expression.meta.root_names())
        return cls(asked, tuple(dict.fromkeys(names)))

    def answers(self, values: Values) -> tuple[object, ...]:
        """The value of each expression; a fact that is not among `values` is null."""
        if not self.expressions:
            return ()
        return _answers(self, tuple(_kept(values.get(name)) for name in self.inputs))


@lru_cache(maxsize=_REMEMBERED)
def _answers(asked: Asked, values: tuple[object, ...]) -> tuple[object, ...]:
    schema = {name: FACTS[name] for name in asked.inputs}
    row = dict(zip(asked.inputs, values, strict=True))
    facts = pl.DataFrame([row], schema=schema)  # quicker than from a tuple
    return facts.select_seq(asked.expressions).row(0)


def _kept(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The places of the objections: of each rule those that depend on no moment, and of all rules
    those that do, or that depend on a fact that is mostly null.
    """

    timeless: tuple[tuple[int, ...], ...]
    timed: tuple[tuple[int, str | None], ...]
    count: int


@lru_cache(maxsize=16)
def _parts(policy: Policy) -> _Parts:
    timeless: dict[str, list[int]] = {}
    timed, place = [], -1
    for place, (rule, objection) in enumerate(objections_of(policy)):
        if objection.needs is None and "at" not in objection.when.meta.root_names():
            timeless.setdefault(rule.name, []).append(place)
        else:
            timed.append((place, objection.needs))
    return _Parts(tuple(map(tuple, timeless.values())), tuple(timed), place + 1)


@lru_cache(maxsize=1024)
def _holding(policy: Policy, places: tuple[int, ...]) -> Asked:
    ready = holding(policy)
    return Asked.of(ready[place] for place in places)


@lru_cache(maxsize=1024)
def _ends(policy: Policy, places: tuple[int, ...]) -> Asked:
    every = [objection.until for _, objection in objections_of(policy)]
    ends = ((place, every[place]) for place in places)
    return Asked.of(end.alias(str(place)) for place, end in ends if end is not None)


def held_by_one(values: Values, policy: Policy) -> list[bool]:
    """For each objection whether it holds; only what may hold is worked out."""
    parts = _parts(policy)
    may = (place for place, needs in parts.timed if needs is None or values.get(needs) is not None)
    holds = [False] * parts.count
    for places in (*parts.timeless, tuple(may)):
        answers = _holding(policy, places).answers(values)
        for place, held in zip(places, answers, strict=True):
            holds[place] = bool(held)
    return holds


def ends_of_one(values: Values, holds: Sequence[bool], policy: Policy) -> dict[int, datetime]:
    """Until when each deferral that holds asks to wait, by its place."""
    asked = _ends(policy, tuple(place for place, held in enumerate(holds) if held))
    places = (int(expression.meta.output_name()) for expression in asked.expressions)
    ends = zip(places, asked.answers(values), strict=True)
    return {place: end for place, end in ends if isinstance(end, datetime)}


def wait_of_one(values: Values, policy: Policy) -> datetime | None:
    """The latest moment that the deferrals ask to wait for; None where a refusal holds too."""
    holds = held_by_one(values, policy)
    for held_now, (_, objection) in zip(holds, objections_of(policy), strict=True):
        if held_now and objection.verdict is Verdict.REFUSE:
            return None
    return max(ends_of_one(values, holds, policy).values(), default=None)
