"""An opt-out: saved first, acknowledged when it is on disk, then the call ends."""

from dataclasses import dataclass, field

from voicebot.contacts.suppression import OptOutScope, OptOutSource
from voicebot.conversation.actions import SaveOptOut
from voicebot.conversation.events import Heard, OptOutAcknowledged
from voicebot.conversation.flow_parts import Step
from voicebot.conversation.phrases import phrases
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.intents import Meaning, RefusalKind

OPT_OUT_KEY = "9"

SURE = 0.77
"""An opt-out understood with less confidence is asked about, once: misheard words that barely sound
like a demand (`understanding.sounds`) fall below it."""


@dataclass(frozen=True, slots=True)
class Demand:
    """That calls stop, as it was put. `ended_s` is when the words or the key ended.

    Words that had to be asked about come in two utterances; the first ended at `first_ended_s`.
    """

    words: str
    confidence: float
    kind: RefusalKind | None
    ended_s: float | None
    by_key: bool = False
    first_ended_s: float | None = None


@dataclass(slots=True)
class Stopping:
    """The opt-outs of one call; each number is saved once."""

    talk: Talk
    asked_for: set[str] = field(default_factory=set)  # numbers given to SaveOptOut
    awaited: int = 0  # answers to SaveOptOut still to come
    acknowledged: bool = False
    failed: bool = False
    step: Step | None = None  # the flow's own words to acknowledge with

    def spoken(self, meaning: Meaning, heard: Heard) -> Demand:
        """A demand in words."""
        ended = self.talk.speech_ended_s
        inside = ended is not None and heard.from_s <= ended <= heard.to_s
        confidence = min(meaning.confidence, heard.confidence)
        kind = meaning.refusal_kind
        return Demand(heard.text, confidence, kind, ended if inside else heard.to_s)

    def key(self, key: str) -> Demand:
        """A demand by a key."""
        words = phrases(self.talk.language).pressed.format(key=key)
        return Demand(words, 1.0, RefusalKind.EXPLICIT_OPT_OUT, self.talk.now_s, by_key=True)

    def knows_number(self) -> bool:
        """True if the person's own number can be saved; a hidden caller's cannot."""
        return self.talk.order.direction == "outbound" or self.talk.order.number is not None

    def stop(self, demand: Demand, number: str | None = None) -> bool:
        """Have the person's own number saved, or `number`; False if that was asked for before.

        Nothing else may follow in the same answer of the dialogue. Who is in danger is not kept
        waiting for it: what they are told goes on, and so does the call.
        """
        number = number or self.talk.order.number
        if (number or "") in self.asked_for:
            return False
        self.asked_for.add(number or "")
        self.awaited += 1
        if self.talk.phase is not Phase.OVER and not self.talk.in_danger:
            self.talk.phase = Phase.SAVING
            self.talk.stop_saying()
            self.talk.stop_waiting()
        save = SaveOptOut(
            number=number,
            words=demand.words,
            confidence=demand.confidence,
            scope=OptOutScope.SELLER,
            source=self._source(demand),
            refusal_kind=demand.kind,
            speech_ended_s=demand.ended_s,
            first_ended_s=demand.first_ended_s,
        )
        self.talk.out.append(save)
        return True

    def saved(self) -> None:
        """One is on disk; when all are, say so."""
        if self.awaited == 0:
            return  # nothing was asked for: an answer that comes twice, or a stranger's
        self.awaited -= 1
        self._acknowledge()

    def not_saved(self) -> None:
        """One could not be written: end courteously and promise nothing."""
        if self.awaited:
            self.awaited -= 1
            self.failed = True
            self._acknowledge()

    def _acknowledge(self) -> None:
        talk = self.talk
        if self.awaited or talk.phase is not Phase.SAVING:
            return
        if self.failed:
            again, our_number = talk.phrase("please_tell_us"), talk.our_number()
            talk.close(
                "opt_out_not_saved", talk.phrase("opt_out_not_saved"), again, our_number,
                talk.phrase("goodbye"),
            )  # fmt: skip
            return
        self.acknowledged = True
        talk.emit(OptOutAcknowledged(talk.now_s))
        if self.step is not None:
            talk.close(self.step.name, talk.wording(self.step.say))
        else:
            talk.close("opt_out_acknowledged", talk.phrase("opt_out_acknowledged"))

    def _source(self, demand: Demand) -> OptOutSource:
        if self.talk.order.direction == "inbound":
            return OptOutSource.INCOMING_CALL
        return OptOutSource.KEY if demand.by_key else OptOutSource.SPOKEN
