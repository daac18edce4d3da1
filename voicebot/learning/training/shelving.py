"""Classifiers on the shelf: put there with a card, taken from it, put in force when better."""

import logging
import re
from dataclasses import asdict, dataclass
from typing import Any

from voicebot.errors import BadInput, ModelDamaged, NotBetter, NotFound
from voicebot.learning.measures.comparing import Comparison, compare
from voicebot.learning.shelf import Shelf
from voicebot.learning.tables.recipe import Recipe
from voicebot.learning.training.card import card_of, card_page
from voicebot.learning.training.evaluating import Evaluated
from voicebot.learning.training.model_file import NAME, Stored, as_parts, from_parts
from voicebot.learning.training.picture import calibration_picture

PICTURE = "calibration.svg"
BASELINE = "shrunk rates"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A classifier from the shelf."""

    version: str
    stored: Stored


def refuse_name(task: str) -> None:
    """Raises BadInput where a task's name is no name of a folder."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,40}", task):
        raise BadInput(f"{task!r} cannot name a task", "use small letters, digits, - and _")


def put(shelf: Shelf, task: str, evaluated: Evaluated, recipe: Recipe | None, **more: Any) -> str:
    """Store as a new version, with card and calibration picture; answer its number.

    The card says whether it beats the version in force on the newest rows; where none is in force,
    whether it beats shrunk rates. `more` is added to the card. Nothing is promoted.
    """
    refuse_name(task)
    against, comparison = _compared(shelf, task, evaluated)
    stored = Stored(evaluated.trained.model, recipe, evaluated.profiles)
    card = card_of(task, evaluated.figures) | more
    card["comparison"] = {"against": against, "better": comparison.better, **asdict(comparison)}
    picture = calibration_picture(evaluated.figures["calibration"]["bins"])
    return shelf.put(task, {NAME: as_parts(stored)}, card, card_page(card), {PICTURE: picture})


def take(shelf: Shelf, task: str, version: str | None = None) -> Taken:
    """A version, or the one in force. Raises NotFound, ModelDamaged.

    Where none is named and the one in force is damaged, the last one before it that is whole.
    """
    if version is not None:
        return Taken(version, from_parts(shelf.take(task, NAME, version)))
    promoted = shelf.promoted(task)
    damage: ModelDamaged | NotFound | None = None
    for one in reversed(promoted):
        try:
            return Taken(one, from_parts(shelf.take(task, NAME, one)))
        except (ModelDamaged, NotFound) as error:
            log.error("a model in force is damaged; the one before it is used")
            damage = error
    raise damage or NotFound(
        f"no model for {task} is in force", f"voicebot learn train --table FILE --task {task}"
    )


def promote(shelf: Shelf, task: str, version: str, anyway: bool = False) -> None:
    """Put a version in force if its card says that it is better than the one in force now.

    With `anyway` unasked. Raises NotFound, ModelDamaged, NotBetter.
    """
    take(shelf, task, version)
    found = shelf.card(task, version).get("comparison", {})
    in_force = shelf.in_force(task)
    if not anyway and version not in shelf.promoted(task):
        if found.get("against") != (in_force or BASELINE):
            raise NotBetter(
                f"version {version} of {task} was not compared with the one in force",
                "train anew, or promote it --anyway",
            )
        if not found.get("better"):
            raise NotBetter(
                f"version {version} of {task} is not better than {found['against']} on the "
                "newest rows by more than noise",
                "leave it, or promote it --anyway",
            )
    shelf.promote(task, version)


def _compared(shelf: Shelf, task: str, evaluated: Evaluated) -> tuple[str, Comparison]:
    """With the version in force, on the rows that the new one was measured on."""
    later = evaluated.later
    try:
        present = take(shelf, task)
    except (NotFound, ModelDamaged):
        return BASELINE, compare(later.target, evaluated.chances, evaluated.baseline)
    chances = present.stored.model.chances(later.frame)
    return present.version, compare(later.target, evaluated.chances, chances)
