"""What another threshold of the score would change, told by calls that were placed."""

from collections.abc import Mapping
from dataclasses import dataclass

from voicebot.adapters.storage.call_figures import CallSums
from voicebot.dashboard.figure_spans import summed
from voicebot.learning.share import Share

TRIED = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Were calls with a score (in calls) below `at` not placed: so many `spared` of those that
    were, with so much of the harm and of the goals that came of all."""

    at: float
    spared: Share
    harms: Share
    goals: Share


def thresholds(scored: Mapping[str, CallSums]) -> list[Threshold]:
    """`scored` are the figures by step of the score; nothing where no call was scored."""
    if not scored:
        return []
    whole = summed(scored.values())
    return [_threshold(at, scored, whole) for at in TRIED]


def _threshold(at: float, scored: Mapping[str, CallSums], whole: CallSums) -> Threshold:
    below = summed(sums for name, sums in scored.items() if float(name) < at)
    return Threshold(
        at,
        Share(below.calls, whole.calls),
        Share(below.harms, whole.harms),
        Share(below.goals, whole.goals),
    )
