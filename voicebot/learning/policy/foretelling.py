"""What foretells a call's chances: a trained model, or honest rates until there is one."""

from collections.abc import Collection
from typing import Any, Protocol

import polars as pl
from polars import col

from voicebot.errors import ModelDamaged
from voicebot.learning.policy.shrinking import MOST, pooled, strength
from voicebot.learning.targets import TARGETS


class Foretelling(Protocol):
    """Whatever gives chances from features."""

    def foretell(self, features: pl.DataFrame) -> pl.DataFrame:
        """harm, reach and success, each 0 to 1, in the order of the rows of `build_features`."""
        ...


_COUNTS = {
    "harm": ("purpose_harms", "purpose_calls"),
    "reach": ("stayed", "calls"),
    "success": ("purpose_successes", "purpose_calls"),
}
"""The person's own counts that each rate is made of: whether they answer hangs on no purpose."""


class ShrunkRates:
    """A person's own rates, shrunk to their segment's: those who were called for the same purpose.

    It knows nothing that was not counted, and is what a trained model has to beat.
    """

    def __init__(self, rates: pl.DataFrame) -> None:
        """One row a purpose: `purpose`, and `<target>` and `<target>_weight` for each target."""
        self._rates = rates
        self._middle = rates.select(col(name).mean() for name in rates.columns if name != "purpose")

    def as_parts(self) -> dict[str, Any]:
        """Plain values that `from_parts` takes."""
        return {"rates": self._rates.to_dict(as_series=False)}

    @classmethod
    def from_parts(cls, parts: Any) -> "ShrunkRates":
        """What `as_parts` gave. Raises ModelDamaged."""
        try:
            rates = pl.DataFrame(parts["rates"])
            figures = [f"{name}{end}" for name in TARGETS for end in ("", "_weight")]
            return cls(rates.select(col("purpose").cast(pl.String), col(figures).cast(pl.Float64)))
        except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
            raise ModelDamaged("the file holds something else than rates", "train anew") from error

    def only(self, purposes: Collection[str], others: Collection[str]) -> "ShrunkRates":
        """The rates of some purposes. Of the others nothing speaks against a call."""
        kept = self._rates.filter(col("purpose").is_in(list(purposes)))
        figures = {"harm": 0.0, "reach": 1.0, "success": 1.0}
        figures |= {f"{name}_weight": MOST for name in TARGETS}
        free = pl.DataFrame([{"purpose": one, **figures} for one in others], schema=kept.schema)
        return ShrunkRates(pl.concat([kept, free]))

    @classmethod
    def fit(cls, persons: pl.Series, purposes: pl.Series, targets: pl.DataFrame) -> "ShrunkRates":
        """From calls: who was called, for what, and what came of it (`with_targets`)."""
        calls = targets.with_columns(persons.alias("person"), purposes.alias("purpose"))
        counted = (
            calls.filter(col("weight") > 0)
            .group_by("purpose", "person")
            .agg(col(TARGETS).sum().cast(pl.Float64), trials=pl.len().cast(pl.Float64))
            .sort("purpose", "person")
        )
        rows = [
            _segment(str(key[0]), part)
            for key, part in counted.group_by("purpose", maintain_order=True)
        ]
        return cls(pl.DataFrame(rows))

    def foretell(self, features: pl.DataFrame) -> pl.DataFrame:
        """As in Foretelling; a purpose never seen has the middle of the others."""
        known = features.join(self._rates, on="purpose", how="left", maintain_order="left")
        filled = known.with_columns(
            col(name).fill_null(self._middle[name].item()) for name in self._middle.columns
        )
        return filled.select(
            ((col(hits) + col(f"{name}_weight") * col(name)) / (col(of) + col(f"{name}_weight")))
            .clip(0, 1)
            .alias(name)
            for name, (hits, of) in _COUNTS.items()
        )


def _segment(purpose: str, counted: pl.DataFrame) -> dict[str, str | float]:
    row: dict[str, str | float] = {"purpose": purpose}
    trials = counted["trials"].to_numpy()
    for name in TARGETS:
        hits = counted[name].to_numpy()
        row[name] = pooled(hits, trials)
        row[f"{name}_weight"] = strength(hits, trials)
    return row
