"""A classifier as plain values and arrays, for the shelf and back."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from voicebot.errors import ModelDamaged
from voicebot.learning.measures.drift import Profile
from voicebot.learning.tables.recipe import Recipe
from voicebot.learning.training.calibrating import Calibration
from voicebot.learning.training.encoding import Encoder
from voicebot.learning.training.forest import Forest
from voicebot.learning.training.linear import Linear
from voicebot.learning.training.model import Model

FORMAT = 2
NAME = "classifier"  # of the model on the shelf

_MEMBERS: Mapping[str, type[Linear] | type[Forest]] = {"linear": Linear, "boosted": Forest}


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """A classifier, how a file becomes its features (None: features come as they are), and how
    the features were spread when it learned."""

    model: Model
    recipe: Recipe | None
    profiles: Mapping[str, Profile]


def as_parts(stored: Stored) -> dict[str, Any]:
    """What `from_parts` takes."""
    model = stored.model
    return {
        "format": FORMAT,
        "numbers": list(model.encoder.numbers),
        "categories": {name: list(values) for name, values in model.encoder.categories.items()},
        "members": [member.as_parts() for member, _ in model.members],
        "shares": [float(share) for _, share in model.members],
        "calibration": model.calibration.as_parts(),
        "usual": model.usual,
        "recipe": stored.recipe.as_parts() if stored.recipe else None,
        "profiles": {name: list(astuple(one)) for name, one in stored.profiles.items()},
    }


def from_parts(parts: Any) -> Stored:
    """The classifier again. Raises ModelDamaged where the parts are not those of a classifier."""
    try:
        if parts["format"] != FORMAT:
            raise ModelDamaged("the model was stored by another version", "train anew")
        return _stored(parts)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelDamaged(
            "the file holds something else than a classifier", "train anew"
        ) from error


def _stored(parts: Mapping[str, Any]) -> Stored:
    categories = {name: tuple(values) for name, values in parts["categories"].items()}
    members = [_MEMBERS[one["kind"]].from_parts(one) for one in parts["members"]]
    model = Model(
        Encoder(tuple(parts["numbers"]), categories),
        tuple(zip(members, parts["shares"], strict=True)),
        Calibration.from_parts(parts["calibration"]),
        parts["usual"],
    )
    profiles = {
        name: Profile(tuple(edges), tuple(values), tuple(shares))
        for name, (edges, values, shares) in parts["profiles"].items()
    }
    recipe = Recipe.from_parts(parts["recipe"]) if parts["recipe"] else None
    return Stored(model, recipe, profiles)
