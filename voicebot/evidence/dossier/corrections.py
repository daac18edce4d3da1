"""What reviewers put beside the outcome of a call, and when; the outcome itself stays on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from voicebot.evidence.dossier.found import AttemptFound, Found


@dataclass(frozen=True, slots=True)
class Corrected:
    """One reviewer's word, `after`; `before` is what it replaces.

    That is the same reviewer's earlier word, else what the robot concluded; both are dispositions.
    """

    correction_id: str
    at: datetime
    by: str
    before: str | None
    after: str
    refusal_kind: str | None
    why: str
    record: int


def corrections_of(call: AttemptFound, found: Found) -> Iterator[Corrected]:
    """Every correction of a call, the oldest first."""
    said: dict[str, str] = {}
    for one in found.corrections:
        if one.attempt_id == call.attempt_id:
            yield Corrected(
                correction_id=one.correction_id,
                at=one.at,
                by=one.reviewer,
                before=said.get(one.reviewer, call.disposition),
                after=one.disposition,
                refusal_kind=one.refusal_kind,
                why=one.note,
                record=one.journal_seq,
            )
            said[one.reviewer] = one.disposition
