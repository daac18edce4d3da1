"""What was between us and a person, newest first: calls, and calls that were not placed, and why.

Everything is found by a person's numbers, and a page at a time.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.listed_call import reviewers_words
from voicebot.adapters.storage.tables import (
    AttemptRow,
    CampaignRow,
    JournalRow,
    JournalSubjectRow,
)

CALLED, NOT_CALLED, CAME_IN = "called", "not called", "came in"
MOST_CALLS = 500
"""So many of the newest calls say at what hours somebody answers."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A call (`what`: CALLED, CAME_IN), or one that was considered and not placed (NOT_CALLED).

    `reasons` say why it was not; `until` when it may be asked again. `learned` is what a model said
    of it, as the decision has it; `seq` is the decision's record.
    """

    what: str
    at: datetime
    number: str
    attempt_id: str
    purpose: str
    campaign: str | None
    channel: str = "VOICE"
    disposition: str | None = None
    corrected: tuple[str, ...] = ()  # reviewers' outcomes, each once
    answered_by: str | None = None
    talk_s: float | None = None
    under_way: bool = False
    reasons: tuple[str, ...] = ()
    until: datetime | None = None
    result: str = ""
    score: float | None = None
    model: str | None = None
    learned: Mapping[str, Any] = field(default_factory=dict)
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A page of it; `older` is the time before which the next page begins, None for the last."""

    lines: tuple[StoryLine, ...]
    older: datetime | None


class PersonStory:
    """Reads a person's calls and non-calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(self, numbers: Sequence[str], limit: int, before: datetime | None = None) -> Story:
        """At most `limit` of what was before a time, newest first."""
        with self._database.read() as session:
            names = {
                row.campaign_id: row.name
                for row in session.execute(select(CampaignRow.campaign_id, CampaignRow.name))
            }
            calls = _calls(session, numbers, limit + 1, before, names)
            refused, reached = _not_placed(session, numbers, limit + 1, before, names)
        horizon = [reached] if reached else []
        horizon += [calls[-1].at] if len(calls) > limit else []
        whole = [line for line in (*calls, *refused) if not horizon or line.at >= max(horizon)]
        whole.sort(key=lambda line: line.at, reverse=True)
        more = bool(horizon) or len(whole) > limit
        shown = tuple(whole[:limit])
        older = (shown[-1].at if shown else max(horizon)) if more else None
        return Story(shown, older)

    def hours(self, numbers: Sequence[str], zone: str) -> dict[int, tuple[int, int]]:
        """By the hour on the person's clock: how many of our calls were answered, of how many."""
        query = (
            select(AttemptRow.at, AttemptRow.answered)
            .where(
                AttemptRow.number.in_(numbers),
                AttemptRow.direction == "outbound",
                AttemptRow.answered.is_not(None),
            )
            .order_by(AttemptRow.at.desc())
            .limit(MOST_CALLS)
        )
        found: dict[int, tuple[int, int]] = {}
        with self._database.read() as session:
            for row in session.execute(query):
                hour = row.at.astimezone(ZoneInfo(zone)).hour
                answered, tried = found.get(hour, (0, 0))
                found[hour] = (answered + bool(row.answered), tried + 1)
        return found

    def latest(self, limit: int) -> list[StoryLine]:
        """The newest calls of all, for whoever looks for nobody in particular."""
        query = (
            select(AttemptRow, CampaignRow.name)
            .join(CampaignRow, CampaignRow.campaign_id == AttemptRow.campaign_id, isouter=True)
            .where(AttemptRow.number.is_not(None))
            .order_by(AttemptRow.at.desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return [_call(row, name) for row, name in session.execute(query)]


def _calls(
    session: Session,
    numbers: Sequence[str],
    limit: int,
    before: datetime | None,
    names: Mapping[str, str],
) -> list[StoryLine]:
    query = select(AttemptRow).where(AttemptRow.number.in_(numbers))
    if before is not None:
        query = query.where(AttemptRow.at < before)
    query = query.order_by(AttemptRow.at.desc()).limit(limit)
    lines = [_call(row, names.get(row.campaign_id or "")) for row in session.scalars(query)]
    words = reviewers_words(session, [line.attempt_id for line in lines])
    return [replace(line, corrected=words.get(line.attempt_id, ())) for line in lines]


def _call(row: AttemptRow, campaign: str | None) -> StoryLine:
    return StoryLine(
        what=CAME_IN if row.direction == "inbound" else CALLED,
        at=row.at,
        number=row.number or "",
        attempt_id=row.attempt_id,
        purpose=row.purpose,
        campaign=campaign,
        channel=row.channel,
        disposition=row.disposition,
        answered_by=row.answered_by,
        talk_s=row.talk_s,
        under_way=row.state == "OPEN",
        score=row.score,
        model=row.model_version,
    )


def _not_placed(
    session: Session,
    numbers: Sequence[str],
    limit: int,
    before: datetime | None,
    names: Mapping[str, str],
) -> tuple[list[StoryLine], datetime | None]:
    """Decisions that placed no call; and how far back was read, None for all the way."""
    about = select(JournalSubjectRow.seq).where(JournalSubjectRow.number.in_(numbers))
    query = (
        select(JournalRow.seq, JournalRow.at, JournalRow.body, JournalSubjectRow.number)
        .join(JournalSubjectRow, JournalSubjectRow.seq == JournalRow.seq)
        .where(JournalSubjectRow.number.in_(numbers), JournalRow.kind == "decision")
        .where(JournalRow.seq.in_(about))  # else SQLite goes through every decision
    )
    if before is not None:
        query = query.where(JournalRow.at < before)
    found = session.execute(query.order_by(JournalRow.at.desc()).limit(limit)).all()
    told = [_refusal(row.seq, row.at, row.number, json.loads(row.body), names) for row in found]
    begun = select(AttemptRow.attempt_id).where(
        AttemptRow.attempt_id.in_([line.attempt_id for line in told])
    )
    placed = set(session.scalars(begun))
    lines = [line for line in told if line.attempt_id not in placed]
    return lines, (found[-1].at if len(found) == limit else None)


def _refusal(
    seq: int, at: datetime, number: str, said: Mapping[str, Any], names: Mapping[str, str]
) -> StoryLine:
    decision = said.get("decision") or {}
    until = decision.get("defer_until")
    learned = decision.get("learned") or {}
    return StoryLine(
        what=NOT_CALLED,
        at=at,
        number=number,
        attempt_id=str(said.get("attempt_id", "")),
        purpose=str(said.get("purpose", "")),
        campaign=names.get(str(said.get("campaign_id") or "")),
        reasons=tuple(decision.get("reasons") or ()),
        until=datetime.fromisoformat(until) if until else None,
        result=str(said.get("result", "")),
        score=learned.get("score"),
        model=learned.get("model"),
        learned=learned,
        seq=seq,
    )
