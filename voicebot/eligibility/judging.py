"""The rules put to all rows of facts at once.

Which objections hold is one number for each row (a bit for each objection), so whatever follows
from them alone is worked out once for each of the few different numbers.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import polars as pl
from polars import col

from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.decision import Verdict
from voicebot.eligibility.known import MOMENT, Columns
from voicebot.eligibility.rule import Objection, Rule

BITS = 63
"""So many objections fit one number; more of them need another."""

VERDICT = pl.Enum(["allow", "defer", "refuse"])
REASON = pl.Enum([str(reason) for reason in SuppressionReason])


def objections_of(policy: Sequence[Rule]) -> Iterator[tuple[Rule, Objection]]:
    """Every objection of every rule, in the order of the table."""
    for rule in policy:
        for objection in rule.objections:
            yield rule, objection


@lru_cache(maxsize=16)
def holding(policy: tuple[Rule, ...]) -> list[pl.Expr]:
    """For each objection whether it holds, as columns named "0", "1", …"""
    return [
        objection.when.fill_null(False).alias(str(place))
        for place, (_, objection) in enumerate(objections_of(policy))
    ]


def held(facts: pl.DataFrame, policy: tuple[Rule, ...]) -> pl.DataFrame:
    """Which objections hold: a column for each, "0", "1", …"""
    return facts.lazy().select(holding(policy)).collect()


def waits(facts: pl.DataFrame, holds: pl.DataFrame, policy: tuple[Rule, ...]) -> pl.Series:
    """The latest moment that the deferrals of each row ask to wait for.

    Null where none holds, and where a refusal does: waiting would not help.
    """
    ends, refusals = [pl.lit(None, MOMENT)], [pl.lit(False)]
    for place, (_, objection) in enumerate(objections_of(policy)):
        if not holds[str(place)].any():
            continue
        if objection.until is None:
            refusals.append(pl.lit(holds[str(place)]))
        else:
            ends.append(pl.when(holds[str(place)]).then(objection.until))
    if len(ends) == 1:
        return pl.repeat(None, facts.height, dtype=MOMENT, eager=True)
    latest = pl.when(~pl.any_horizontal(refusals)).then(pl.max_horizontal(ends))
    return facts.lazy().select(latest.alias("until")).collect().to_series()


def judged(holds: pl.DataFrame, policy: tuple[Rule, ...]) -> pl.DataFrame:
    """`allowed`, `refused`, `reasons` and each rule's verdict under its name, for every row."""
    numbers = holds.select(
        _number(holds.columns[i : i + BITS]).alias(f"number_{i}")
        for i in range(0, holds.width, BITS)
    )
    distinct = pl.concat([numbers, holds], how="horizontal").unique(numbers.columns)
    verdicts = [_verdicts(row[numbers.width :], policy) for row in distinct.iter_rows()]
    schema: Columns = {"allowed": pl.Boolean, "refused": pl.Boolean, "reasons": pl.List(REASON)}
    schema |= {rule.name: VERDICT for rule in policy}
    table = pl.DataFrame(verdicts, schema=schema)
    known = pl.concat([distinct.select(numbers.columns), table], how="horizontal")
    spread = numbers.join(known, on=numbers.columns, how="left", maintain_order="left")
    return spread.drop(numbers.columns)


def verdict_of(rule: Rule, holds: Sequence[bool]) -> Verdict:
    """What a rule says of which of its objections hold: the gravest of them."""
    said = {o.verdict for o, held in zip(rule.objections, holds, strict=True) if held}
    return next((v for v in (Verdict.REFUSE, Verdict.DEFER) if v in said), Verdict.ALLOW)


def _number(columns: Sequence[str]) -> pl.Expr:
    number = pl.lit(0, pl.UInt64)
    for bit, name in enumerate(columns):
        number = number + col(name).cast(pl.UInt64) * (1 << bit)
    return number


def _verdicts(holds: Sequence[bool], policy: tuple[Rule, ...]) -> dict[str, object]:
    """One row of the table above, from which objections hold."""
    said: dict[str, Verdict] = {}
    reasons: list[str] = []
    place = 0
    for rule in policy:
        mine = holds[place : place + len(rule.objections)]
        place += len(mine)
        said[rule.name] = verdict_of(rule, mine)
        reasons += [str(o.reason) for o, held in zip(rule.objections, mine, strict=True) if held]
    return {
        "allowed": not reasons,
        "refused": Verdict.REFUSE in said.values(),
        "reasons": list(dict.fromkeys(reasons)),
        **{name: str(verdict) for name, verdict in said.items()},
    }
