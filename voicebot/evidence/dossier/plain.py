"""Anything of a dossier as JSON."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any


def plain(value: Any) -> Any:
    """Dataclasses as objects, aware times as ISO 8601 in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
