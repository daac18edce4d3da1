"""The features of one call that is asked about, out of one person's history.

The same figures as `build_features` (a test compares them), without its tables: those are laid out
for millions of rows, and take longer to set up than one person's few calls take to count.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from voicebot.contacts.consent import Channel
from voicebot.conversation.network import NetworkResult
from voicebot.learning import results as r
from voicebot.learning.features import MEANS, SHARES, attribute
from voicebot.learning.history_before import DAY_S
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind

Row = Mapping[str, Any]
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Happened:
    """A past attempt and what it was an event of."""

    row: Row
    seconds: int
    events: frozenset[str]

    @classmethod
    def of(cls, row: Row) -> "Happened":
        """`row` has the columns of the table of attempts."""
        return cls(row, _seconds(row["at"]), frozenset(_events(row)))


def features_of_one(past: Iterable[Row], asked: Row, attributes: Sequence[str] = ()) -> Figures:
    """Every feature by its name. `past` are the person's attempts, in order of time.

    Only what began strictly before the question's `at` counts.
    """
    before = [Happened.of(row) for row in past if row["at"] < asked["at"]]
    now = _seconds(asked["at"])
    found = _of_person(before, now)
    found |= _of_purpose([each for each in before if each.row["purpose"] == asked["purpose"]])
    found |= _of_number([each for each in before if each.row["number"] == asked["number"]])
    shares = {name: _share(found, *parts) for name, parts in SHARES.items()}
    means = {name: _share(found, *parts, scale=1000) for name, parts in MEANS.items()}
    known = {name: asked.get(name) for name in ("complaints_open", "satisfaction", "purpose")}
    said = {one["name"]: one["value"] for one in reversed(asked.get("attributes") or [])}
    allowed = {attribute(name): said.get(name) for name in attributes}
    kept = {name: value for name, value in found.items() if not name.startswith("_")}
    return kept | shares | means | known | _clock(asked) | allowed


def _of_person(before: Sequence[Happened], now: int) -> Figures:
    def count(event: str, days: int | None = None) -> int:
        since = None if days is None else now - days * DAY_S
        return sum(
            event in one.events and (since is None or one.seconds >= since) for one in before
        )

    def refused(kind: RefusalKind) -> int:
        return sum("refusal" in one.events and one.row["refusal_kind"] == kind for one in before)

    def days_since(event: str) -> float | None:
        last = _last(before, event)
        return None if last is None else float(np.float32((now - last.seconds) / DAY_S))

    return {
        **{name: count(event) for name, event in _COUNTED.items()},
        **{name: refused(kind) for name, kind in _REFUSED.items()},
        **{name: days_since(event) for name, event in _SINCE.items()},
        "calls_7d": count("called", 7),
        "calls_30d": count("called", 30),
        "harms_90d": count("harm", 90),
        "unanswered_in_a_row": _in_a_row(before, "unanswered", "answered"),
        "harms_in_a_row": _in_a_row(before, "harm", "success"),
        "last_disposition": _said_last(before, "called", "disposition"),
        "last_talk_s": _said_last(before, "answered", "talk_s"),
        "last_ring_s": _said_last(before, "unanswered", "ring_s"),
        "_talk_ms": _ms(before, "answered"),
        "_hangup_ms": _ms(before, "hung_up"),
        "_hangups": count("hung_up"),
    }


def _of_purpose(before: Sequence[Happened]) -> Figures:
    named = {"calls": "called", "stayed": "stayed", "harms": "harm", "successes": "success"}
    return {
        f"purpose_{name}": sum(event in one.events for one in before)
        for name, event in named.items()
    }


def _of_number(before: Sequence[Happened]) -> Figures:
    return {
        "number_calls": sum("called" in one.events for one in before),
        "number_answered": sum("answered" in one.events for one in before),
        "number_unanswered_in_a_row": _in_a_row(before, "unanswered", "answered"),
    }


_COUNTED = {
    "calls": "called",
    "answered": "answered",
    "stayed": "stayed",
    "successes": "success",
    "harms": "harm",
    "refusals": "refusal",
    "machines": "machine",
    "rejected": "rejected",
    "busy": "busy",
    "callbacks": "callback",
    "came_to_us": "came_to_us",
    "told_otherwise": "otherwise",
    "reached_otherwise": "reached_otherwise",
}
_REFUSED = {
    "soft_refusals": RefusalKind.SOFT_REFUSAL,
    "deferred_refusals": RefusalKind.DEFERRED_REFUSAL,
    "silent_refusals": RefusalKind.SILENT_REFUSAL,
    "hostile_refusals": RefusalKind.HOSTILE_REFUSAL,
    "opt_outs": RefusalKind.EXPLICIT_OPT_OUT,
}
_SINCE = {
    "days_since_call": "called",
    "days_since_answer": "answered",
    "days_since_refusal": "refusal",
    "days_since_harm": "harm",
    "days_since_success": "success",
    "days_since_they_called": "came_to_us",
}


def _events(row: Row) -> Iterable[str]:
    if row["disposition"] is None:
        return
    outbound = row["direction"] == "outbound"
    voice = row["channel"] == Channel.VOICE
    if row["direction"] == "inbound":
        yield "came_to_us"
    if row["refusal_kind"] is not None:
        yield "refusal"
    if outbound and not voice and row["channel"] is not None:
        yield "otherwise"
        if row["network_result"] == NetworkResult.ANSWERED:
            yield "reached_otherwise"
    if outbound and voice and row["network_result"] not in r.NOT_RUNG:
        yield "called"
        yield from (name for name, happened in _OF_A_CALL.items() if happened(row))


def _by_a_person(row: Row) -> bool:
    return row["network_result"] == NetworkResult.ANSWERED and row["answered_by"] in r.PERSONS


def _harms(row: Row) -> bool:
    talk_s = r.SPOKE_S if row["talk_s"] is None else row["talk_s"]
    early = row["disposition"] == Disposition.EARLY_HANGUP and talk_s >= r.SPOKE_S
    firm = row["refusal_kind"] in r.FIRM
    return _by_a_person(row) and (row["disposition"] in r.HARMS or early or firm)


_OF_A_CALL: dict[str, Callable[[Row], bool]] = {
    "answered": _by_a_person,
    "unanswered": lambda row: row["network_result"] != NetworkResult.ANSWERED,
    "stayed": lambda row: _by_a_person(row) and row["disposition"] not in r.WENT_AWAY,
    "success": lambda row: row["disposition"] in r.GOALS,
    "harm": _harms,
    "machine": lambda row: row["answered_by"] == AnsweredBy.MACHINE,
    "rejected": lambda row: row["network_result"] == NetworkResult.REJECTED,
    "busy": lambda row: row["network_result"] == NetworkResult.BUSY,
    "callback": lambda row: row["disposition"] == Disposition.CALLBACK_REQUESTED,
    "hung_up": lambda row: (
        row["disposition"] == Disposition.EARLY_HANGUP and row["talk_s"] is not None
    ),
}


def _last(before: Sequence[Happened], event: str) -> Happened | None:
    return next((one for one in reversed(before) if event in one.events), None)


def _said_last(before: Sequence[Happened], event: str, column: str) -> Any:
    last = _last(before, event)
    return None if last is None else last.row[column]


def _in_a_row(before: Sequence[Happened], event: str, broken_by: str) -> int:
    count = 0
    for one in reversed(before):
        count += event in one.events
        if broken_by in one.events:
            break
    return count


def _ms(before: Sequence[Happened], event: str) -> int:
    talked = (one.row["talk_s"] for one in before if event in one.events)
    return sum(round(seconds * 1000) for seconds in talked if seconds is not None)


def _share(found: Figures, part: str, of: str, scale: int = 1) -> float | None:
    return float(np.float32(found[part] / found[of] / scale)) if found[of] > 0 else None


def _clock(asked: Row) -> Figures:
    zone, at = asked.get("zone"), asked["at"]
    if zone is None:
        return {"local_hour": None, "local_weekday": None}
    here = at.astimezone(ZoneInfo(zone))
    return {"local_hour": here.hour, "local_weekday": here.isoweekday()}


def _seconds(at: datetime) -> int:
    return int(at.timestamp() // 1)
