"""What the books know about one call that is asked for: about its number and its person alone.

What the rules' expressions are put to are tables, as in `Known`; what is only looked up or counted
are plain rows, which are quicker to go through than a table is to set up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
from polars import col

from voicebot.eligibility.known import CONSENTS, OPTOUTS, REGISTRIES, SUPPRESSIONS, Known

Values = Mapping[str, Any]
"""A row by its columns."""


class Tried(NamedTuple):
    """A call, or a notice by another channel: ATTEMPTS without the person."""

    number: str
    at: datetime
    purpose: str | None
    channel: str | None
    campaign_id: str | None
    answered: bool | None
    disposition: str | None
    network_result: str | None


@dataclass(frozen=True, slots=True)
class KnownOfOne:
    """`asked` is the question as a row of ASKED. All else is about its person, or its number.

    `complaints` and `likenesses` say how many complaints are open, and how many others, who opted
    out or refused, the person may be; `listed` names the registries that the number is on;
    `campaign` is the question's row of CAMPAIGNS, `learned` of LEARNED, where there is one.
    """

    asked: Values
    optouts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OPTOUTS))
    suppressions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUPPRESSIONS))
    consents: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONSENTS))
    registries: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REGISTRIES))
    attempts: Sequence[Tried] = ()
    complaints: int = 0
    likenesses: int = 0
    listed: Sequence[str] = ()
    campaign: Values | None = None
    learned: Values | None = None

    @classmethod
    def of(cls, known: Known) -> "KnownOfOne":
        """Out of tables in which other people may be too."""
        asked = known.asked.row(0, named=True)
        theirs = col("person") == pl.lit(asked["person"], pl.String)
        here = col("number") == pl.lit(asked["number"], pl.String)
        attempts = known.attempts.filter(theirs).select(Tried._fields)
        return cls(
            asked=asked,
            optouts=known.optouts.filter(theirs),
            suppressions=known.suppressions.filter(theirs),
            consents=known.consents.filter(theirs),
            attempts=[Tried(*row) for row in attempts.iter_rows()],
            registries=known.registries,
            complaints=known.complaints.filter(theirs).height,
            likenesses=known.likenesses.filter(theirs, "bars").height,
            listed=known.listed.filter(here)["registry"].to_list(),
            campaign=_first(known.campaigns, campaign_id=asked["campaign_id"]),
            learned=_first(known.learned, number=asked["number"], purpose=asked["purpose"]),
        )


def _first(table: pl.DataFrame, **those: str | None) -> Values | None:
    """The first row whose columns have these values."""
    same = (col(name) == pl.lit(value, pl.String) for name, value in those.items())
    return next(table.filter(*same).iter_rows(named=True), None)
