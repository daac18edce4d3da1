"""The one question about a likely demand: only a clear no means that it was none."""

from dataclasses import dataclass, replace

from voicebot.conversation.events import AskedWhetherToStop, StopNotWanted
from voicebot.conversation.stopping import Demand, Stopping
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.doubtful import KINDS_OF_DEMAND
from voicebot.understanding.intents import Meaning, RefusalKind

ASKABLE = frozenset({Phase.IDENTIFYING, Phase.STEP, Phase.ASKING, Phase.SCREENED, Phase.CLOSING})
"""Where the question can be put: we have begun to speak, and nobody else was fetched."""


@dataclass(slots=True)
class Doubt:
    """What sounded like a demand to stop, from the question until it is settled."""

    talk: Talk
    stopping: Stopping
    asked: bool = False  # once in a call
    about: Demand | None = None
    meaning: Meaning | None = None  # of the words that raised the question
    last_words: bool = False  # raised when the call was closing already

    def may_be_asked(self) -> bool:
        """True where the question makes sense: on a call of ours, once, of a number not saved."""
        talk = self.talk
        possible = talk.order.direction == "outbound" and not talk.in_danger
        return possible and not self.asked and self._unsaved and talk.phase in ASKABLE

    def ask(self, meaning: Meaning, demand: Demand) -> None:
        """Put the question."""
        talk = self.talk
        self.asked, self.meaning = True, meaning
        self.about = about = _as_demand(demand)
        self.last_words = talk.phase is Phase.CLOSING
        talk.emit(AskedWhetherToStop(talk.now_s, about.words, about.confidence, about.kind))
        self.say()

    def say(self) -> None:
        """Say the question, in the language spoken now."""
        self.talk.phase = Phase.ASKING
        self.talk.say("shall_we_stop", self.talk.phrase("shall_we_stop"))

    def left_with(self, demand: Demand) -> None:
        """Likely a demand, and the call is over: who hangs up upon it has given no clear no."""
        if not self.asked and self.talk.order.direction == "outbound":
            self.stopping.stop(_as_demand(demand))

    def never_denied(self) -> None:
        """Silence, or the call's end: what sounded like a demand was one."""
        if self.about is not None:
            self.agreed(replace(self.about, words="", ended_s=None, by_key=False))

    def agreed(self, answer: Demand) -> None:
        """Whatever was answered, it was no clear no."""
        if self.about is not None:
            self.stopping.stop(self.joined(answer))

    def joined(self, demand: Demand) -> Demand:
        """The demand with the words before it that raised the question, if there were any."""
        first, self.about = self.about, None
        if first is None:
            return demand
        return replace(
            demand,
            words=" | ".join(filter(None, (first.words, demand.words))),
            confidence=max(first.confidence, demand.confidence),
            kind=self._kind(first, demand),
            first_ended_s=first.ended_s,
        )

    def _kind(self, first: Demand, answer: Demand) -> RefusalKind | None:
        """What was asked about tells it, unless it was of no kind and the answer is of one."""
        told = self.meaning is not None and self.meaning.refusal_kind in KINDS_OF_DEMAND
        tells = answer.kind in KINDS_OF_DEMAND and not answer.by_key
        return answer.kind if tells and not told else first.kind

    def drop(self) -> None:
        """It was none, or something comes first that is no refusal."""
        if self.about is not None:
            self.about = None
            self.talk.emit(StopNotWanted(self.talk.now_s))

    @property
    def _unsaved(self) -> bool:
        return (self.talk.order.number or "") not in self.stopping.asked_for


def _as_demand(demand: Demand) -> Demand:
    """What kind of demand it is, if it is one: the words may have been understood as a mere no."""
    known = demand.kind in KINDS_OF_DEMAND
    return demand if known else replace(demand, kind=RefusalKind.EXPLICIT_OPT_OUT)
