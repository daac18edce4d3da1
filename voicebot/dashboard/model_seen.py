"""What was learned, as its pages show it: cards on the shelf, notes of the nights."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voicebot.bootstrap.call_learning import CallLearning
from voicebot.bootstrap.nightly import next_night
from voicebot.bootstrap.office import Office
from voicebot.errors import ModelDamaged
from voicebot.learning.measures.drift import MOVED, STEADY
from voicebot.learning.policy.call_model import TASK
from voicebot.learning.shelf import Shelf
from voicebot.learning.targets import TARGETS

UNDERSTANDING = "understanding"


@dataclass(frozen=True, slots=True)
class CardSeen:
    """The card of a version; one that is not in force is the newest there is."""

    version: str
    in_force: bool
    card: dict[str, Any]
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Night:
    """What the last night noted: `at` None before the first; the next one begins at `next_at`."""

    at: datetime | None
    result: str
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """How the model in force fits the calls of the last weeks: `at` None before the first look.

    `moved` are inputs with how far they moved and a tone; `fits` of each target the share that was
    foretold, the one that came, and whether that is far off.
    """

    at: datetime | None
    calls: int
    moved: tuple[tuple[str, float, str], ...]
    fits: tuple[tuple[str, float, float], ...]
    alarms: int


def card_of(office: Office, task: str) -> CardSeen | None:
    """The card in force, else the newest; None where there is none that can be read."""
    shelf = Shelf(office.settings.models)
    versions = shelf.versions(task)
    in_force = _in_force(shelf, task)
    version = in_force or (versions[-1] if versions else None)
    if version is None:
        return None
    try:
        return CardSeen(version, version == in_force, shelf.card(task, version), versions)
    except ModelDamaged:
        return None


def calls_card(office: Office) -> CardSeen | None:
    """That of the model of calls."""
    return card_of(office, TASK)


def targets_of(card: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each target of the model of calls with its figures; none of shrunk rates."""
    targets = card.get("targets") or {}
    return [(name, targets[name]) for name in TARGETS if name in targets]


def night(office: Office) -> Night:
    """The last night and the next."""
    noted = _learning(office).noted()
    soon = next_night(office.settings.retrain_at, office.clock.now())
    done = noted.get("state") == "done"
    return Night(_moment(noted.get("at")), str(noted.get("result", "")) if done else "", soon)


def watched(office: Office) -> Watched:
    """What the last look at the model in force found."""
    found = _learning(office).watched()
    moved = tuple((str(n), float(v), _tone(float(v))) for n, v in found.get("moved", {}).items())
    fits = tuple(
        (str(name), float(one["said"]), float(one["came"]))
        for name, one in found.get("calibration", {}).items()
        if one is not None
    )
    alarms = len(found.get("alarms", ()))
    return Watched(_moment(found.get("at")), int(found.get("calls", 0)), moved, fits, alarms)


def _learning(office: Office) -> CallLearning:
    shelf = Shelf(office.settings.models)
    return CallLearning(office.settings, office.storage.learned_from, shelf)


def _in_force(shelf: Shelf, task: str) -> str | None:
    try:
        return shelf.in_force(task)
    except ModelDamaged:
        return None


def _tone(index: float) -> str:
    return "bad" if index >= MOVED else "care" if index >= STEADY else "good"


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
