"""What was tried before: calls within each cap's window, unanswered ones, retries, silences."""

import polars as pl
from polars import col

from voicebot.contacts.consent import Channel
from voicebot.eligibility.fact_row import CALLS
from voicebot.eligibility.gathering_caps import Caps, sums_of
from voicebot.eligibility.gathering_rows import Part, Rows
from voicebot.eligibility.known import CAMPAIGNS, Known

REFUSALS = ["SOFT_REFUSAL", "HARD_REFUSAL", "OPT_OUT", "COMPLAINT"]
"""Dispositions after which a place's silence begins."""

ABANDONED = "ABANDONED"

_COUNTS = ["unanswered_in_a_row", "failed_today", "failed_today_by_one_cause"]
_MOMENTS = ["abandoned_at", "refused_at", "talked_at"]

_VOICE = col("channel") == str(Channel.VOICE)
_DURING_TODAY = (col("at") >= col("today_began")) & (col("at") < col("today_ends_at"))
_CALL = (
    col("row"),
    col("place"),
    col("at_asked").alias("asked_at"),
    col("at").alias("called_at"),
    col("today_ends_at"),
    col("answered").fill_null(False),
    col("network_result").fill_null("").alias("cause"),
    (col("purpose") == col("purpose_asked")).alias("same_purpose"),
    (col("number") == col("number_asked")).alias("same_number"),
    (col("disposition") == ABANDONED).fill_null(False).alias("abandoned"),
    col("disposition").is_in(REFUSALS).fill_null(False).alias("refused"),
    _DURING_TODAY.alias("today"),
    (_DURING_TODAY & ~col("answered").fill_null(False)).alias("failed_today"),
)

_SAME_CAMPAIGN = (col("campaign_id") == col("campaign_id_asked")).fill_null(True)
_TODAY = ["today_began", "today_ends_at"]

_READY = (
    pl.when("answered").then("rank").alias("answered_rank"),
    col("failed_today"),
    pl.when("abandoned").then("called_at").alias("abandoned_at"),
    pl.when(col("refused") & col("same_purpose")).then("called_at").alias("refused_at"),
    pl.when(col("answered") & col("same_purpose")).then("called_at").alias("talked_at"),
)
_SUMMED = (
    pl.len().alias("calls"),
    col("answered_rank").min(),
    col("failed_today").sum(),
    col(_MOMENTS).max(),
)
"""What each call gives to the sum, worked out before calls are grouped: that is far quicker."""

_OF_CAMPAIGNS = [f"campaign_{name}" for name in CAMPAIGNS if name != "campaign_id"]
_LIVE = (
    col("campaign_id"),
    *(col(name.removeprefix("campaign_")).cast(CALLS[name]).alias(name) for name in _OF_CAMPAIGNS),
)
_COUNTED = (
    pl.coalesce("answered_rank", col("calls").cast(pl.Int32), pl.lit(0, pl.Int32)).alias(
        "unanswered_in_a_row"
    ),
    col("failed_today").fill_null(0).cast(pl.Int32),
    *map(col, _MOMENTS),
)


def facts_of_calls(known: Known, rows: Rows, today: pl.DataFrame) -> list[Part]:
    """CALLS for every row; `today` has its local day (`today_began`, `today_ends_at`)."""
    caps = Caps.of(tuple(terms.caps for terms in rows.places), "cap")
    exempt = Caps.of(tuple(terms.exempt_caps for terms in rows.places), "exempt_cap")
    parts = [_told_otherwise(known, rows), _campaigns(known, rows)]
    if known.attempts.is_empty():
        none = dict.fromkeys(_COUNTS, 0) | dict.fromkeys(_MOMENTS)
        return [*parts, none, caps.without_calls(rows), exempt.without_calls(rows)]
    sums = sums_of(caps, exempt)
    ranked = (
        _calls(known, rows, today).with_columns_seq(sums.numbered).with_columns_seq(sums.ranked)
    )
    calls = ranked.collect().lazy()
    ready = calls.with_columns_seq(sums.inside).select_seq("row", *_READY, *sums.ready)
    found = rows.each(ready, *_SUMMED, *sums.summed).select_seq(*_COUNTED, *sums.counted)
    return [*parts, found, _worst_cause(calls, rows)]


def _calls(known: Known, rows: Rows, today: pl.DataFrame) -> pl.LazyFrame:
    """Every call to the person of each row, newest first; of one moment, unanswered ones first."""
    with_today = rows.with_moments(today, *_TODAY)
    asked = ("number", "purpose", "at", "place", *_TODAY)
    calls = with_today.of_persons(known.attempts, *asked).filter(_VOICE).select_seq(_CALL)
    return calls.sort("row", "called_at", "answered", descending=[False, True, False])


def _worst_cause(calls: pl.LazyFrame, rows: Rows) -> Part:
    """Of today's calls that nobody answered, how many had the commonest cause."""
    name = "failed_today_by_one_cause"
    if not calls.select_seq(col("failed_today").any()).collect().item():
        return {name: 0}
    by_cause = calls.filter("failed_today").group_by("row", "cause").agg(calls=pl.len())
    found = rows.each(by_cause, col("calls").max().alias(name))
    return found.select_seq(col(name).fill_null(0).cast(pl.Int32))


def _told_otherwise(known: Known, rows: Rows) -> Part:
    """When the same notice last reached the person by another channel."""
    name = "told_otherwise_at"
    if (known.attempts["channel"] == str(Channel.VOICE)).all():
        return {name: None}
    told = rows.of_persons(known.attempts, "purpose", "campaign_id").filter(
        ~_VOICE, col("answered"), col("purpose") == col("purpose_asked"), _SAME_CAMPAIGN
    )
    return rows.each(told, col("at").max().alias(name)).select_seq(name)


def _campaigns(known: Known, rows: Rows) -> Part:
    """How many of each campaign's calls a person answered, and how many of these we abandoned."""
    if known.campaigns.is_empty():
        return dict.fromkeys(_OF_CAMPAIGNS)
    return rows.with_own(known.campaigns.lazy().select_seq(_LIVE), "campaign_id")
