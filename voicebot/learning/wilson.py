"""The Wilson score interval of a share."""

from math import sqrt

SIGMAS_95 = 1.959964
"""Standard deviations that hold 95% of a normal distribution."""


def wilson(found: int, of: int) -> tuple[float, float]:
    """The 95% interval (low, high), 0 to 1, of a share counted as `found` out of `of`.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
    (0, 1) where nothing was counted.
    """
    if of == 0:
        return 0.0, 1.0
    z2 = SIGMAS_95**2
    share = found / of
    middle = share + z2 / (2 * of)
    spread = SIGMAS_95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = (middle - spread) / (1 + z2 / of), (middle + spread) / (1 + z2 / of)
    return max(0.0, low), min(1.0, high)
