"""What calls are worth and cost, and how the policy goes about it: one table of settings."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, TypeVar

import polars as pl
from polars import col
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadSettings

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Worth(_Part):
    """Of one purpose, in units of one call."""

    success: Amount
    reach: Amount
    harm: Amount
    missed: Amount
    call: Amount


@dataclass(frozen=True, slots=True)
class Chances:
    """Of one call, each 0 to 1."""

    harm: float
    reach: float
    success: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """One call: what it is expected to be worth, and what its harm and its lost time cost."""

    worth: float
    harm_cost: float
    lost_time: float


class LeftAlone(_Part):
    """How long a score's no lasts, and the share that is called in spite of it."""

    days: Annotated[int, Field(ge=1, le=366)]
    explored: Annotated[float, Field(ge=0, le=0.2)]


class Enough(_Part):
    """So many labelled examples make a model worth training."""

    calls: Annotated[int, Field(ge=1)]
    harms: Annotated[int, Field(ge=1)]
    successes: Annotated[int, Field(ge=1)]


class WorthTable(_Part):
    """The whole table; every purpose is in it."""

    left_alone: LeftAlone
    enough: Enough
    purposes: dict[Purpose, Worth]

    @classmethod
    def read(cls, file: Path) -> "WorthTable":
        """Raises BadSettings, with the place in the file that is wrong."""
        try:
            table = cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise BadSettings(
                f"{file} cannot be read ({error.strerror})", "check its name and rights"
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{file} is no TOML: {error}", "mend that line") from error
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise BadSettings(
                f"{file} is wrong at {place or 'its top'}", error.errors()[0]["msg"]
            ) from error
        missing = sorted(set(Purpose) - set(table.purposes))
        if missing:
            raise BadSettings(f"{file} says nothing of {missing[0]}", "add [purposes.…] for it")
        return table

    def expected(self) -> pl.Expr:
        """What a call is expected to be worth, from `purpose`, `harm`, `reach` and `success`."""
        return _expected(_COLUMNS, self._of)

    def harm_cost(self) -> pl.Expr:
        """What the harm in it costs."""
        return col("harm") * self._of("harm")

    def lost_time(self) -> pl.Expr:
        """What a call costs that reaches nobody."""
        return _lost_time(_COLUMNS, self._of)

    def of_one(self, purpose: Purpose, chances: Chances) -> "Weighed":
        """The same three of one call."""
        worth = self.purposes[purpose]

        def figure(name: str) -> float:
            amount: float = getattr(worth, name)
            return amount

        parts = (chances.success, chances.reach, chances.harm)
        nobody = min(max(1 - chances.reach - chances.harm, 0.0), 1.0)
        whole = (*parts, nobody)
        return Weighed(
            _expected(whole, figure), chances.harm * worth.harm, _lost_time(whole, figure)
        )

    def _of(self, figure: str) -> pl.Expr:
        amounts = {str(p): getattr(worth, figure) for p, worth in self.purposes.items()}
        return col("purpose").replace_strict(amounts, return_dtype=pl.Float64)


_Amounts = TypeVar("_Amounts", float, pl.Expr)

_COLUMNS = (
    *(col("success"), col("reach"), col("harm")),
    (1 - col("reach") - col("harm")).clip(0, 1),
)
"""Chances of success, of reach, of harm, and that nobody takes the call."""


def _expected(
    chances: tuple[_Amounts, _Amounts, _Amounts, _Amounts], figure: Callable[[str], _Amounts]
) -> _Amounts:
    success, reach, harm, nobody = chances
    gained = success * figure("success") + reach * figure("reach")
    return gained - harm * figure("harm") - nobody * figure("missed") - figure("call")


def _lost_time(
    chances: tuple[_Amounts, _Amounts, _Amounts, _Amounts], figure: Callable[[str], _Amounts]
) -> _Amounts:
    return chances[3] * figure("missed") + figure("call")


@cache
def own_worth() -> WorthTable:
    """The table that comes with this program."""
    with resources.as_file(resources.files(__package__) / "worth.toml") as file:
        return WorthTable.read(file)
