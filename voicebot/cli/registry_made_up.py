"""A made-up registry whose every answer can be computed, to measure the real thing by.

In each area one number of every `step` is listed, at a place within the step that only arithmetic
tells. Areas are dense like an area code's exchanges or thin like a country's long numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from pyroaring import BitMap64

from voicebot.adapters.registries.number_file import BLOCK, Numbers, bitmap_of

_SCATTER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio


@dataclass(frozen=True, slots=True)
class Area:
    """`count` listed numbers from `first` on, one in each `step`."""

    first: int
    step: int
    count: int

    def numbers(self, begin: int, end: int) -> Numbers:
        """The listed numbers from the one at `begin` to the one before `end`, ascending."""
        return self.at(np.arange(begin, end, dtype=np.uint64))

    def at(self, places: Numbers) -> Numbers:
        """The listed numbers at some places, counted from 0."""
        step = np.uint64(self.step)
        within = ((places * _SCATTER) >> np.uint64(40)) % step
        return np.uint64(self.first) + places * step + within


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Areas, ascending."""

    areas: tuple[Area, ...]

    @classmethod
    def of_size(cls, numbers: int) -> "MadeUp":
        """Exactly so many numbers, as a large country's and parts of six others'."""
        whole = _areas()
        share = numbers / sum(area.count for area in whole)
        scaled = [replace(area, count=int(area.count * share)) for area in whole]
        missing = numbers - sum(area.count for area in scaled)
        scaled[-1] = replace(scaled[-1], count=scaled[-1].count + missing)
        return cls(tuple(scaled))

    def blocks(self) -> Iterator[BitMap64]:
        """All numbers, a block at a time."""
        held = np.empty(0, dtype=np.uint64)
        for area in self.areas:
            for begin in range(0, area.count, BLOCK):
                more = area.numbers(begin, min(begin + BLOCK, area.count))
                held = np.concatenate([held, more])
                if len(held) >= BLOCK:
                    yield bitmap_of(held[:BLOCK])
                    held = held[BLOCK:]
        if len(held):
            yield bitmap_of(held)

    def some(self, count: int, seed: int) -> Numbers:
        """Listed numbers, chosen at random from all."""
        chance = np.random.default_rng(seed)
        counts = np.array([area.count for area in self.areas])
        chosen = chance.choice(len(counts), count, p=counts / counts.sum())
        parts = []
        for place, area in enumerate(self.areas):
            wanted = int((chosen == place).sum())
            if wanted:
                parts.append(area.at(chance.integers(0, area.count, wanted).astype(np.uint64)))
        numbers = np.concatenate(parts)
        chance.shuffle(numbers)
        return numbers

    def others(self, count: int, seed: int) -> Numbers:
        """Numbers close to listed ones that are not listed themselves."""
        chance = np.random.default_rng(seed)
        near = self.some(2 * count, seed) + chance.integers(1, 6, 2 * count).astype(np.uint64)
        return near[~self.listed(near)][:count]

    def listed(self, numbers: Numbers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which of the numbers are listed, by arithmetic alone."""
        found = np.zeros(len(numbers), dtype=np.bool_)
        for area in self.areas:
            end = area.first + area.step * area.count
            inside = (numbers >= np.uint64(area.first)) & (numbers < np.uint64(end))
            places = (numbers[inside] - np.uint64(area.first)) // np.uint64(area.step)
            found[inside] |= area.at(places) == numbers[inside]
        return found


def _areas() -> tuple[Area, ...]:
    areas = [  # 200 million over the area codes of North America, one of 12 to 18
        Area(10_000_000_000 + code * 10_000_000 + 2_000_000, 12 + code % 7, 8_000_000 // 15)
        for code in range(201, 985, 2)
    ]
    areas += [
        Area(33_600_000_000, 20, 10_000_000),  # France, mobile
        Area(79_000_000_000, 50, 20_000_000),  # Russia, mobile
        Area(447_400_000_000, 50, 12_000_000),  # United Kingdom, mobile
        Area(821_000_000_000, 1, 3_000_000),  # Korea, every number of a range
        Area(916_000_000_000, 800, 5_000_000),  # India
        Area(4_915_000_000_000, 10_000, 3_000_000),  # Germany, long numbers
    ]
    return tuple(areas)
