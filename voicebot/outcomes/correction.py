"""What a reviewer puts in the place of a call's outcome, and what several reviewers come to."""

from dataclasses import dataclass
from datetime import datetime

from voicebot.errors import BadInput, said
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import RefusalKind

OPT_OUT_KINDS = frozenset(
    {RefusalKind.EXPLICIT_OPT_OUT, RefusalKind.REASONED_REFUSAL, RefusalKind.ERASURE_REQUEST}
)
"""Refusals that are opt-outs, whatever else the call came to (docs/intents.md)."""

LONGEST_NOTE = 4000
LONGEST_REVIEWER = 200


@dataclass(frozen=True, slots=True)
class Correction:
    """One reviewer's word about one call, never changed once it is written; `at` is aware."""

    correction_id: str
    attempt_id: str
    disposition: Disposition
    refusal_kind: RefusalKind | None
    note: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        """Raises BadInput without a reviewer, and for texts that are too long."""
        if not self.by.strip() or len(self.by) > LONGEST_REVIEWER:
            raise BadInput("a correction is somebody's word", "name the reviewer with --by")
        if len(self.note) > LONGEST_NOTE:
            raise BadInput(
                "the note is too long",
                said("write at most {longest} characters", longest=LONGEST_NOTE),
            )

    @property
    def demands_silence(self) -> bool:
        """Whether the person asked us to stop, as the reviewer heard it."""
        return self.disposition is Disposition.OPT_OUT or self.refusal_kind in OPT_OUT_KINDS

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "correction_id": self.correction_id,
            "attempt_id": self.attempt_id,
            "disposition": str(self.disposition),
            "refusal_kind": str(self.refusal_kind) if self.refusal_kind else None,
            "note": self.note,
            "by": self.by,
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Corrected:
    """What came of a correction. `original` is what the robot concluded; it stays on record.

    `optout_saved` is where the opt-out went ("database", "spool"), None where none was demanded.
    `optouts_left` counts the number's opt-outs that stay in force though the reviewer heard none.
    """

    correction: Correction
    original: Disposition
    optout_saved: str | None = None
    optouts_left: int = 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Calls that were reviewed, of these by two or more, and of those with one word from all."""

    reviewed: int
    by_several: int
    agreed: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where no call has two reviewers."""
        return self.agreed / self.by_several if self.by_several else None
