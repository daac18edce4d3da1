"""What the books know about one call that is asked for: about its number and its person alone.

Plain rows: one person's few are gone through sooner than a table is set up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
from polars import col

from voicebot.eligibility.gathering_lists import Registry, registries_of
from voicebot.eligibility.known import Known, Values


class Stop(NamedTuple):
    """An opt-out: OPTOUTS without the person, as are the others."""

    number: str
    optout_id: str
    scope: str
    campaign_id: str | None
    purpose: str | None
    at: datetime | None


class Suppressed(NamedTuple):
    """A row of SUPPRESSIONS."""

    number: str
    reason: str
    since: datetime | None
    until: datetime | None
    why: str | None


class Tried(NamedTuple):
    """A call, or a notice by another channel: a row of ATTEMPTS."""

    number: str
    at: datetime
    purpose: str | None
    channel: str | None
    campaign_id: str | None
    answered: bool | None
    disposition: str | None
    network_result: str | None


class Consented(NamedTuple):
    """A row of CONSENTS."""

    number: str
    consent_id: str
    purpose: str
    channel: str
    basis: str
    state: str
    since: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownOfOne:
    """`asked` is the question as a row of ASKED. All else is about its person, or its number.

    `complaints` and `likenesses` say how many complaints are open, and how many others, who opted
    out or refused, the person may be; `listed` names the registries that the number is on;
    `campaign` is the question's row of CAMPAIGNS, `learned` of LEARNED, where there is one.
    """

    asked: Values
    optouts: Sequence[Stop] = ()
    suppressions: Sequence[Suppressed] = ()
    consents: Sequence[Consented] = ()
    attempts: Sequence[Tried] = ()
    registries: Sequence[Registry] = ()
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

        def rows(table: pl.DataFrame) -> Sequence[Any]:
            return table.filter(theirs).drop("person").rows()

        return cls(
            asked=asked,
            optouts=[Stop(*row) for row in rows(known.optouts)],
            suppressions=[Suppressed(*row) for row in rows(known.suppressions)],
            consents=[Consented(*row) for row in rows(known.consents)],
            attempts=[Tried(*row) for row in rows(known.attempts)],
            registries=registries_of(known.registries),
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
