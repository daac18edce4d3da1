"""Opt-outs as table rows and as JSON."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from voicebot.adapters.storage.tables import OptOutRow
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource

_PLAIN = (
    "optout_id",
    "reason",
    "words",
    "confidence",
    "refusal_kind",
    "attempt_id",
    "campaign_id",
    "purpose",
    "evidence",
)


def as_columns(optout: OptOut) -> dict[str, Any]:
    """The columns of `optouts` that the opt-out itself gives."""
    columns = {name: getattr(optout, name) for name in _PLAIN}
    columns |= {"number": optout.number.e164, "at": optout.at}
    return columns | {"scope": str(optout.scope), "source": str(optout.source)}


def from_row(row: OptOutRow) -> OptOut:
    """The opt-out of a row."""
    return from_columns({name: getattr(row, name) for name in _NAMES})


def from_columns(columns: Mapping[str, Any]) -> OptOut:
    """The opt-out of what `as_columns` gave. Raises ValueError, KeyError for anything else."""
    plain = {name: columns[name] for name in _PLAIN}
    return OptOut(
        number=PhoneNumber(columns["number"]),
        scope=OptOutScope(columns["scope"]),
        source=OptOutSource(columns["source"]),
        at=columns["at"],
        **plain,
    )


def as_json(optout: OptOut) -> dict[str, Any]:
    """For the spool and the command line: the time as ISO text."""
    return as_columns(optout) | {"at": optout.at.isoformat()}


def parted(optout: OptOut) -> tuple[dict[str, Any], dict[str, Any]]:
    """For the journal: what stays open, and what is personal."""
    body = as_json(optout)
    personal = {name: body.pop(name) for name in _PERSONAL}
    return body, personal


def from_json(body: Mapping[str, Any]) -> OptOut:
    """Read back what `as_json` gave."""
    return from_columns({**body, "at": datetime.fromisoformat(body["at"])})


_PERSONAL = ("number", "words", "reason")
_NAMES = tuple(field.name for field in dataclasses.fields(OptOut))
