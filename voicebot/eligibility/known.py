"""What the books know about the calls asked for: one table (Polars) of each kind.

The same tables serve one call and a list of a million. A number that is linked to nobody is a
person of its own: its `person` is the number itself. Times are UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose

MOMENT = pl.Datetime("us", "UTC")

Columns = dict[str, pl.DataType | type[pl.DataType]]

Values = Mapping[str, Any]
"""A row by its columns, as Polars gives and takes it."""

ASKED: Columns = {
    "number": pl.String,
    "person": pl.String,
    "valid": pl.Boolean,
    "country": pl.String,  # "" where unknown
    "region": pl.String,  # of a federal country, "" where unknown
    "zones": pl.List(pl.String),
    "zones_from": pl.String,  # contact, number, setting, machine, unknown
    "relation": pl.String,  # a Relation
    "purpose": pl.String,
    "campaign_id": pl.String,  # null outside a campaign
    "at": MOMENT,
    "lasts_s": pl.Float64,  # the longest the call may take, ringing included
    "erased": pl.Boolean,  # the number's person was erased
    "request_id": pl.String,  # of the person's own wish for this very call; null: nobody's
    "requested_at": MOMENT,
}
OPTOUTS: Columns = {
    "person": pl.String,
    "number": pl.String,
    "optout_id": pl.String,
    "scope": pl.String,
    "campaign_id": pl.String,
    "purpose": pl.String,
    "at": MOMENT,
}
SUPPRESSIONS: Columns = {
    "person": pl.String,
    "number": pl.String,
    "reason": pl.String,
    "since": MOMENT,
    "until": MOMENT,  # null: for good
    "why": pl.String,
}
ATTEMPTS: Columns = {
    "person": pl.String,
    "number": pl.String,
    "at": MOMENT,
    "purpose": pl.String,
    "channel": pl.String,
    "campaign_id": pl.String,
    "answered": pl.Boolean,
    "disposition": pl.String,
    "network_result": pl.String,
}
CONSENTS: Columns = {
    "person": pl.String,
    "number": pl.String,
    "consent_id": pl.String,
    "purpose": pl.String,
    "channel": pl.String,
    "basis": pl.String,
    "state": pl.String,
    "since": MOMENT,
    "expires_at": MOMENT,
}
COMPLAINTS: Columns = {"person": pl.String, "complaint_id": pl.String, "at": MOMENT}  # open ones
LIKENESSES: Columns = (  # open ones; `bars`: the other one has an opt-out or a refusal standing
    {"person": pl.String, "other": pl.String, "score": pl.Float64, "bars": pl.Boolean}
)
REGISTRIES: Columns = {
    "registry": pl.String,
    "kind": pl.String,
    "country": pl.String,
    "campaign_id": pl.String,
    "listed_at": MOMENT,
    "max_age_days": pl.Int64,
}
LISTED: Columns = {"number": pl.String, "registry": pl.String}  # who is on which
CAMPAIGNS: Columns = {  # over the last 30 days, and over the last one
    "campaign_id": pl.String,
    "live_answered": pl.Int64,
    "abandoned": pl.Int64,
    "live_answered_in_a_day": pl.Int64,
    "abandoned_in_a_day": pl.Int64,
}
LEARNED: Columns = {  # what a model in force says of a call; docs/rules.md
    "number": pl.String,
    "purpose": pl.String,
    "left_alone_for": pl.String,
    "left_alone_since": MOMENT,
    "left_alone_until": MOMENT,
    "score": pl.Float64,
    "threshold": pl.Float64,
    "harm_chance": pl.Float64,
    "reach_chance": pl.Float64,
    "model": pl.String,
    "because": pl.List(pl.String),
    "because_ru": pl.List(pl.String),
    "explored": pl.Boolean,
    "propensity": pl.Float64,
    "better_hour_at": MOMENT,
    "satisfaction": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Question:
    """May this number be called for this purpose at this time (aware)?

    `lasts_s` is the longest that the call may take, ringing included. `luck`, drawn from 0 to 1
    where a call may follow, decides whether one is placed against a score; with 1 none is.
    `request_id` says that somebody asked for this very call; the books tell whether that is so.
    """

    number: PhoneNumber
    purpose: Purpose
    at: datetime
    campaign_id: str | None = None
    lasts_s: float = 0.0
    luck: float = 1.0
    request_id: str | None = None


def _empty(schema: Columns) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True)
class Known:
    """One row of `asked` for each question, in order; the others in any order."""

    asked: pl.DataFrame
    optouts: pl.DataFrame = field(default_factory=lambda: _empty(OPTOUTS))
    suppressions: pl.DataFrame = field(default_factory=lambda: _empty(SUPPRESSIONS))
    attempts: pl.DataFrame = field(default_factory=lambda: _empty(ATTEMPTS))
    consents: pl.DataFrame = field(default_factory=lambda: _empty(CONSENTS))
    complaints: pl.DataFrame = field(default_factory=lambda: _empty(COMPLAINTS))
    likenesses: pl.DataFrame = field(default_factory=lambda: _empty(LIKENESSES))
    registries: pl.DataFrame = field(default_factory=lambda: _empty(REGISTRIES))
    listed: pl.DataFrame = field(default_factory=lambda: _empty(LISTED))
    campaigns: pl.DataFrame = field(default_factory=lambda: _empty(CAMPAIGNS))
    learned: pl.DataFrame = field(default_factory=lambda: _empty(LEARNED))
