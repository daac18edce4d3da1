"""Questions the engine asks by itself: whether to stop calling, and when to call again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from voicebot.conversation.answers import is_plain_no
from voicebot.conversation.events import CallbackAsked
from voicebot.conversation.stepping import SILENCE_S, Stepping
from voicebot.conversation.stopping import Demand, Stopping
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.callback import callback_time
from voicebot.understanding.intents import Intent, Meaning, RefusalKind

YES_KEY = "1"


class Question(Enum):
    """What was asked."""

    SHALL_WE_STOP = auto()
    WHEN_SUITS = auto()


@dataclass(slots=True)
class Asking:
    """One question at a time, each asked once in a call."""

    talk: Talk
    stepping: Stepping
    stopping: Stopping
    open: Question | None = None
    doubtful: Demand | None = None  # what sounded like a demand to stop
    asked_when: bool = False

    def shall_we_stop(self, demand: Demand) -> None:
        """Something sounded like a demand to stop; only a clear no means that it was none."""
        self.open, self.doubtful = Question.SHALL_WE_STOP, demand
        self.talk.phase = Phase.ASKING
        self.talk.say("shall_we_stop", self.talk.phrase("shall_we_stop"))

    def call_back(self, meaning: Meaning) -> None:
        """Call me later: at the time that was said, or at one that is asked for once."""
        talk = self.talk
        talk.emit(CallbackAsked(talk.now_s, meaning.callback_at))
        if meaning.callback_at is not None:
            talk.close(
                "callback_confirmed", talk.phrase("callback_confirmed", when=meaning.callback_at)
            )
        elif self.asked_when:
            talk.close("callback_noted", talk.phrase("callback_noted"))
        else:
            self.asked_when = True
            self.open = Question.WHEN_SUITS
            talk.phase = Phase.ASKING
            talk.say("when_suits", talk.phrase("when_suits"))

    def prompt_over(self) -> None:
        """The question was heard out."""
        if self.talk.hearing:
            self.talk.wait_for_words()
        else:
            self.talk.wait(SILENCE_S)

    def answered(self, meaning: Meaning) -> None:
        """What was said to it, whatever it is."""
        talk, question = self.talk, self.open
        if talk.saying is not None and meaning.intent in (Intent.BACKCHANNEL, Intent.GREETING):
            return
        self.open = None
        if question is Question.WHEN_SUITS:
            self._when(meaning)
        elif self._means_no(meaning):
            self.doubtful = None
            self.stepping.resume()
        else:
            self.agreed_to_stop()

    def key(self, key: str) -> None:
        """Key 1 is a yes to "shall we stop"; other keys say nothing."""
        if key == YES_KEY and self.open is Question.SHALL_WE_STOP:
            self.open = None
            self.agreed_to_stop()

    def silence(self) -> None:
        """No answer: to "shall we stop" that means yes."""
        talk, question = self.talk, self.open
        self.open = None
        if question is Question.SHALL_WE_STOP:
            self.agreed_to_stop()
        else:
            talk.close("callback_noted", talk.phrase("callback_noted"))

    def agreed_to_stop(self) -> None:
        """Not denied: what sounded like a demand was one."""
        demand, self.doubtful = self.doubtful, None
        if demand is not None:
            self.stopping.stop(demand)

    def _when(self, meaning: Meaning) -> None:
        talk = self.talk
        now = talk.started + timedelta(seconds=talk.now_s)
        when = meaning.callback_at or callback_time(
            meaning.text, talk.language, now, talk.order.zone
        )
        if when is None:
            talk.close("callback_noted", talk.phrase("callback_noted"))
            return
        talk.emit(CallbackAsked(talk.now_s, when))
        talk.close("callback_confirmed", talk.phrase("callback_confirmed", when=when))

    def _means_no(self, meaning: Meaning) -> bool:
        soft = meaning.refusal_kind in (None, RefusalKind.SOFT_REFUSAL)
        return soft and is_plain_no(meaning.text, self.talk.language)
