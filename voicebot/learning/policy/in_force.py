"""What foretells calls now: the model that was put in force, or nothing."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from voicebot.errors import ModelDamaged, NotFound
from voicebot.learning.policy.call_model import TASK, CallModel, taken
from voicebot.learning.shelf import Shelf

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """A Foretelling with its version, and the contact attributes that it was taught with.

    `prior`: it learned from made-up people, as its card says.
    """

    version: str
    attributes: tuple[str, ...]
    prior: bool
    model: CallModel

    def foretell(self, features: pl.DataFrame) -> pl.DataFrame:
        """harm, reach and success, each 0 to 1, of every row of `build_features`."""
        return self.model.foretell(features)

    def chances_of_few(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[float, float, float]]:
        """The same of a few rows at once, from their features by name."""
        return self.model.chances_of_few(rows)


def in_force(shelf: Shelf) -> InForce | None:
    """The model in force; the last whole one before it where its file is damaged; None where none
    was ever put in force, or none is whole.
    """
    for version in reversed(shelf.promoted(TASK)):
        try:
            card, model = shelf.card(TASK, version), taken(shelf, version)
        except (ModelDamaged, NotFound):
            log.error("a model in force is damaged; the one before it is used")
            continue
        return InForce(version, tuple(card["attributes"]), bool(card["prior"]), model)
    return None
