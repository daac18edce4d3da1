"""Which calls a list asks for, and the conditions that say so in the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, or_, select

from voicebot.adapters.storage.tables import AttemptRow, CorrectionRow, ReviewItemRow

_INBOUND = "inbound"


@dataclass(frozen=True, slots=True)
class Place:
    """A call's place in the list: after it come older ones."""

    at: datetime
    attempt_id: str


@dataclass(frozen=True, slots=True)
class WantedCalls:
    """Which calls: each condition given narrows them.

    Terms of the rules as text; `words` as typed, all of them said by the person; certainty 0 to 1;
    times aware, `until` outside. `looked` is "yes", "no" or "differ".
    """

    number: str = ""
    campaign_id: str = ""
    disposition: str = ""
    refusal_kind: str = ""
    answered_by: str = ""
    direction: str = ""
    words: str = ""
    surer_than: float | None = None
    less_sure_than: float | None = None
    since: datetime | None = None
    until: datetime | None = None
    looked: str = ""


def leading(wanted: WantedCalls) -> list[ColumnElement[bool]]:
    """The condition that narrows most, and has an index in the order of time."""
    if wanted.number:
        return [AttemptRow.number == wanted.number]
    if wanted.direction == _INBOUND:  # said in the query itself, as the index of a part wants it
        return [AttemptRow.direction == literal_column(f"'{_INBOUND}'")]
    for name in ("refusal_kind", "disposition", "campaign_id"):
        if value := getattr(wanted, name):
            return [getattr(AttemptRow, name) == value]
    return []


def conditions(wanted: WantedCalls, row: Any) -> list[ColumnElement[bool]]:
    """All but the words, the number and the time."""
    found: list[ColumnElement[bool]] = []
    for name in ("campaign_id", "disposition", "refusal_kind", "answered_by", "direction"):
        if value := getattr(wanted, name):
            found.append(getattr(row, name) == value)
    if wanted.surer_than is not None:
        found.append(row.certainty >= wanted.surer_than)
    if wanted.less_sure_than is not None:
        found.append(row.certainty < wanted.less_sure_than)
    return found + _looked(wanted.looked, row)


def _looked(looked: str, row: Any) -> list[ColumnElement[bool]]:
    """The calls that somebody looked at are few: they are read once, not asked for each call."""
    own = row.attempt_id
    disputed = select(ReviewItemRow.attempt_id).where(ReviewItemRow.disputed)
    known: dict[str, list[ColumnElement[bool]]] = {
        "yes": [own.in_(select(CorrectionRow.attempt_id))],
        "no": [own.not_in(select(CorrectionRow.attempt_id))],
        "differ": [own.in_(disputed)],
    }
    return known.get(looked, [])


def span(wanted: WantedCalls, at: Any) -> list[ColumnElement[bool]]:
    """Within the times that are asked for."""
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(at >= wanted.since)
    if wanted.until is not None:
        found.append(at < wanted.until)
    return found


def older(row: Any, place: Place | None) -> list[ColumnElement[bool]]:
    """After this place. That the time is no later is said besides: an index can begin at it."""
    if place is None:
        return []
    same = and_(row.at == place.at, row.attempt_id < place.attempt_id)
    return [row.at <= place.at, or_(row.at < place.at, same)]
