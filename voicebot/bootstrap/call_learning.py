"""Learning from our own calls: trained, promoted, watched; at night by itself."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

from voicebot.adapters.storage.learned_from import LearnedFrom
from voicebot.errors import BadTable, NotBetter, TooFew
from voicebot.learning.policy import call_shelf
from voicebot.learning.policy.call_model import TASK
from voicebot.learning.policy.cold_start import are_rates, are_stale, put_rates
from voicebot.learning.policy.examples import Examples
from voicebot.learning.policy.in_force import in_force
from voicebot.learning.policy.teaching import Taught, teach
from voicebot.learning.policy.watching import watch
from voicebot.learning.policy.worth import WorthTable, own_worth
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A new version on the shelf, its card, and whether it is in force now."""

    version: str
    card: dict[str, Any]
    promoted: bool


@dataclass(frozen=True, slots=True)
class Night:
    """What came of a night, in a sentence, and what was found wrong with the model in force."""

    result: str
    alarms: tuple[str, ...] = ()


class CallLearning:
    """What is learned from the calls of one installation. Its notes are in `learning/` of home.

    `worth` is the table of what calls are worth, `folder` where the notes lie.
    """

    def __init__(self, settings: Settings, calls: LearnedFrom, shelf: Shelf) -> None:
        self._attributes = tuple(settings.learn_from_attributes)
        self.folder = settings.home / "learning"
        self._calls = calls
        self._shelf = shelf
        self.worth = WorthTable.read(Path(settings.worth)) if settings.worth else own_worth()

    def examples(self, before: datetime | None = None) -> Examples:
        """Every call that teaches."""
        return Examples.of(self._calls.every_attempt(before), self._attributes)

    def train(self, promote: bool = False, done: Told = lambda _: None) -> Trained:
        """A new version of all calls; with `promote` put in force if it is better.

        Raises TooFew, Leak, BadTable; NotBetter where it was to be promoted and is not better.
        """
        taught = teach(self.examples(), self.worth, call_shelf.present(self._shelf), done)
        version = self._put(taught)
        if promote:
            call_shelf.promote(self._shelf, version)
        return Trained(version, self._shelf.card(TASK, version), promote)

    def night(self, now: datetime) -> Night | None:
        """Watch the model in force, train anew, and promote what is better.

        One process at a time does it. What is under way stands in a note, so that a night that was
        broken off is begun again; where nothing new was learned from, nothing is trained. None
        where another process is at it.
        """
        with self.alone() as alone:
            if not alone:
                return None
            self._note(state="begun", at=now.isoformat())
            examples = self.examples(now)
            alarms = self._watch(examples, now)
            digest = examples.digest if len(examples) else ""
            result = self._trained_at_night(examples, digest)
            self._note(state="done", at=now.isoformat(), result=result, digest=digest)
        return Night(result, tuple(alarms))

    def is_due(self, night: datetime) -> bool:
        """Whether the night that began then was never finished."""
        noted = self.noted()
        finished = noted.get("state") == "done" and datetime.fromisoformat(noted["at"]) >= night
        return not finished

    def noted(self) -> dict[str, Any]:
        """What the last night noted: `state` ("begun", "done"), `at`, `result`; empty before."""
        return _read(self.folder / "training.json")

    def watched(self) -> dict[str, Any]:
        """What the last look at the model in force found; empty before the first."""
        return _read(self.folder / "watch.json")

    def _put(self, taught: Taught) -> str:
        return call_shelf.put(self._shelf, taught, self._attributes)

    def _watch(self, examples: Examples, now: datetime) -> list[str]:
        model = in_force(self._shelf)
        if model is None:
            return []
        found = watch(examples, model, now)
        _write(self.folder / "watch.json", found)
        alarms: list[str] = found["alarms"]
        return alarms

    def _trained_at_night(self, examples: Examples, digest: str) -> str:
        """What came of it, in a sentence."""
        if digest == self.noted().get("digest"):
            return "nothing new to learn from"
        present = call_shelf.present(self._shelf)
        try:
            taught = teach(examples, self.worth, present, lambda name: self._note(done=name))
        except BadTable as unfit:  # too few, of the early or the newest calls too
            return self._rated(examples, unfit.happened)
        version = self._put(taught)
        try:
            call_shelf.promote(self._shelf, version)
        except NotBetter as reason:
            return reason.happened
        return f"version {version} is in force"

    def _rated(self, examples: Examples, why: str) -> str:
        """Shrunk rates speak until there are calls enough for a model."""
        found = in_force(self._shelf)
        if found is not None and not are_rates(self._shelf, found.version):
            return why
        if found is not None and not are_stale(self._shelf, found.version, examples):
            return why
        try:
            version = put_rates(self._shelf, examples)
        except TooFew as few:
            return few.happened
        return f"{why}; shrunk rates are in force as version {version}"

    def _note(self, **changes: str) -> None:
        _write(self.folder / "training.json", self.noted() | changes)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """True for one at a time; the system frees the lock of a process that died."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def _read(file: Path) -> dict[str, Any]:
    """A note that was torn is no note."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, note: dict[str, Any]) -> None:
    """Written beside and moved into place."""
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(note, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    beside.replace(file)
