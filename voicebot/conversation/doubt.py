"""The one question about a likely demand: only a clear no means that it was none."""

from dataclasses import dataclass, replace

from voicebot.conversation.answers import is_clear_no
from voicebot.conversation.events import AskedWhetherToStop, StopNotWanted
from voicebot.conversation.stopping import SURE, Demand, Stopping
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.doubtful import KINDS_OF_DEMAND
from voicebot.understanding.intents import Intent, Meaning, RefusalKind

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
        return self._matters and self.talk.phase in ASKABLE

    def ask(self, meaning: Meaning, demand: Demand) -> None:
        """Put the question."""
        talk = self.talk
        self.about = about = self.joined(_as_demand(demand))
        self.asked, self.meaning = True, meaning
        self.last_words = talk.phase is Phase.CLOSING
        talk.emit(AskedWhetherToStop(talk.now_s, about.words, about.confidence, about.kind))
        self.say()

    def say(self) -> None:
        """Say the question, in the language spoken now."""
        self.talk.phase = Phase.ASKING
        self.talk.say("shall_we_stop", self.talk.phrase("shall_we_stop"))

    def remember(self, meaning: Meaning, demand: Demand) -> None:
        """Keep what was said while a person was fetched: it is asked about when nobody comes.

        Whatever else the words may mean leads nowhere by then.
        """
        if self._matters:
            self.about = self.joined(_as_demand(demand))
            kind = self.about.kind if meaning.refusal_kind in KINDS_OF_DEMAND else None
            self.meaning = replace(meaning, intent=Intent.OTHER, refusal_kind=kind)

    @property
    def kept(self) -> bool:
        """True for a likely demand that is still to be asked about."""
        return self.about is not None and self._matters

    def recalled(self) -> tuple[Meaning, Demand] | None:
        """What was kept, where it can be asked about now; it is kept no longer."""
        if self.about is None or self.meaning is None or not self.may_be_asked():
            return None
        about, self.about = self.about, None
        return self.meaning, about

    def left_with(self, demand: Demand) -> None:
        """Likely a demand, and the call is over: who hangs up upon it has given no clear no."""
        if not self.asked and self.talk.order.direction == "outbound":
            self.stopping.stop(self.joined(_as_demand(demand)))

    def spared_by(self, meaning: Meaning) -> bool:
        """True for an answer, recognised after the call, upon which nobody need stop."""
        if self.about is None or not self.asked:
            return False
        sure = meaning.confidence >= SURE
        if is_clear_no(meaning.text, self.talk.language) and not (meaning.opt_out and sure):
            return True
        wants_calls = sure and meaning.intent is Intent.CALLBACK and not meaning.unclear_demand
        return not meaning.opt_out and (wants_calls or meaning.intent is Intent.EMERGENCY)

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
            first_ended_s=first.ended_s if first.first_ended_s is None else first.first_ended_s,
        )

    def _kind(self, first: Demand, answer: Demand) -> RefusalKind | None:
        """What was asked about tells it, unless it was of no kind and the answer is of one."""
        told = self.meaning is not None and self.meaning.refusal_kind in KINDS_OF_DEMAND
        tells = answer.kind in KINDS_OF_DEMAND and not answer.by_key
        return answer.kind if tells and not told else first.kind

    def drop(self) -> None:
        """It was none, or something comes first that is no refusal."""
        about, self.about = self.about, None
        if about is not None and self.asked:
            self.talk.emit(StopNotWanted(self.talk.now_s))

    @property
    def _matters(self) -> bool:
        """On a call of ours, not asked about before, of a number that is not saved."""
        talk = self.talk
        possible = talk.order.direction == "outbound" and not talk.in_danger
        unsaved = (talk.order.number or "") not in self.stopping.asked_for
        return possible and not self.asked and unsaved


def _as_demand(demand: Demand) -> Demand:
    """What kind of demand it is, if it is one: the words may have been understood as a mere no."""
    known = demand.kind in KINDS_OF_DEMAND
    return demand if known else replace(demand, kind=RefusalKind.EXPLICIT_OPT_OUT)
