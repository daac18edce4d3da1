"""Until there are calls enough for a model: shrunk rates per person and purpose, called that."""

from collections.abc import Collection

import polars as pl

from voicebot.contacts.purpose import Purpose
from voicebot.errors import TooFew
from voicebot.learning.policy.call_model import RATES, TASK, CallModel
from voicebot.learning.policy.examples import Examples
from voicebot.learning.policy.foretelling import ShrunkRates
from voicebot.learning.shelf import Shelf

LEAST_CALLS = 300
"""Labelled calls; with fewer the rules decide alone."""

LEAST_OF_PURPOSE = 100
"""Of a purpose called less often nothing is said."""

GROWTH = 1.1
"""Rates are counted anew when there are so many times the calls."""

_PAGE = """# calls

**No model: shrunk rates.** Each person's own counts for a purpose, drawn towards the rate of all
who were called for it. Learned from {calls} calls until {until}. A model takes their place when
there are calls enough and it foretells the newest of them better by more than noise.

Purposes with calls enough: {purposes}.
"""


def rates_of(examples: Examples) -> ShrunkRates:
    """What is known without a model."""
    calls = examples.calls
    return ShrunkRates.fit(calls["person"], calls["purpose"], examples.targets)


def called_often(calls: pl.DataFrame) -> list[str]:
    """The purposes of which rates may speak after these labelled calls; none while all are few."""
    if calls.height < LEAST_CALLS:
        return []
    counted = calls["purpose"].value_counts()
    return counted.filter(counted["count"] >= LEAST_OF_PURPOSE)["purpose"].sort().to_list()


def of_often(rates: ShrunkRates, often: Collection[str]) -> ShrunkRates:
    """Rates that speak against calls for these purposes alone."""
    return rates.only(often, [str(purpose) for purpose in Purpose if purpose not in often])


def put_rates(shelf: Shelf, examples: Examples) -> str:
    """Store and put in force rates of the purposes that were called often; the new version.

    Raises TooFew.
    """
    calls = examples.calls
    often = called_often(calls)
    if not often:
        raise TooFew(
            f"{len(examples)} calls are too few even for rates ({LEAST_CALLS} are needed, and "
            f"{LEAST_OF_PURPOSE} of a purpose)",
            "go on calling by the rules",
        )
    model = CallModel({}, of_often(rates_of(examples), often))
    until = calls["at"][-1].isoformat()
    card = {
        "task": TASK,
        "kind": RATES,
        "prior": False,
        "attributes": [],
        "learned_until": until,
        "counts": examples.counts,
        "targets": {},
    }
    page = _PAGE.format(calls=len(examples), until=until, purposes=", ".join(often))
    version = shelf.put(TASK, model.as_parts(), card, page)
    shelf.promote(TASK, version)
    return version


def are_rates(shelf: Shelf, version: str) -> bool:
    """Whether a version is no model but shrunk rates."""
    return shelf.card(TASK, version).get("kind") == RATES


def are_stale(shelf: Shelf, version: str, examples: Examples) -> bool:
    """Whether there are so many more calls that rates are worth counting anew."""
    return len(examples) >= GROWTH * int(shelf.card(TASK, version)["counts"]["calls"])
