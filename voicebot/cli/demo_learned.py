"""What the demo's second campaign has learned: a history taken in, and a model put in force."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from voicebot.bootstrap import Office
from voicebot.contacts.suppression import SuppressionReason
from voicebot.learning.policy.scoring import TASK
from voicebot.learning.shelf import Shelf
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.simulation.persona import Called
from voicebot.simulation.personas import PERSONAS
from voicebot.simulation.remembered import FILE, MAPPING, Remembered, remembered
from voicebot.simulation.verdicts import Json, Verdict, describe

PREDICTED = frozenset(
    {SuppressionReason.PREDICTED_ANNOYANCE, SuppressionReason.PREDICTED_NON_RESPONSE}
)
DUE = "left alone by what was learned"


def with_own_shelf(settings: Settings) -> Settings:
    """The same with a shelf of the rehearsal's own: what it puts in force is so nowhere else."""
    own = settings.home / "models"
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(settings.models, own)
    return settings.model_copy(update={"models": own})


@dataclass(slots=True)
class Learned:
    """People with a past, and the model that ships: learned from made-up people, as its card says.

    Nothing of it is there before the second campaign.
    """

    people: dict[str, Remembered] = field(default_factory=dict)

    @classmethod
    def speaking(cls, language: str, now: datetime) -> "Learned":
        """Those of a language, or all if it is empty."""
        return cls({one.contact.number.e164: one for one in remembered(language, now)})

    def take_in(self, office: Office) -> None:
        """Their history is imported, and the newest prior put in force. Raises NotFound."""
        now, storage = office.clock.now(), office.storage
        for one in self.people.values():
            storage.contacts.add(one.contact)
            storage.consents.record(one.consent)
        calls = [call for one in self.people.values() for call in one.calls(now)]
        storage.histories.enter(lambda: iter(calls), MAPPING, FILE)
        shelf = Shelf(office.settings.models)
        priors = [v for v in shelf.versions(TASK) if shelf.card(TASK, v)["prior"]]
        shelf.promote(TASK, priors[-1])

    def verdict(self, number_of_round: int, number: str, call: Json) -> Verdict:
        """Right if nothing but what was learned kept the robot away."""
        one, right = self.people[number], _by_score_alone(call)
        language = one.contact.language
        got = describe(call)
        return Verdict(number_of_round, number, one.habit.name, language, DUE, got, right, call)


def with_score(verdict: Verdict) -> Verdict:
    """Who hung up on us a day before may be left alone by the score in the second campaign."""
    first = PERSONAS[verdict.persona].first
    hung_up = isinstance(first, Called) and Disposition.EARLY_HANGUP in first.dispositions
    if verdict.round == 2 and hung_up and _by_score_alone(verdict.call):
        return replace(verdict, expected=DUE, got=describe(verdict.call), ok=True)
    return verdict


def _by_score_alone(call: Json) -> bool:
    """Nothing but what was learned kept the robot away."""
    reasons = set(call["decision"]["reasons"]) if call["disposition"] is None else set()
    return bool(reasons) and reasons <= PREDICTED


def why(verdicts: list[Verdict]) -> Iterator[tuple[str, str, str, str]]:
    """Number, person, reasons and end of each whom a score left alone."""
    for verdict in verdicts:
        said = verdict.call["decision"].get("learned") if "decision" in verdict.call else None
        if said and said["left_alone_for"]:
            because = "; ".join(said["because"][verdict.language])
            yield verdict.number, verdict.persona, because, str(said["until"])[:10]
