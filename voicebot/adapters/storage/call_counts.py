"""Calls into the figures: each as it ends, again when it is corrected, those of old in a chore."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voicebot.adapters.storage import learned_rows
from voicebot.adapters.storage.call_counting import MEASURES, Adding, CountedAs, add_call
from voicebot.adapters.storage.corrected import verdicts
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.frames import few
from voicebot.adapters.storage.tables import (
    AttemptRow,
    CallFigureRow,
    ContactRow,
    CorrectionRow,
)
from voicebot.contacts.consent import Relation

BATCH = 500  # calls in one transaction: live calls wait for it a fraction of a second
UNCOUNTED = text("attempts.state = 'SETTLED' AND attempts.counted_as IS NULL")
"""The condition of the index of calls that are not counted yet, word for word."""

_READ = (
    *("attempt_id", "at", "number", "direction", "channel", "purpose", "language", "flow"),
    *("campaign_id", "answered", "disposition", "refusal_kind", "talk_s", "satisfaction"),
    *("score", "explored", "counted_as"),
)
_COLUMNS = [getattr(AttemptRow, name) for name in _READ]
_WORDS = {name: kind for name, kind in learned_rows.CORRECTIONS.items() if name != "number"}
_SUMS = ("satisfied", "talk_s")


def enter(session: Session, attempt: AttemptRow) -> None:
    """In the transaction that settles the call."""
    session.flush()
    _count(session, [_read(session, attempt.attempt_id)])
    session.expire(attempt, ["counted_as"])


def corrected(session: Session, attempt_id: str) -> None:
    """In the transaction that writes a reviewer's word: counted as reviewers have it now."""
    session.flush()
    call = _read(session, attempt_id)
    if call["counted_as"] is not None:
        _count(session, [call])


class CallCounts:
    """Counts the calls that were settled before calls were counted, or were imported."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def catch_up(self, _now: datetime) -> int:
        """Count them batch by batch until none is left; returns how many there were.

        Broken off, it goes on the next time; no call is counted twice.
        """
        done = 0
        while counted := self._batch():
            done += counted
        return done

    def _batch(self) -> int:
        query = select(*_COLUMNS).where(UNCOUNTED).order_by(AttemptRow.attempt_id).limit(BATCH)
        with self._database.write() as session:
            found = session.execute(query.with_for_update(skip_locked=True))
            calls = [dict(row._mapping) for row in found]
            _count(session, calls)
        return len(calls)


def _read(session: Session, attempt_id: str) -> dict[str, Any]:
    query = select(*_COLUMNS).where(AttemptRow.attempt_id == attempt_id).with_for_update()
    return dict(session.execute(query).one()._mapping)


def _count(session: Session, calls: Sequence[Mapping[str, Any]]) -> None:
    """Calls that were counted before are taken out first."""
    if not calls:
        return
    judged = _judged(session, [call["attempt_id"] for call in calls])
    audiences = _audiences(session, {call["number"] for call in calls if call["number"]})
    adding: Adding = {}
    marks = []
    for call in calls:
        before = CountedAs.read(call["counted_as"]) if call["counted_as"] else None
        if before is not None:
            add_call(adding, call, before, -1)
        audience = before.audience if before else audiences.get(call["number"], _STRANGER)
        as_ = _counted_as(call, judged, audience)
        add_call(adding, call, as_)
        marks.append({"id_": call["attempt_id"], "as_": str(as_)})
    _write(session, adding)
    mark = update(AttemptRow).where(AttemptRow.attempt_id == bindparam("id_"))
    session.connection().execute(mark.values(counted_as=bindparam("as_")), marks)


_STRANGER = str(Relation.STRANGER)


def _counted_as(
    call: Mapping[str, Any], judged: Mapping[str, tuple[str, str]], audience: str
) -> CountedAs:
    own = (call["disposition"] or "", call["refusal_kind"] or "")
    disposition, refusal_kind = judged.get(call["attempt_id"], own)
    return CountedAs(disposition, refusal_kind, audience)


def _judged(session: Session, attempt_ids: list[str]) -> dict[str, tuple[str, str]]:
    """What reviewers agreed on, where they did."""
    reviewed = select(CorrectionRow.attempt_id).where(CorrectionRow.attempt_id.in_(attempt_ids))
    ids = set(session.scalars(reviewed))
    if not ids:
        return {}
    theirs = select(*(getattr(CorrectionRow, name) for name in _WORDS))
    found = few(session, theirs.where(CorrectionRow.attempt_id.in_(ids)), _WORDS)
    return {
        row["attempt_id"]: (row["disposition"], row["refusal_kind"] or "")
        for row in verdicts(found).iter_rows(named=True)
        if row["disposition"] is not None
    }


def _audiences(session: Session, numbers: Iterable[str]) -> dict[str, str]:
    """How each person stands to us by the newest list; who is on none is not among them."""
    query = (
        select(ContactRow.number, ContactRow.relation)
        .where(ContactRow.number.in_(numbers))
        .order_by(ContactRow.id)
    )
    return {row.number: row.relation for row in session.execute(query)}


def _write(session: Session, adding: Adding) -> None:
    """In the order of their keys, so that of two writers one waits and none is refused."""
    rows = [
        {"facet": facet, "hour": hour, "name": name}
        | {m: sums[m] if m in _SUMS else int(sums[m]) for m in MEASURES}
        for (facet, hour, name), sums in sorted(adding.items())
        if any(sums.values())
    ]
    if not rows:
        return
    dialect = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    fresh = dialect.insert(CallFigureRow)
    sums = {name: getattr(CallFigureRow, name) + fresh.excluded[name] for name in MEASURES}
    added = fresh.on_conflict_do_update(index_elements=["facet", "hour", "name"], set_=sums)
    session.connection().execute(added, rows)
