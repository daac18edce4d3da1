"""Calls of another dialler as table rows."""

from datetime import datetime
from typing import Any

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import (
    OptOut,
    OptOutScope,
    OptOutSource,
    optout_id_of_call,
)
from voicebot.outcomes.consequences import Suppress
from voicebot.outcomes.history import PastCall
from voicebot.outcomes.history_following import ended_at

_MOST_CAMPAIGN = 64  # characters


def attempt(call: PastCall, source: str, now: datetime, seq: int) -> dict[str, Any]:
    """A settled attempt; what the row says beside the call is under `attributes` of its record."""
    outcome = call.outcome
    campaign = f"{source}: {call.campaign}"[:_MOST_CAMPAIGN] if call.campaign else None
    return {
        "attempt_id": call.call_id,
        "state": "SETTLED",
        "number": call.number.e164,
        "target": call.number.e164,
        "direction": "outbound",
        "campaign_id": campaign,
        "flow": "",
        "language": "",
        "purpose": str(call.purpose),
        "at": call.at,
        "settled_at": now,
        "settled_seq": seq,
        "network_result": str(outcome.network),
        "answered": outcome.answered,
        "answered_by": str(outcome.answered_by),
        "disposition": str(outcome.disposition),
        "refusal_kind": str(outcome.refusal_kind) if outcome.refusal_kind else None,
        "record": _record(call, source),
        "talk_s": _talked_s(call),
        "satisfaction": call.satisfaction,
        "channel": str(call.channel),
        "source": source,
    }


def optout(call: PastCall, source: str, now: datetime, seq: int) -> dict[str, Any]:
    """The opt-out that the other dialler took down, at the time it was said."""
    return {
        "optout_id": optout_id_of_call(call.call_id),
        "number": call.number.e164,
        "scope": str(call.outcome.opt_out),
        "source": str(OptOutSource.IMPORT),
        "at": ended_at(call),
        "recorded_at": now,
        "reason": f"an opt-out in the history of {source}",
        "refusal_kind": str(call.outcome.refusal_kind) if call.outcome.refusal_kind else None,
        "attempt_id": call.call_id,
        "purpose": str(call.purpose),
        "journal_seq": seq,
    }


def said(row: dict[str, Any]) -> OptOut:
    """The opt-out of a row that `optout` made."""
    return OptOut(
        optout_id=row["optout_id"],
        number=PhoneNumber(row["number"]),
        scope=OptOutScope(row["scope"]),
        source=OptOutSource(row["source"]),
        at=row["at"],
        reason=row["reason"],
        purpose=row["purpose"],
    )


def suppression(call: PastCall, one: Suppress, seq: int) -> dict[str, Any]:
    """A suppression from the call's own end."""
    return {
        "number": call.number.e164,
        "reason": str(one.reason),
        "since": ended_at(call),
        "until": one.until,
        "why": one.why,
        "attempt_id": call.call_id,
        "journal_seq": seq,
    }


def _record(call: PastCall, source: str) -> dict[str, Any]:
    outcome = call.outcome
    return {
        "attempt_id": call.call_id,
        "target": call.number.e164,
        "direction": "outbound",
        "at": call.at.isoformat(),
        "network": {"result": str(outcome.network), "sip_code": None, "q850": None},
        "answered_by": str(outcome.answered_by),
        "disposition": str(outcome.disposition),
        "refusal_kind": str(outcome.refusal_kind) if outcome.refusal_kind else None,
        "transcript": [],
        "timings": {"talk_s": _talked_s(call)},
        "source": source,
        "code": call.code,
        "attributes": call.attributes,
    }


def _talked_s(call: PastCall) -> float | None:
    return call.duration_s if call.outcome.answered else None
