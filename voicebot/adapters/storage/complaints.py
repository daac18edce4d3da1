"""Feedback and complaints: what they demand is done, and they are kept until answered."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage import webhook_events
from voicebot.adapters.storage.consent_lives import chunks, same_persons
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.paging import older
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.tables import ComplaintRow, SuppressionRow
from voicebot.contacts.complaint import Complaint, Taken, TakenAll
from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import (
    ANSWER_WITHIN,
    FIRST_STATE,
    ComplaintState,
    Feedback,
    FeedbackKind,
)
from voicebot.contacts.feedback_file import ListedFeedback
from voicebot.contacts.listed import Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource, SuppressionReason
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput, NotFound
from voicebot.understanding.intents import Meaning
from voicebot.understanding.meaning import PHRASES_ALONE, Understanding
from voicebot.understanding.written import Written, read_written

_OPEN, _RESOLVED = str(ComplaintState.OPEN), str(ComplaintState.RESOLVED)
_UNANSWERED = (_OPEN, str(ComplaintState.WAITING))


class Complaints:
    """Takes messages in, shows and resolves them."""

    def __init__(self, database: Database, register: Register, clock: Clock) -> None:
        self._database = database
        self._register = register
        self._clock = clock

    def take(self, feedback: Feedback, understanding: Understanding = PHRASES_ALONE) -> Taken:
        """Understand a message and do what it demands; the same one again changes nothing.

        A demand to stop is an opt-out of scope SELLER, on disk before anything else. A complaint is
        open until it is resolved. Raises BadInput for a message from the future, and for an id that
        belongs to another message: its opt-out would pass for that one's.
        """
        now = self._clock.now()
        feedback.require_sound(now)
        self._require_own_id(feedback)
        demands = read_written(feedback.text, feedback.language, understanding)
        where = None
        if demands.opt_out is not None:
            where = self._register.save(_optout(feedback, demands.opt_out))
        with self._database.write() as session:
            new = _enter(session, feedback, demands, now)
            complaint = _from_row(session.get_one(ComplaintRow, feedback.feedback_id))
        deciding = demands.opt_out or demands.complaint
        return Taken(complaint, new, where, deciding.text if deciding else "")

    def _require_own_id(self, feedback: Feedback) -> None:
        with self._database.read() as session:
            known = session.get(ComplaintRow, feedback.feedback_id)
            said = feedback.number.e164, feedback.text
            if known is not None and (known.number, known.text) != said:
                raise BadInput(
                    "another message has this id already", "give this one an id of its own"
                )

    def take_all(
        self,
        rows: Iterable[ListedFeedback | Rejected],
        understanding: Understanding = PHRASES_ALONE,
    ) -> TakenAll:
        """Take in a file of messages, each in a transaction of its own."""
        done = TakenAll()
        for row in rows:
            if isinstance(row, Rejected):
                done.rejected.append(row)
                continue
            try:
                taken = self.take(row.feedback, understanding)
            except BadInput as error:
                done.rejected.append(Rejected(row.row, str(error)))
            else:
                done.count(taken)
        return done

    def resolve(self, complaint_id: str, resolution: str) -> Complaint:
        """Close a complaint with what was answered; a legal hold of the same call ends with it.

        Raises BadInput, NotFound.
        """
        if not resolution.strip():
            raise BadInput("a complaint is resolved by an answer", "give it with --resolution")
        now = self._clock.now()
        with self._database.write() as session:
            chain = Chain(session)
            row = session.get(ComplaintRow, complaint_id)
            if row is None:
                raise NotFound("there is no such complaint", "see `voicebot feedback list`")
            if row.state not in _UNANSWERED:
                raise BadInput("the complaint is resolved already", "see `voicebot feedback list`")
            row.state, row.resolved_at, row.resolution = _RESOLVED, now, resolution
            late = row.answer_due_at is not None and row.answer_due_at < now
            held = _end_hold(session, complaint_id, now)
            body = {"complaint": complaint_id, "kind": row.kind, "late": late, "holds_ended": held}
            personal = {"number": row.number, "resolution": resolution}
            chain.append(now, "complaint_resolved", body, personal=personal, about=[row.number])
            session.flush()
            return _from_row(row)

    def every(
        self,
        number: PhoneNumber | None = None,
        all_: bool = False,
        limit: int | None = None,
        after: tuple[datetime, str] | None = None,
    ) -> Iterator[Complaint]:
        """What waits for an answer, the most urgent first; with `all_` everything, newest first.

        `after` (with `all_`) is the time and id of the last one seen.
        """
        query = select(ComplaintRow)
        if number is not None:
            query = query.where(ComplaintRow.number == number.e164)
        if after is not None:
            query = query.where(older(ComplaintRow.at, ComplaintRow.complaint_id, after))
        if all_:
            query = query.order_by(ComplaintRow.at.desc(), ComplaintRow.complaint_id)
        else:
            query = query.where(ComplaintRow.state.in_(_UNANSWERED)).order_by(
                ComplaintRow.answer_due_at, ComplaintRow.complaint_id
            )
        query = query.limit(limit).execution_options(yield_per=500)
        with self._database.snapshot() as session, closing(session.scalars(query)) as rows:
            for row in rows:
                yield _from_row(row)

    def of_number(self, number: PhoneNumber, as_of: datetime) -> list[Complaint]:
        """The messages of a number that were on record by a day, as they stood then."""
        query = select(ComplaintRow).where(
            ComplaintRow.number == number.e164, ComplaintRow.recorded_at <= as_of
        )
        with self._database.read() as session:
            rows = session.scalars(query.order_by(ComplaintRow.at, ComplaintRow.complaint_id))
            return [_as_of(row, as_of) for row in rows]


def open_complaints(session: Session, numbers: Sequence[str]) -> dict[str, list[str]]:
    """Identifiers of the open complaints of each number's person: advertising is frozen.

    Numbers without one are left out.
    """
    persons = same_persons(session, numbers)
    everybody = sorted({own for owns in persons.values() for own in owns})
    by_number: dict[str, list[str]] = {}
    for some in chunks(everybody):
        for row in session.execute(_open(ComplaintRow.number.in_(some))):
            by_number.setdefault(row.number, []).append(row.complaint_id)
    found = {
        number: [one for own in sorted(owns) for one in by_number.get(own, ())]
        for number, owns in persons.items()
    }
    return {number: ids for number, ids in found.items() if ids}


def evidence_held(session: Session, number: str) -> bool:
    """True while a complaint of the number's person is open: nothing of theirs is removed."""
    return bool(open_complaints(session, [number]))


def _end_hold(session: Session, attempt_id: str, now: datetime) -> int:
    """A complaint made on a call has the call's id, as has the hold that a threat put on."""
    ended = (
        update(SuppressionRow)
        .where(
            SuppressionRow.attempt_id == attempt_id,
            SuppressionRow.reason == str(SuppressionReason.LEGAL_HOLD),
            SuppressionRow.until.is_(None),
        )
        .values(until=now)
    )
    return int(session.execute(ended).rowcount)  # type: ignore[attr-defined]


def _open(condition: ColumnElement[bool]) -> Select[str, str]:
    return select(ComplaintRow.number, ComplaintRow.complaint_id).where(
        condition, ComplaintRow.state == _OPEN
    )


def _enter(session: Session, feedback: Feedback, demands: Written, now: datetime) -> bool:
    chain = Chain(session)
    kind = _kind(feedback, demands)
    waits = kind is not FeedbackKind.FEEDBACK
    due = feedback.at + ANSWER_WITHIN if waits else None
    row = {
        "complaint_id": feedback.feedback_id,
        "number": feedback.number.e164,
        "kind": str(kind),
        "state": str(FIRST_STATE[kind]),
        "channel": str(feedback.channel),
        "text": feedback.text,
        "at": feedback.at,
        "recorded_at": now,
        "answer_due_at": due,
        "optout_id": feedback.optout_id if demands.opt_out else None,
    }
    if not insert_new(session, ComplaintRow, [row]):
        return False
    body = {
        "complaint": feedback.feedback_id,
        "kind": str(kind),
        "channel": str(feedback.channel),
        "at": feedback.at.isoformat(),
        "answer_due_at": due.isoformat() if due else None,
        "optout": row["optout_id"],
    }
    number = feedback.number.e164
    personal = {"number": number, "text": feedback.text}
    chain.append(now, "feedback", body, personal=personal, about=[number])
    if kind is FeedbackKind.COMPLAINT:
        webhook_events.complained(session, feedback, due, now)
    return True


def _kind(feedback: Feedback, demands: Written) -> FeedbackKind:
    if feedback.complaint or demands.complaint is not None:
        return FeedbackKind.COMPLAINT
    wishes = feedback.erasure or demands.erasure
    return FeedbackKind.ERASURE if wishes else FeedbackKind.FEEDBACK


def _optout(feedback: Feedback, meaning: Meaning) -> OptOut:
    spoken = feedback.channel is Channel.VOICE
    return OptOut(
        optout_id=feedback.optout_id,
        number=feedback.number,
        scope=OptOutScope.SELLER,
        source=OptOutSource.SPOKEN if spoken else OptOutSource.WRITTEN,
        at=feedback.at,
        reason="said it" if spoken else f"wrote it, {str(feedback.channel).lower()}",
        words=feedback.text,
        confidence=meaning.confidence,
        refusal_kind=str(meaning.refusal_kind) if meaning.refusal_kind else None,
    )


def _from_row(row: ComplaintRow) -> Complaint:
    return Complaint(
        complaint_id=row.complaint_id,
        number=PhoneNumber(row.number),
        kind=FeedbackKind(row.kind),
        state=ComplaintState(row.state),
        channel=Channel(row.channel),
        text=row.text,
        at=row.at,
        recorded_at=row.recorded_at,
        answer_due_at=row.answer_due_at,
        resolved_at=row.resolved_at,
        resolution=row.resolution,
        optout_id=row.optout_id,
    )


def _as_of(row: ComplaintRow, as_of: datetime) -> Complaint:
    """As it stood: what was resolved later was open still."""
    found = _from_row(row)
    if row.resolved_at is None or row.resolved_at <= as_of:
        return found
    return replace(found, state=FIRST_STATE[found.kind], resolved_at=None, resolution=None)
