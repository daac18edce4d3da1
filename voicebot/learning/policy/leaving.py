"""A score's no, as it is written down: for how long, for which reasons, and how it ends early."""

from dataclasses import dataclass
from datetime import datetime

from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.learned import WITHOUT_HISTORY
from voicebot.learning.policy.reasons import Reason
from voicebot.outcomes.consequences import Suppress


@dataclass(frozen=True, slots=True)
class Leaving:
    """A person left alone for one purpose; times are aware.

    `because` has the heaviest reasons of the person's own history, none where they have none.
    """

    number: str
    purpose: str
    reason: SuppressionReason
    since: datetime
    until: datetime
    worth: float
    because: tuple[Reason, ...]

    def stands(
        self, at: datetime, they_came_at: datetime | None = None, lifted_at: datetime | None = None
    ) -> bool:
        """Whether it still holds: not past its end, nor once the person came to us by themselves,
        nor once a supervisor lifted it."""
        ends = [when for when in (they_came_at, lifted_at) if when is not None]
        ended = any(self.since <= when <= at for when in ends)
        return self.since <= at < self.until and not ended

    def words(self, language: str = "en") -> str:
        """Why, in words."""
        said = [reason.words[language] for reason in self.because]
        return "; ".join(said) or WITHOUT_HISTORY[language]

    def consequence(self, language: str = "en") -> Suppress:
        """As the books take it."""
        return Suppress(self.reason, f"{self.purpose}: {self.words(language)}", self.until)
