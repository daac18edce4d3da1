"""What of a call's record stays in the journal for good, and what can be erased."""

from collections.abc import Mapping
from typing import Any

OPEN_OF_CALL = frozenset(
    {
        "attempt_id",
        "direction",
        "at",
        "flow",
        "language",
        "network",
        "answered_by",
        "disposition",
        "refusal_kind",
        "callback_at",
        "goal",
        "review",
        "timings",
        "recording",
        "recording_sha256",
        "decision_id",
    }
)
OPEN_OF_OPTOUT = frozenset({"scope", "evidence", "saved_before_acknowledged", "where"})


def part_call(record: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A call record as JSON in two: open, and personal.

    Whatever is not known to be open is personal: target, words, keys, and what is added later.
    """
    opened = {name: value for name, value in record.items() if name in OPEN_OF_CALL}
    personal = {name: value for name, value in record.items() if name not in OPEN_OF_CALL}
    optout = record.get("opt_out")
    opened["opt_out"] = optout and {n: v for n, v in optout.items() if n in OPEN_OF_OPTOUT}
    personal["opt_out"] = optout and {n: v for n, v in optout.items() if n not in OPEN_OF_OPTOUT}
    return opened, personal


def whole_call(content: Mapping[str, Any]) -> dict[str, Any]:
    """The call record in the content of an `outcome`, as far as it is still kept."""
    opened, personal = content.get("record") or {}, content.get("call") or {}
    optout = (opened.get("opt_out") or {}) | (personal.get("opt_out") or {})
    return {**opened, **personal, "opt_out": optout or None}
