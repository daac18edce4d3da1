"""Calls worth a look, as rows: entered when a call is settled, marked when somebody looked."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.tables import AttemptRow, CorrectionRow, ReviewItemRow
from voicebot.learning.worth_a_look import Seen, worth_a_look


def enter(session: Session, attempt: AttemptRow, new_words: int = 0) -> None:
    """Put a settled call of ours into the queue if a look at it would teach something."""
    if attempt.source:
        return
    found = worth_a_look(_seen(attempt, new_words))
    if found.worth > 0:
        insert_new(session, ReviewItemRow, [_row(attempt, found.worth, list(found.reasons))])


def looked(session: Session, attempt_id: str) -> None:
    """Count the reviewers of a call anew: after each correction, in its transaction."""
    session.flush()
    attempt = session.get_one(AttemptRow, attempt_id)
    insert_new(session, ReviewItemRow, [_row(attempt, 0.0, [])])
    newest = words_of_reviewers(session, attempt_id)
    item = session.get_one(ReviewItemRow, attempt_id)
    item.looks, item.disputed = len(newest), len(set(newest.values())) > 1


def words_of_reviewers(session: Session, attempt_id: str) -> dict[str, tuple[str, str | None]]:
    """Each reviewer's newest word about a call: disposition and kind of refusal."""
    query = (
        select(CorrectionRow.reviewer, CorrectionRow.disposition, CorrectionRow.refusal_kind)
        .where(CorrectionRow.attempt_id == attempt_id)
        .order_by(CorrectionRow.at, CorrectionRow.correction_id)
    )
    return {row.reviewer: (row.disposition, row.refusal_kind) for row in session.execute(query)}


def _seen(attempt: AttemptRow, new_words: int) -> Seen:
    return Seen(
        disposition=str(attempt.disposition),
        refusal_kind=attempt.refusal_kind,
        answered_by=attempt.answered_by,
        certainty=attempt.certainty,
        score=attempt.score,
        explored=bool(attempt.explored),
        marked=bool((attempt.record or {}).get("review")),
        new_words=new_words,
    )


def _row(attempt: AttemptRow, worth: float, reasons: list[str]) -> dict[str, object]:
    key = {"attempt_id": attempt.attempt_id, "at": attempt.at}
    return key | {"worth": worth, "reasons": reasons, "looks": 0, "disputed": False}
