"""Calls as a list shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.call_words import lines_of
from voicebot.adapters.storage.tables import (
    AttemptRow,
    CampaignRow,
    ContactRow,
    CorrectionRow,
)


@dataclass(frozen=True, slots=True)
class ListedCall:
    """One call in a list; terms of the rules as text.

    `said` is what the person said at last, or the words of their opt-out; `corrected` are the
    reviewers' outcomes, each once.
    """

    attempt_id: str
    at: datetime
    number: str
    name: str
    direction: str
    campaign: str
    purpose: str
    disposition: str
    refusal_kind: str
    answered_by: str
    certainty: float | None
    talk_s: float | None
    said: str
    marked: str
    corrected: tuple[str, ...]


def listed(session: Session, attempt_ids: Sequence[str]) -> list[ListedCall]:
    """These calls, in this order; a call that went meanwhile is left out."""
    query = (
        select(AttemptRow, CampaignRow.name)
        .join(CampaignRow, CampaignRow.campaign_id == AttemptRow.campaign_id, isouter=True)
        .where(AttemptRow.attempt_id.in_(attempt_ids))
    )
    rows = {row.attempt_id: (row, campaign) for row, campaign in session.execute(query)}
    names = names_of(session, {row.number for row, _ in rows.values() if row.number})
    words = reviewers_words(session, attempt_ids)
    return [_listed(*rows[one], names, words.get(one, ())) for one in attempt_ids if one in rows]


def names_of(session: Session, numbers: set[str]) -> dict[str, str]:
    """The newest name on a list of each number that has one."""
    query = (
        select(ContactRow.number, ContactRow.name)
        .where(ContactRow.number.in_(numbers), ContactRow.name != "")
        .order_by(ContactRow.id)
    )
    return {row.number: row.name for row in session.execute(query)} if numbers else {}


def reviewers_words(session: Session, attempt_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The outcomes that reviewers put beside these calls, each once, by attempt."""
    query = (
        select(CorrectionRow.attempt_id, CorrectionRow.disposition)
        .where(CorrectionRow.attempt_id.in_(attempt_ids))
        .order_by(CorrectionRow.at, CorrectionRow.correction_id)
    )
    found: dict[str, dict[str, None]] = {}
    for row in session.execute(query):
        found.setdefault(row.attempt_id, {})[row.disposition] = None
    return {attempt_id: tuple(words) for attempt_id, words in found.items()}


def _listed(
    row: AttemptRow, campaign: str | None, names: Mapping[str, str], corrected: tuple[str, ...]
) -> ListedCall:
    record = row.record or {}
    return ListedCall(
        attempt_id=row.attempt_id,
        at=row.at,
        number=row.number or "",
        name=names.get(row.number or "", ""),
        direction=row.direction,
        campaign=campaign or "",
        purpose=row.purpose,
        disposition=row.disposition or "",
        refusal_kind=row.refusal_kind or "",
        answered_by=row.answered_by or "",
        certainty=row.certainty,
        talk_s=row.talk_s,
        said=said_at_last(record),
        marked=str(record.get("review") or ""),
        corrected=corrected,
    )


def said_at_last(record: Mapping[str, Any]) -> str:
    """The words of the opt-out, or the person's last ones; empty if nothing was said."""
    optout = record.get("opt_out") or {}
    if optout.get("words"):
        return str(optout["words"])
    lines = lines_of(record)
    return str(lines[-1].get("text", "")) if lines else ""
