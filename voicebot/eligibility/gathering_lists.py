"""The do-not-call registries that bind each call: who is on them, and whether they are fresh."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl
from polars import col

from voicebot.eligibility.fact_row import FOREVER, LISTS, NAMES
from voicebot.eligibility.gathering_rows import Part, Rows, distinct
from voicebot.eligibility.known import Known, Values
from voicebot.eligibility.terms import RegistryDuty, Terms

OWN, NATIONAL, OPERATOR = "own", "national", "operator"
GROUPS = (OWN, NATIONAL, OPERATOR)
_KEY = ["place", "country", "campaign_id"]
_ON = [f"{group}_lists" for group in GROUPS]

NO_LISTS: Values = {name: [] if kind == NAMES else None for name, kind in LISTS.items()}


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry at hand; `kind` is INTERNAL, CAMPAIGN, NATIONAL or OPERATOR."""

    name: str
    kind: str
    country: str
    campaign_id: str | None
    listed_at: datetime
    max_age_days: int | None

    def good_until(self, most_days: int | None = None) -> datetime:
        """When the copy is too old, by its own limit and the one given."""
        limits = [days for days in (self.max_age_days, most_days) if days]
        return self.listed_at + timedelta(days=min(limits)) if limits else FOREVER

    @property
    def described(self) -> str:
        """Its name and the day of its list."""
        return f"{self.name} of {self.listed_at:%Y-%m-%d}"


@dataclass(slots=True)
class Binding:
    """The registries of one group that bind a call; `good_until` None: one is missing."""

    names: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    good_until: datetime | None = FOREVER

    def ask(self, registries: Sequence[Registry], called: str, most_days: int | None) -> None:
        """One of these must be fresh; `called` is what is asked for where there is none."""
        self.names |= {registry.name for registry in registries}
        self.asked |= {registry.described for registry in registries} or {called}
        best = max((registry.good_until(most_days) for registry in registries), default=None)
        if best is None or self.good_until is None:
            self.good_until = None
        else:
            self.good_until = min(self.good_until, best)


def facts_of_lists(known: Known, rows: Rows) -> list[Part]:
    """LISTS for every row: worked out once for each place, country and campaign."""
    registries = registries_of(known.registries)
    if not registries and not any(terms.registries for terms in rows.places):
        return [NO_LISTS]
    combinations, which = distinct(rows.frame.select_seq(_KEY))
    bindings = [
        _bindings(registries, rows.places[place], country, campaign)
        for place, country, campaign in combinations.rows()
    ]
    asked = [_asked(binding) for binding in bindings]
    return [_table(asked)[which].lazy(), _listed(known, rows, which, bindings)]


def lists_of_one(
    registries: Sequence[Registry], listed: Sequence[str], terms: Terms, question: Values
) -> Values:
    """LISTS of one question, whose number is on the `listed` registries."""
    if not registries and not terms.registries:
        return NO_LISTS
    bound = _bindings(registries, terms, question["country"] or "", question["campaign_id"])
    on = {f"{group}_lists": sorted(bound[group].names & set(listed)) for group in GROUPS}
    return {**_asked(bound), **on}


def registries_of(table: pl.DataFrame) -> list[Registry]:
    """The rows of REGISTRIES."""
    return [Registry(*row) for row in table.rows()]


def _bindings(
    registries: Sequence[Registry], terms: Terms, country: str, campaign: str | None
) -> dict[str, Binding]:
    bound = {group: Binding() for group in GROUPS}
    for registry in registries:
        ours = registry.kind == "CAMPAIGN" and registry.campaign_id == campaign
        if registry.kind == "INTERNAL" or ours:
            bound[OWN].ask([registry], registry.name, None)
        elif registry.kind == OPERATOR.upper() and registry.country in country.split(","):
            bound[OPERATOR].ask([registry], registry.name, None)
    for duty in terms.registries:
        there = [registry for registry in registries if _meets(registry, duty)]
        missing = f"{duty.kind} {duty.country}: none at hand"
        bound[duty.kind.lower()].ask(there, missing, duty.max_age_days)
    return bound


def _meets(registry: Registry, duty: RegistryDuty) -> bool:
    return (registry.kind, registry.country) == (duty.kind, duty.country)


def _asked(bound: Mapping[str, Binding]) -> Values:
    values: dict[str, object] = {}
    for group in GROUPS:
        asked = bound[group].asked
        values[f"{group}_lists_asked"] = sorted(asked)
        values[f"{group}_lists_good_until"] = bound[group].good_until if asked else None
    return values


def _table(asked: Sequence[Values]) -> pl.DataFrame:
    return pl.DataFrame(asked, schema={name: LISTS[name] for name in LISTS if name not in _ON})


def _listed(
    known: Known, rows: Rows, which: pl.Series, bindings: Sequence[dict[str, Binding]]
) -> Part:
    """`own_lists`, `national_lists` and `operator_lists`: those that the number is on."""
    binding = list(_named(bindings))
    if known.listed.is_empty() or not binding:
        return {name: NO_LISTS[name] for name in _ON}
    schema = {"combination": pl.UInt32, "registry": pl.String, "group": pl.String}
    binds = pl.LazyFrame(binding, schema=schema, orient="row")
    combined = pl.LazyFrame({"row": rows.frame["row"], "combination": which})
    found = rows.of_numbers(known.listed).join(combined, on="row", how="inner")
    found = found.join(binds, on=["combination", "registry"], how="inner")
    named = (
        col("registry").filter(col("group") == group).sort().implode().alias(f"{group}_lists")
        for group in GROUPS
    )
    return rows.each(found, *named).select_seq(col(name).fill_null([]) for name in _ON)


def _named(bindings: Sequence[dict[str, Binding]]) -> Iterator[tuple[int, str, str]]:
    for combination, bound in enumerate(bindings):
        for group, binding in bound.items():
            for name in sorted(binding.names):
                yield combination, name, group
