"""Shares of calls as pages show them: counted, with their intervals."""

from dataclasses import dataclass

from voicebot.adapters.storage.call_figures import CallSums
from voicebot.learning.newcombe import difference
from voicebot.learning.share import Share


@dataclass(frozen=True, slots=True)
class Rates:
    """The shares that calls are judged by. Whoever was not reached refused nothing: all but the
    first are shares of the calls that a person took."""

    answered: Share
    goals: Share
    refusals: Share
    hang_ups: Share
    harms: Share

    @classmethod
    def of(cls, sums: CallSums) -> "Rates":
        """Of these calls; those that failed on our side were not placed."""
        took = sums.answered
        counted = (sums.goals, sums.refusals, sums.hang_ups, sums.harms)
        shares = (Share(min(each, took), took) for each in counted)
        return cls(Share(took, sums.calls - sums.failed), *shares)


@dataclass(frozen=True, slots=True)
class Compared:
    """One share of two scripts. `better` is the name of the one that is better by more than
    chance ("a", "b"), empty where neither is shown to be."""

    name: str
    a: Share
    b: Share
    low: float
    high: float
    better: str

    @property
    def gap(self) -> float | None:
        """The second less the first."""
        a, b = self.a.value, self.b.value
        return None if a is None or b is None else b - a


GOOD_WHEN_MORE = {"answered": True, "goals": True, "refusals": False, "hang_ups": False,
                  "harms": False}  # fmt: skip


def compared(a: Rates, b: Rates) -> list[Compared]:
    """Every share of two scripts, side by side."""
    found = []
    for name, more_is_better in GOOD_WHEN_MORE.items():
        one, other = getattr(a, name), getattr(b, name)
        low, high = difference(other.found, other.of, one.found, one.of)
        shown = low > 0 or high < 0
        better = ("b" if (low > 0) is more_is_better else "a") if shown else ""
        found.append(Compared(name, one, other, low, high, better))
    return found
