"""How much a person's look at a call would teach, and why: what the review queue is sorted by.

The reasons are the usual ones of active learning: where the robot was least sure (uncertainty),
where two of its judgements differ (disagreement), what it has not met before (novelty), and
besides what must not stay unseen whoever was sure: complaints and emergencies.
"""

from dataclasses import dataclass
from enum import StrEnum

from voicebot.learning.targets import SURE
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind


class LookReason(StrEnum):
    """Why a call is worth a look."""

    EMERGENCY = "EMERGENCY"  # marked on the call itself
    COMPLAINT = "COMPLAINT"
    DISAGREE = "DISAGREE"  # the model expected well and it went badly, or the other way round
    UNSURE = "UNSURE"  # the words were hardly understood
    ANSWERER = "ANSWERER"  # person or machine was not made out
    PARTIAL = "PARTIAL"  # a talk without an end
    NEW_WORDS = "NEW_WORDS"  # nobody said such words before


WEIGHTS = {
    LookReason.EMERGENCY: 1.0,
    LookReason.COMPLAINT: 0.8,
    LookReason.DISAGREE: 0.6,
    LookReason.UNSURE: 0.6,  # at no certainty at all; less as certainty grows
    LookReason.ANSWERER: 0.4,
    LookReason.PARTIAL: 0.3,
    LookReason.NEW_WORDS: 0.2,
}
MOST_NEW_WORDS = 3  # more of them teach no more
HARMED = frozenset(
    str(one) for one in (Disposition.OPT_OUT, Disposition.HARD_REFUSAL, Disposition.COMPLAINT)
)
WENT_WELL = frozenset(
    str(one) for one in (Disposition.CONFIRMED, Disposition.COMPLETED, Disposition.TRANSFERRED)
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A settled call: terms of the rules as text, `certainty` 0 to 1, `score` in calls."""

    disposition: str
    refusal_kind: str | None = None
    answered_by: str | None = None
    certainty: float | None = None
    score: float | None = None
    explored: bool = False
    marked: bool = False
    new_words: int = 0


@dataclass(frozen=True, slots=True)
class WorthALook:
    """`worth` is 0 where nothing speaks for a look; `reasons` with the heaviest first."""

    worth: float
    reasons: tuple[LookReason, ...]


def worth_a_look(seen: Seen) -> WorthALook:
    """One minus the product of what each reason leaves untaught, so that reasons add up below 1."""
    weights = {reason: weight for reason, weight in _weights(seen).items() if weight > 0}
    left = 1.0
    for weight in weights.values():
        left *= 1.0 - min(weight, 0.99)
    heaviest_first = sorted(weights, key=lambda reason: -weights[reason])
    return WorthALook(round(1.0 - left, 4), tuple(heaviest_first))


def _weights(seen: Seen) -> dict[LookReason, float]:
    complained = (
        seen.disposition == Disposition.COMPLAINT
        or seen.refusal_kind == RefusalKind.THREAT_OF_COMPLAINT
    )
    doubt = 0.0 if seen.certainty is None else max(0.0, (SURE - seen.certainty) / SURE)
    novelty = min(seen.new_words, MOST_NEW_WORDS) / MOST_NEW_WORDS
    shares = {
        LookReason.EMERGENCY: float(seen.marked),
        LookReason.COMPLAINT: float(complained),
        LookReason.DISAGREE: float(_disagree(seen)),
        LookReason.UNSURE: doubt,
        LookReason.ANSWERER: float(seen.answered_by == AnsweredBy.NOT_SURE),
        LookReason.PARTIAL: float(seen.disposition == Disposition.PARTIAL),
        LookReason.NEW_WORDS: novelty,
    }
    return {reason: WEIGHTS[reason] * share for reason, share in shares.items()}


def _disagree(seen: Seen) -> bool:
    """The model's score and the outcome; it has no word where there is no score."""
    if seen.score is None:
        return False
    expected_well = seen.score > 0 and not seen.explored
    return (expected_well and seen.disposition in HARMED) or (
        not expected_well and seen.disposition in WENT_WELL
    )
