"""Call orders as JSON, so that an attempt whose process died can still be settled."""

import dataclasses
from datetime import date, datetime
from typing import Any

from voicebot.contacts.purpose import Purpose
from voicebot.conversation.ports import CallOrder, Recorded


def as_json(order: CallOrder) -> dict[str, Any]:
    """Every field; times and dates among the variables say what they are."""
    body = {field.name: getattr(order, field.name) for field in dataclasses.fields(order)}
    body |= {"purpose": str(order.purpose), "recorded": str(order.recorded)}
    body["variables"] = {name: _plain(value) for name, value in order.variables.items()}
    return body


def from_json(body: dict[str, Any]) -> CallOrder:
    """Read back what `as_json` gave."""
    known = {field.name for field in dataclasses.fields(CallOrder)}
    fields = {name: value for name, value in body.items() if name in known}
    fields["purpose"] = Purpose(fields["purpose"])
    fields["recorded"] = Recorded(fields.get("recorded", Recorded.WHOLE))
    fields["variables"] = {name: _revived(value) for name, value in fields["variables"].items()}
    return CallOrder(**fields)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _revived(value: Any) -> object:
    if isinstance(value, dict) and "time" in value:
        return datetime.fromisoformat(value["time"])
    if isinstance(value, dict) and "date" in value:
        return date.fromisoformat(value["date"])
    return value
