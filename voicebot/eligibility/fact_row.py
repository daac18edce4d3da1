"""The facts of one decision: the columns that the rules may name, and one row of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from voicebot.contacts.consent import ConsentState, LegalBasis, Relation
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.known import MOMENT, Columns
from voicebot.eligibility.terms import Recording

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of a suppression that has none."""
ENDLESS = pl.lit(int(FOREVER.timestamp() * 1_000_000)).cast(MOMENT)
"""The same as an expression. A literal moment would start the threads of polars on import, and
agent processes are forked from one that has imported this and must have no threads."""

NAMES = pl.List(pl.String)
COUNTS = pl.List(pl.Int32)


def standing_column(reason: SuppressionReason) -> str:
    """Where a standing suppression for a reason is found: its end, null where there is none."""
    return f"{reason.lower()}_until"


QUESTION: Columns = {
    "at": MOMENT,
    "purpose": pl.Enum([str(name) for name in Purpose]),
    "lasts_s": pl.Float64,
    "valid": pl.Boolean,
    "relation": pl.Enum([str(name) for name in Relation]),
    "erased": pl.Boolean,
    "zones": NAMES,
    "zones_from": pl.String,
    "request_id": pl.String,  # of the wish for this very call; null: nobody asked for it
}
PLACE: Columns = {
    "profiles": NAMES,
    "law_version": pl.String,
    "banned": pl.String,
    "bases": NAMES,
    "hours": NAMES,
    "unanswered_most": pl.Int32,
    "cap_rules": NAMES,
    "cap_most": COUNTS,
    "exempt_cap_rules": NAMES,
    "exempt_cap_most": COUNTS,
    "abandoned_most_share": pl.Float64,
    "abandoned_within_s": pl.Int64,
    "redial_s": pl.Int64,
    "silence_s": pl.Int64,
    "pause_s": pl.Int64,
    "recording": pl.Enum([str(name) for name in Recording]),
}
STANDING: Columns = {standing_column(reason): MOMENT for reason in SuppressionReason}
GROUNDS: Columns = {
    "optouts_covering": pl.Int32,
    "optout_ids": NAMES,
    "complaints_open": pl.Int32,
    "barred_likenesses": pl.Int32,
    "consent_id": pl.String,
    "consent_basis": pl.Enum([str(name) for name in LegalBasis]),
    "consent_state": pl.Enum([str(name) for name in ConsentState]),
    "consent_refused": pl.Boolean,
    "other_channels": NAMES,
}
LISTS: Columns = {
    "own_lists": NAMES,
    "own_lists_asked": NAMES,
    "own_lists_good_until": MOMENT,
    "national_lists": NAMES,
    "national_lists_asked": NAMES,
    "national_lists_good_until": MOMENT,
    "operator_lists": NAMES,
    "operator_lists_asked": NAMES,
    "operator_lists_good_until": MOMENT,
}
CALLS: Columns = {
    "cap_calls": COUNTS,
    "cap_frees_at": MOMENT,
    "exempt_cap_calls": COUNTS,
    "exempt_cap_frees_at": MOMENT,
    "unanswered_in_a_row": pl.Int32,
    "failed_today": pl.Int32,
    "failed_today_by_one_cause": pl.Int32,
    "abandoned_at": MOMENT,
    "refused_at": MOMENT,
    "talked_at": MOMENT,
    "told_otherwise_at": MOMENT,
    "campaign_live_answered": pl.Int64,
    "campaign_abandoned": pl.Int64,
    "campaign_live_answered_in_a_day": pl.Int64,
    "campaign_abandoned_in_a_day": pl.Int64,
}
LEARNED: Columns = {
    "left_alone_for": pl.String,  # PREDICTED_ANNOYANCE, PREDICTED_NON_RESPONSE; null: to be called
    "left_alone_since": MOMENT,
    "left_alone_until": MOMENT,
    "score": pl.Float64,  # what the call is expected to be worth, in calls
    "threshold": pl.Float64,  # worth less than this it is not placed
    "harm_chance": pl.Float64,
    "reach_chance": pl.Float64,
    "model": pl.String,  # its version; null where nothing was learned yet
    "because": NAMES,  # of the person's own history, the heaviest reason first
    "because_ru": NAMES,
    "explored": pl.Boolean,  # placed against the score, to keep the data honest
    "propensity": pl.Float64,  # the chance that the policy gave the call
    "better_hour_at": MOMENT,  # when the person is likelier to answer, later today
    "satisfaction": pl.Float64,  # 0 to 1, what the person last said; null: never asked
}
TIMES: Columns = {
    "today_ends_at": MOMENT,
    "opens_at": MOMENT,
    "opens_but_for_holidays": MOMENT,
    "reopens_at": MOMENT,
}
FACTS: Columns = QUESTION | PLACE | STANDING | GROUNDS | LISTS | CALLS | LEARNED | TIMES


@dataclass(frozen=True, slots=True)
class Facts:
    """One row of FACTS; a column that is not among `values` is null."""

    values: Mapping[str, object]

    @classmethod
    def of(cls, facts: pl.DataFrame, row: int = 0) -> "Facts":
        """A row of what was gathered."""
        return cls(facts.row(row, named=True))
