"""The course of a call: what its events add up to, before anything is concluded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from voicebot.conversation import events as ev
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.understanding.intents import Announcement, AnsweredBy, Intent

UNTOLD_S = 3.0  # hung up in silence sooner than this: who answered could not be told

Kind = TypeVar("Kind", bound=ev.Event)


@dataclass(frozen=True, slots=True)
class Course:
    """The events of one call, each once, in the order they were written down."""

    events: tuple[ev.Event, ...]

    @classmethod
    def of(cls, events: Iterable[ev.Event]) -> "Course":
        """A log that was written twice in part counts once."""
        return cls(tuple(dict.fromkeys(events)))

    def all(self, kind: type[Kind]) -> list[Kind]:
        """Every event of a kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    def first(self, kind: type[Kind]) -> Kind | None:
        """The first event of a kind."""
        return next((event for event in self.events if isinstance(event, kind)), None)

    def last(self, kind: type[Kind]) -> Kind | None:
        """The last event of a kind."""
        return next((event for event in reversed(self.events) if isinstance(event, kind)), None)

    def has(self, kind: type[ev.Event]) -> bool:
        """True if there is an event of the kind."""
        return self.first(kind) is not None

    def understood(self, *intents: Intent) -> ev.Understood | None:
        """The first utterance that meant one of these."""
        found = (u for u in self.all(ev.Understood) if u.intent in intents)
        return next(found, None)

    @property
    def undenied(self) -> list[ev.Understood | ev.AskedWhetherToStop]:
        """What was understood, and asked about, since the person last said "no, do not stop"."""
        found: list[ev.Understood | ev.AskedWhetherToStop] = []
        for event in self.events:
            if isinstance(event, ev.Understood | ev.AskedWhetherToStop):
                found.append(event)
            elif isinstance(event, ev.StopNotWanted):
                found.clear()
        return found

    @property
    def answered(self) -> bool:
        """The network connected the call, by the event or by the hang-up's cause."""
        ended = self.first(ev.HungUp)
        by_cause = ended is not None and ended.cause.result is NetworkResult.ANSWERED
        return self.has(ev.Answered) or by_cause

    @property
    def cause(self) -> Cause:
        """How the network says it ended."""
        ended = self.first(ev.HungUp)
        if ended is not None:
            return ended.cause
        if self.has(ev.Answered):
            return Cause(NetworkResult.ANSWERED)
        return Cause(NetworkResult.FAILED)

    @property
    def hung_up_by(self) -> str:
        """Who ended the call; "" where the log breaks off before the end."""
        ended = self.first(ev.HungUp)
        return "" if ended is None else ended.by

    @property
    def answered_by(self) -> AnsweredBy:
        """As it was told on the call; else by whether anything was said or keyed."""
        known = self.last(ev.AnswererKnown)
        if known is not None:
            return known.who
        if not self.answered:
            return AnsweredBy.NONE
        if self.said_something or self.keys:
            return AnsweredBy.HUMAN
        return AnsweredBy.NONE if (self.talk_s or 0.0) < UNTOLD_S else AnsweredBy.NOT_SURE

    @property
    def announcement(self) -> Announcement | None:
        """What an operator said of the number last, if an operator answered."""
        if self.answered_by is not AnsweredBy.INTERCEPT:
            return None
        said = [known.announcement for known in self.all(ev.AnswererKnown)]
        return next((one for one in reversed(said) if one is not None), None)

    @property
    def said_something(self) -> bool:
        """The person's voice left at least one word."""
        heard = any(h.text.strip() for h in self.all(ev.Heard))
        return heard or any(u.text.strip() for u in self.all(ev.Understood))

    @property
    def keys(self) -> str:
        """Every key that was pressed, in order."""
        return "".join(pressed.key for pressed in self.all(ev.KeyPressed))

    @property
    def talk_s(self) -> float | None:
        """From the answer to the end; None for a call that was never answered."""
        answered = self.first(ev.Answered)
        if answered is None:
            return None
        ended = self.first(ev.HungUp)
        end_s = ended.at_s if ended is not None else max(e.at_s for e in self.events)
        return max(0.0, end_s - answered.at_s)

    @property
    def callback_at(self) -> datetime | None:
        """The time the person asked to be called at, the last one said."""
        said = [asked.when for asked in self.all(ev.CallbackAsked) if asked.when is not None]
        return said[-1] if said else None

    @property
    def saved_before_acknowledged(self) -> bool:
        """No word of the robot about an opt-out came before the opt-out was on disk."""
        kinds = [type(event) for event in self.events]
        if ev.OptOutAcknowledged not in kinds or ev.OptOutSaved not in kinds:
            return ev.OptOutAcknowledged not in kinds
        return kinds.index(ev.OptOutSaved) < kinds.index(ev.OptOutAcknowledged)
