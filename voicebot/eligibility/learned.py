"""What a trained model said of a call, as its decision carries it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.reason_words import in_words

WITHOUT_HISTORY = {
    "en": "calls for this purpose are seldom welcome, and nothing is known of this person",
    "ru": "звонки с этой целью редко желанны, а об этом человеке ничего не известно",
}


@dataclass(frozen=True, slots=True)
class Learned:
    """`score` is what the call is expected to be worth, in calls; below `threshold` it is not made.

    `left_alone_for` is None where the call may be placed as far as the score goes; `because` has
    the heaviest reasons of the person's own history, by language. `explored` says that it is
    placed against the score, `propensity` what chance the policy gave it.
    """

    model: str
    score: float | None
    threshold: float
    harm_chance: float | None
    reach_chance: float | None
    left_alone_for: SuppressionReason | None
    since: datetime | None
    until: datetime | None
    because: Mapping[str, tuple[str, ...]]
    explored: bool
    propensity: float | None
    better_hour_at: datetime | None

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "Learned | None":
        """From the facts of a decision; None where nothing was learned yet."""
        model, reason = values.get("model"), values.get("left_alone_for")
        if model is None:
            return None
        return cls(
            model=str(model),
            score=_figure(values.get("score")),
            threshold=_figure(values.get("threshold")) or 0.0,
            harm_chance=_figure(values.get("harm_chance")),
            reach_chance=_figure(values.get("reach_chance")),
            left_alone_for=SuppressionReason(str(reason)) if reason else None,
            since=_moment(values.get("left_alone_since")),
            until=_moment(values.get("left_alone_until")),
            because={"en": _words(values.get("because")), "ru": _words(values.get("because_ru"))},
            explored=bool(values.get("explored")),
            propensity=_figure(values.get("propensity")),
            better_hour_at=_moment(values.get("better_hour_at")),
        )

    def reasons(self, language: str = "en") -> tuple[str, ...]:
        """The reasons in words; one that says so where the person has no history."""
        return self.because.get(language) or (WITHOUT_HISTORY[language],)

    @property
    def sentence(self) -> str:
        """What it says against the call, with the way back; empty where it says nothing."""
        if self.left_alone_for is None or self.until is None:
            return ""
        why = "; ".join(self.reasons())
        return (
            f"{in_words(self.left_alone_for).capitalize()} (model {self.model}): {why}. "
            f"Left alone until {self.until:%Y-%m-%d %H:%M} UTC, or until the person comes to us, "
            "or a supervisor lifts it: voicebot suppression lift."
        )

    def as_json(self) -> dict[str, object]:
        """A part of a decision's JSON."""
        return {
            "model": self.model,
            "score": self.score,
            "threshold": self.threshold,
            "harm_chance": self.harm_chance,
            "reach_chance": self.reach_chance,
            "left_alone_for": str(self.left_alone_for) if self.left_alone_for else None,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "because": {language: list(said) for language, said in self.because.items()},
            "explored": self.explored,
            "propensity": self.propensity,
            "better_hour_at": self.better_hour_at.isoformat() if self.better_hour_at else None,
        }


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, Sequence) else ()
