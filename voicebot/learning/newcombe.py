"""The interval of a difference of two shares."""

from math import sqrt

from voicebot.learning.wilson import wilson


def difference(found: int, of: int, other_found: int, other_of: int) -> tuple[float, float]:
    """The 95% interval (low, high), -1 to 1, of the first share less the other.

    R. G. Newcombe, Interval estimation for the difference between independent proportions, 1998,
    method 10: from the Wilson intervals of both. (-1, 1) where nothing was counted on a side.
    """
    if of == 0 or other_of == 0:
        return -1.0, 1.0
    first, other = found / of, other_found / other_of
    low, high = wilson(found, of)
    other_low, other_high = wilson(other_found, other_of)
    less = sqrt((first - low) ** 2 + (other_high - other) ** 2)
    more = sqrt((high - first) ** 2 + (other - other_low) ** 2)
    return max(-1.0, first - other - less), min(1.0, first - other + more)
