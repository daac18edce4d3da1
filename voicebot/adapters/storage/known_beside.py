"""What a decision asks that lies outside the database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl
from sqlalchemy.orm import Session

from voicebot.contacts.suppression import OptOut
from voicebot.eligibility.known import OPTOUTS


class Registries(Protocol):
    """The do-not-call registries in force."""

    def table(self) -> pl.DataFrame:
        """REGISTRIES of what is known."""
        ...

    def listed(self, number: str) -> tuple[str, ...]:
        """The names of those that an E.164 number is on."""
        ...

    def listed_all(self, numbers: pl.Series) -> pl.DataFrame:
        """LISTED of what is known, for many numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Beside:
    """`spooled` gives the opt-outs that wait for the database, `erased` those of some numbers whose
    person was erased, `default_zone` is the setting's IANA zone, "" for none.
    """

    registries: Registries
    spooled: Callable[[], Iterable[OptOut]]
    erased: Callable[[Session, Iterable[str]], set[str]]
    default_zone: str = ""


def spooled(optouts: Sequence[OptOut]) -> pl.DataFrame:
    """Opt-outs as OPTOUTS of what is known, without the person."""
    names = [name for name in OPTOUTS if name != "person"]
    rows = [
        (o.number.e164, o.optout_id, str(o.scope), o.campaign_id, o.purpose, o.at) for o in optouts
    ]
    return pl.DataFrame(rows, schema={name: OPTOUTS[name] for name in names}, orient="row")
