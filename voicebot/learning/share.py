"""A share that was counted."""

from dataclasses import dataclass

from voicebot.learning.wilson import wilson


@dataclass(frozen=True, slots=True)
class Share:
    """`found` out of `of`; `low` and `high` end its 95% Wilson interval, all 0 to 1."""

    found: int
    of: int

    @property
    def value(self) -> float | None:
        """0 to 1, or None where nothing was counted."""
        return self.found / self.of if self.of else None

    @property
    def low(self) -> float:
        """The lower end."""
        return wilson(self.found, self.of)[0]

    @property
    def high(self) -> float:
        """The upper end."""
        return wilson(self.found, self.of)[1]

    def as_json(self) -> dict[str, object]:
        """Counts, share and interval, rounded to four places."""
        value = None if self.value is None else round(self.value, 4)
        interval = [round(self.low, 4), round(self.high, 4)]
        return {"found": self.found, "of": self.of, "share": value, "interval": interval}
