"""Features of a call: what was known of the number and its person strictly before it.

Built from the table of attempts alone, for real and simulated calls alike, and for questions about
calls not yet placed. A later event changes no earlier row: everything is either a figure of the
attempt that was known before dialling, or a sum over rows before it. What a supervisor corrected
afterwards is no part of it; corrections go into the targets.
"""

from collections.abc import Sequence

import polars as pl
from polars import col

from voicebot.conversation.network import NetworkResult
from voicebot.learning import results as r
from voicebot.learning.history_before import (
    ROW,
    days_since,
    in_a_row,
    in_order,
    last_value,
    total,
    total_within,
)
from voicebot.learning.local_clock import with_local_clock
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind

_called = r.called
_EVENTS: dict[str, pl.Expr] = {
    "called": _called,
    "answered": _called & r.answered,
    "unanswered": _called & ~r.said("network_result", str(NetworkResult.ANSWERED)),
    "stayed": _called & r.is_reach(),
    "success": _called & r.is_success(),
    "harm": _called & r.is_harm(),
    "refusal": r.settled & r.refused,
    "machine": _called & r.said("answered_by", str(AnsweredBy.MACHINE)),
    "rejected": _called & r.said("network_result", str(NetworkResult.REJECTED)),
    "busy": _called & r.said("network_result", str(NetworkResult.BUSY)),
    "callback": _called & r.said("disposition", str(Disposition.CALLBACK_REQUESTED)),
    "came_to_us": r.came_to_us,
    "otherwise": r.other_channel,
    "reached_otherwise": r.other_channel & r.said("network_result", str(NetworkResult.ANSWERED)),
    "hung_up": _called & r.hung_up_early & col("talk_s").is_not_null(),
}
"""What each row is an event of, worked out once for all sums."""

_MS = (col("talk_s") * 1000).round().cast(pl.Int64)


def _was(event: str) -> pl.Expr:
    return col(f"_{event}")


def _kind(kind: RefusalKind) -> pl.Expr:
    return total(_was("refusal") & (col("refusal_kind") == str(kind)))


PERSON: dict[str, pl.Expr] = {
    "calls": total(_was("called")),
    "calls_7d": total_within(_was("called"), 7),
    "calls_30d": total_within(_was("called"), 30),
    "answered": total(_was("answered")),
    "stayed": total(_was("stayed")),
    "successes": total(_was("success")),
    "harms": total(_was("harm")),
    "harms_90d": total_within(_was("harm"), 90),
    "refusals": total(_was("refusal")),
    "soft_refusals": _kind(RefusalKind.SOFT_REFUSAL),
    "deferred_refusals": _kind(RefusalKind.DEFERRED_REFUSAL),
    "silent_refusals": _kind(RefusalKind.SILENT_REFUSAL),
    "hostile_refusals": _kind(RefusalKind.HOSTILE_REFUSAL),
    "opt_outs": _kind(RefusalKind.EXPLICIT_OPT_OUT),
    "machines": total(_was("machine")),
    "rejected": total(_was("rejected")),
    "busy": total(_was("busy")),
    "callbacks": total(_was("callback")),
    "unanswered_in_a_row": in_a_row(_was("unanswered"), _was("answered")),
    "harms_in_a_row": in_a_row(_was("harm"), _was("success")),
    "came_to_us": total(_was("came_to_us")),
    "told_otherwise": total(_was("otherwise")),
    "reached_otherwise": total(_was("reached_otherwise")),
    "_talk_ms": total(pl.when(_was("answered")).then("_ms")),
    "_hangup_ms": total(pl.when(_was("hung_up")).then("_ms")),
    "_hangups": total(_was("hung_up")),
    "days_since_call": days_since(_was("called")),
    "days_since_answer": days_since(_was("answered")),
    "days_since_refusal": days_since(_was("refusal")),
    "days_since_harm": days_since(_was("harm")),
    "days_since_success": days_since(_was("success")),
    "days_since_they_called": days_since(_was("came_to_us")),
    "last_disposition": last_value(col("disposition"), _was("called")),
    "last_talk_s": last_value(col("talk_s"), _was("answered")),
    "last_ring_s": last_value(col("ring_s"), _was("unanswered")),
}
"""Of the person, over all numbers, purposes and campaigns."""

PURPOSE: dict[str, pl.Expr] = {
    "purpose_calls": total(_was("called")),
    "purpose_stayed": total(_was("stayed")),
    "purpose_harms": total(_was("harm")),
    "purpose_successes": total(_was("success")),
}
"""Of the person, for the purpose of this call."""

NUMBER: dict[str, pl.Expr] = {
    "number_calls": total(_was("called")),
    "number_answered": total(_was("answered")),
    "number_unanswered_in_a_row": in_a_row(_was("unanswered"), _was("answered")),
}
"""Of the number alone, which may be one of several of a person."""

SHARES: dict[str, tuple[str, str]] = {
    "answered_share": ("answered", "calls"),
    "stayed_share": ("stayed", "calls"),
    "harm_share": ("harms", "answered"),
    "success_share": ("successes", "stayed"),
    "purpose_harm_share": ("purpose_harms", "purpose_calls"),
    "purpose_success_share": ("purpose_successes", "purpose_calls"),
    "number_answered_share": ("number_answered", "number_calls"),
    "otherwise_share": ("reached_otherwise", "told_otherwise"),
}
"""Shares, 0 to 1; null where there is nothing to divide by."""

MEANS: dict[str, tuple[str, str]] = {
    "mean_talk_s": ("_talk_ms", "answered"),
    "mean_hangup_s": ("_hangup_ms", "_hangups"),
}

KNOWN_BEFORE = ("complaints_open", "satisfaction", "local_hour", "local_weekday")
"""Figures of the attempt itself that are known before dialling."""

CATEGORIES = ("purpose", "last_disposition")
"""Features that are words; contact attributes are words too."""

NUMBERS = (
    *(name for part in (PERSON, PURPOSE, NUMBER, SHARES, MEANS) for name in part
      if not name.startswith("_") and name not in CATEGORIES),
    *KNOWN_BEFORE,
)  # fmt: skip
"""Features that are figures."""

_NEEDED = (
    "at", "number", "person", "purpose", "disposition", "refusal_kind", "talk_s", "ring_s",
)  # fmt: skip


def attribute(name: str) -> str:
    """The feature that holds a contact attribute."""
    return f"attribute_{name}"


def feature_names(attributes: Sequence[str] = ()) -> tuple[str, ...]:
    """Every feature, in the order of `build_features`."""
    return (*NUMBERS, *CATEGORIES, *map(attribute, attributes))


def build_features(attempts: pl.DataFrame, attributes: Sequence[str] = ()) -> pl.DataFrame:
    """`attempt_id` and the features of every row, in the order of the attempts.

    `attributes` names the contact attributes that may be learned from; no other is looked at.
    """
    events = (event.alias(f"_{name}") for name, event in _EVENTS.items())
    needed = attempts.select(*_NEEDED, *events, _ms=_MS)
    parts = [
        _history(needed, ["person"], PERSON),
        _history(needed, ["person", "purpose"], PURPOSE),
        _history(needed, ["number"], NUMBER),
    ]
    joined = pl.concat([with_local_clock(attempts), *parts], how="horizontal")
    shares = {
        name: pl.when(col(of) > 0).then(col(part) / col(of)).cast(pl.Float32)
        for name, (part, of) in SHARES.items()
    }
    means = {
        name: pl.when(col(of) > 0).then(col(part) / col(of) / 1000).cast(pl.Float32)
        for name, (part, of) in MEANS.items()
    }
    allowed = {attribute(name): _attribute(name) for name in attributes}
    return joined.with_columns(**shares, **means, **allowed).select(
        "attempt_id", *feature_names(attributes)
    )


def _history(frame: pl.DataFrame, by: Sequence[str], wanted: dict[str, pl.Expr]) -> pl.DataFrame:
    """The sums over one kind of history, in the order of the frame."""
    found = in_order(frame, by).select(ROW, **wanted)
    return found.sort(ROW).drop(ROW)


def _attribute(name: str) -> pl.Expr:
    """The value of a contact attribute, null where the contact has none."""
    entry = pl.element().struct
    named = pl.when(entry.field("name") == name).then(entry.field("value"))
    return col("attributes").list.eval(named).list.drop_nulls().list.first()
