"""A figure of a benchmark."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value; `reach` is what it should be, None where it is only reported."""

    value: float
    unit: str
    reach: float | None = None
    count: int = 0

    @property
    def ok(self) -> bool | None:
        """Whether it is within reach."""
        return None if self.reach is None else self.value <= self.reach

    def as_json(self) -> dict[str, object]:
        """Value, unit, reach, and whether it was reached; `count` values went into it."""
        return {
            "value": self.value,
            "unit": self.unit,
            "reach": self.reach,
            "ok": self.ok,
            "count": self.count,
        }
