"""What decisions cost: a yes that was passed over, and a no that was chosen."""

from dataclasses import dataclass

import numpy as np

from voicebot.learning.arrays import Flags


@dataclass(frozen=True, slots=True)
class Costs:
    """In one unit of any kind; `miss` of a yes passed over, `alarm` of a no chosen."""

    miss: float
    alarm: float

    @classmethod
    def balanced(cls, target: Flags) -> "Costs":
        """An alarm costs 1, and all misses together as much as all alarms together."""
        yes = max(1, int(target.sum()))
        return cls(max(1, len(target) - yes) / yes, 1.0)

    @property
    def threshold(self) -> float:
        """The chance from which choosing costs less than passing over.

        Elkan, The foundations of cost-sensitive learning, 2001.
        """
        return self.alarm / (self.alarm + self.miss)

    def of(self, target: Flags, chosen: Flags) -> float:
        """Mean cost of a row."""
        return float(np.mean(self.miss * (target & ~chosen) + self.alarm * (~target & chosen)))
