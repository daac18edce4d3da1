"""Personal data as a role may see them: whole, or so that nobody is recognised."""

from dataclasses import dataclass

HIDDEN = "•"
SHOWN_END = 2


@dataclass(frozen=True, slots=True)
class Masking:
    """`whole` is true for who may see persons."""

    whole: bool

    def number(self, e164: str | None) -> str:
        """A number, or its country's beginning and last two digits; empty for none."""
        if not e164 or self.whole or e164.startswith("#"):
            return e164 or ""
        return f"{e164[:2]} {HIDDEN * 3} {HIDDEN * 3} {e164[-SHOWN_END:]}"

    def name(self, name: str | None) -> str:
        """A name, or the first letter of each of its parts."""
        if not name or self.whole:
            return name or ""
        return " ".join(f"{part[0]}{HIDDEN * 3}" for part in name.split())

    def words(self, said: str | None) -> str:
        """What was said or written, or as many dots as it has words."""
        if not said or self.whole:
            return said or ""
        return " ".join(HIDDEN * 3 for _ in said.split()[:12])
