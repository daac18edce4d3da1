"""An understanding that is unsure of chosen words: likely a demand that calls stop."""

from dataclasses import dataclass, replace
from datetime import datetime

from voicebot.understanding.intents import Meaning
from voicebot.understanding.meaning import NO_EXPECTATION, Understanding


@dataclass(frozen=True, slots=True)
class Unsure(Understanding):
    """By phrases, save that texts with one of the `words` in them are likely demands as well.

    `guess` is the confidence of what else these may mean; None leaves that of the phrases.
    """

    words: frozenset[str] = frozenset()
    guess: float | None = None

    def meaning(
        self,
        text: str,
        language: str,
        *,
        now: datetime | None = None,
        zone: str = "UTC",
        expecting: frozenset[str] = NO_EXPECTATION,
    ) -> Meaning:
        by_phrases = Understanding().meaning(
            text, language, now=now, zone=zone, expecting=expecting
        )
        likely = not by_phrases.opt_out and any(word in text for word in self.words)
        sure = by_phrases.confidence if self.guess is None or not likely else self.guess
        return replace(by_phrases, unclear_demand=likely, confidence=sure)
