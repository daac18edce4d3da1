"""ITU-T G.711: the eight bits a sample that telephone lines carry, mu-law and A-law."""

from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Codes = NDArray[np.uint8]


class Law(StrEnum):
    """Which of the two: mu-law in North America and Japan, A-law elsewhere."""

    MU = "mulaw"
    A = "alaw"


@cache
def values_of(law: Law) -> Values:
    """What each of the 256 codes stands for, -1 to 1."""
    return _mu_law_values() if law is Law.MU else _a_law_values()


def decode(codes: Codes, law: Law) -> Values:
    """Codes as samples of -1 to 1."""
    return values_of(law)[codes]


def encode(samples: NDArray[np.floating], law: Law) -> Codes:
    """For each sample of -1 to 1 the code with the nearest value; louder ones are clipped."""
    codes, borders = _nearest(law)
    return codes[np.searchsorted(borders, np.asarray(samples, dtype=np.float32))]


@cache
def _nearest(law: Law) -> tuple[Codes, Values]:
    """The codes in the order of their values, and the borders halfway between these."""
    values = values_of(law)
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    borders = (ascending[1:] + ascending[:-1]) / 2
    return order.astype(np.uint8), borders.astype(np.float32)


def _mu_law_values() -> Values:
    """ITU-T G.711, table 2a: 14-bit values."""
    code = ~np.arange(256) & 0xFF
    magnitude = ((((code & 0x0F) << 1) + 33) << (code >> 4 & 7)) - 33
    return (np.where(code & 0x80, -magnitude, magnitude) / 2**13).astype(np.float32)


def _a_law_values() -> Values:
    """ITU-T G.711, table 1a: 13-bit values."""
    code = np.arange(256) ^ 0x55
    segment = code >> 4 & 7
    low = ((code & 0x0F) << 1) + 1
    magnitude = np.where(segment == 0, low, (low + 32) << np.maximum(segment - 1, 0))
    return (np.where(code & 0x80, magnitude, -magnitude) / 2**12).astype(np.float32)
