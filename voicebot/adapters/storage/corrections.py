"""Corrections: what supervisors say of calls, beside what the robot concluded."""

import uuid
from dataclasses import replace
from datetime import datetime

import polars as pl
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import call_counts, learned_rows, review_rows
from voicebot.adapters.storage.corrected import verdicts
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.frames import few
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.known_tables import everybody
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.tables import AttemptRow, CorrectionRow
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.conversation.ports import Clock
from voicebot.errors import NotFound
from voicebot.evidence.kinds import Kind
from voicebot.learning.targets import SURE
from voicebot.outcomes.correction import Agreement, Corrected, Correction
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind


class Corrections:
    """Takes corrections in and tells them. Nothing written is ever changed."""

    def __init__(self, database: Database, register: Register, clock: Clock) -> None:
        self._database = database
        self._register = register
        self._clock = clock

    def correct(
        self,
        attempt_id: str,
        disposition: Disposition,
        by: str,
        refusal_kind: RefusalKind | None = None,
        note: str = "",
    ) -> Corrected:
        """Put a reviewer's word beside the outcome of a call that has ended.

        Where the reviewer heard a demand to stop, the opt-out is on disk before anything else. A
        word that there was none lifts no opt-out. Raises NotFound, BadInput, StorageError.
        """
        if disposition is Disposition.OPT_OUT and refusal_kind is None:
            refusal_kind = RefusalKind.EXPLICIT_OPT_OUT
        correction = Correction(
            str(uuid.uuid4()), attempt_id, disposition, refusal_kind, note, by, self._clock.now()
        )
        with self._database.read() as session:
            found = _settled(session, attempt_id)
            number, purpose = found.number, found.purpose
            result = Corrected(correction, Disposition(str(found.disposition)))
        if correction.demands_silence and number is not None:
            saved = self._register.save(_optout(correction, number, purpose))
            result = replace(result, optout_saved=saved)
        elif number is not None:
            left = len(self._register.find(PhoneNumber(number)))
            result = replace(result, optouts_left=left)
        self._write(correction, number)
        return result

    def of(self, attempt_id: str) -> list[Correction]:
        """Every correction of a call, the oldest first."""
        with self._database.read() as session:
            return corrections_of(session, attempt_id)

    def agreement(self) -> Agreement:
        """How often reviewers of the same call agree; of each the newest word counts."""
        found = self._verdicts()
        several = found.filter(pl.col("reviewers") > 1)
        return Agreement(found.height, several.height, int(several["agreed"].sum()))

    def disputed(self) -> list[str]:
        """The attempts about which reviewers differ."""
        return self._verdicts().filter(~pl.col("agreed"))["attempt_id"].to_list()

    def to_review(self, since: datetime | None = None, limit: int | None = None) -> list[str]:
        """Attempts that somebody should look at and nobody did, the newest first.

        Those marked on the call (an emergency), and those of which the robot was not sure.
        """
        query = select(AttemptRow.attempt_id).where(
            AttemptRow.state == "SETTLED",
            _doubtful(),
            AttemptRow.attempt_id.not_in(select(CorrectionRow.attempt_id)),
        )
        if since is not None:
            query = query.where(AttemptRow.at >= since)
        newest = query.order_by(AttemptRow.at.desc(), AttemptRow.attempt_id).limit(limit)
        with self._database.read() as session:
            return list(session.scalars(newest))

    def _verdicts(self) -> pl.DataFrame:
        with self._database.read() as session:
            found = few(session, learned_rows.corrections(everybody), learned_rows.CORRECTIONS)
        return verdicts(found)

    def _write(self, correction: Correction, number: str | None) -> None:
        with self._database.write() as session:
            chain = Chain(session)
            row = {
                "correction_id": correction.correction_id,
                "attempt_id": correction.attempt_id,
                "disposition": str(correction.disposition),
                "refusal_kind": str(correction.refusal_kind) if correction.refusal_kind else None,
            }
            session.add(
                CorrectionRow(
                    **row,
                    note=correction.note,
                    reviewer=correction.by,
                    at=correction.at,
                    journal_seq=chain.next_seq,
                )
            )
            review_rows.looked(session, correction.attempt_id)
            call_counts.corrected(session, correction.attempt_id)
            chain.append(
                correction.at,
                Kind.CALL_CORRECTED,
                row | {"by": correction.by},
                personal={"number": number, "note": correction.note},
                about=[number] if number else [],
            )


def corrections_of(session: Session, attempt_id: str) -> list[Correction]:
    """Every correction of a call, the oldest first."""
    query = (
        select(CorrectionRow)
        .where(CorrectionRow.attempt_id == attempt_id)
        .order_by(CorrectionRow.at, CorrectionRow.correction_id)
    )
    return [_from_row(row) for row in session.scalars(query)]


def _settled(session: Session, attempt_id: str) -> AttemptRow:
    row = session.get(AttemptRow, attempt_id)
    if row is None or row.state != "SETTLED":
        raise NotFound("there is no such call, or it has not ended", "see `voicebot calls list`")
    return row


def _doubtful() -> ColumnElement[bool]:
    return or_(
        AttemptRow.record["review"].as_string().is_not(None),
        AttemptRow.certainty < SURE,
        AttemptRow.answered_by == str(AnsweredBy.NOT_SURE),
        AttemptRow.disposition == str(Disposition.PARTIAL),
    )


def _optout(correction: Correction, number: str, purpose: str) -> OptOut:
    """The person's demand, with the correction as its evidence."""
    named = f"opt-out by correction {correction.correction_id}"
    return OptOut(
        optout_id=str(uuid.uuid5(uuid.NAMESPACE_OID, named)),
        number=PhoneNumber(number),
        scope=OptOutScope.SELLER,
        source=OptOutSource.SUPERVISOR,
        at=correction.at,
        reason=f"heard on the call by {correction.by}, correction {correction.correction_id}",
        refusal_kind=str(correction.refusal_kind) if correction.refusal_kind else None,
        attempt_id=correction.attempt_id,
        purpose=purpose,
    )


def _from_row(row: CorrectionRow) -> Correction:
    return Correction(
        correction_id=row.correction_id,
        attempt_id=row.attempt_id,
        disposition=Disposition(row.disposition),
        refusal_kind=RefusalKind(row.refusal_kind) if row.refusal_kind else None,
        note=row.note,
        by=row.reviewer,
        at=row.at,
    )
