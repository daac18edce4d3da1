"""Questions the engine asks by itself: shall we stop, when to call, a person, which language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from voicebot.conversation.answers import is_clear_no
from voicebot.conversation.doubt import Doubt
from voicebot.conversation.events import CallbackAsked
from voicebot.conversation.handing_over import HandingOver
from voicebot.conversation.stepping import SILENCE_S, Stepping
from voicebot.conversation.stopping import SURE, Demand
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.callback import callback_time
from voicebot.understanding.intents import Intent, Meaning

YES_KEY = "1"


class Question(Enum):
    """What was asked."""

    SHALL_WE_STOP = auto()
    WHEN_SUITS = auto()
    WANTS_A_PERSON = auto()
    OTHER_LANGUAGE = auto()


@dataclass(slots=True)
class Asking:
    """One question at a time, each asked once in a call."""

    talk: Talk
    stepping: Stepping
    doubt: Doubt
    handing_over: HandingOver
    introduce: Callable[[], None]  # say who calls, from the beginning
    open: Question | None = None
    asked_when: bool = False
    asked_person: bool = False
    first_language: str = ""  # spoken before another one was tried

    def shall_we_stop(self, meaning: Meaning, demand: Demand) -> None:
        """Something sounded like a demand to stop; only a clear no means that it was none."""
        self.open = Question.SHALL_WE_STOP
        self.doubt.ask(meaning, demand)

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

    def wants_a_person(self) -> None:
        """We cannot speak their language: offer somebody who may, once."""
        talk = self.talk
        if self.asked_person:
            talk.close("goodbye", talk.phrase("goodbye"))
            return
        self.asked_person = True
        self.open = Question.WANTS_A_PERSON
        talk.phase = Phase.ASKING
        talk.say("language_unknown", talk.phrase("language_unknown"))

    def speaks(self, language: str) -> None:
        """Nothing is understood: ask in another language whether that is theirs, once."""
        talk = self.talk
        self.first_language, talk.language = talk.language, language
        self.open = Question.OTHER_LANGUAGE
        talk.phase = Phase.ASKING
        talk.say("speak_this_language", talk.phrase("speak_this_language"))

    def begin_anew(self, language: str) -> None:
        """Speak this language; what was not understood in another one counts no more."""
        talk = self.talk
        talk.language, talk.told_recorded, talk.badly_heard = language, False, 0
        self.stepping.unclear = 0

    def prompt_over(self) -> None:
        """The question was heard out."""
        if self.talk.hearing:
            self.talk.wait_for_words()
        else:
            self.talk.wait(SILENCE_S)

    def answered(self, meaning: Meaning, demand: Demand) -> None:
        """What was said to it, whatever it is; `demand` is how it counts if that is a yes."""
        talk, question = self.talk, self.open
        if talk.saying is not None and meaning.intent in (Intent.BACKCHANNEL, Intent.GREETING):
            return
        self.open = None
        match question:
            case Question.WHEN_SUITS:
                self._when(meaning)
            case Question.WANTS_A_PERSON:
                self._person(meaning.intent in (Intent.AFFIRM, Intent.OPERATOR))
            case Question.OTHER_LANGUAGE:
                self._language(meaning.intent is Intent.AFFIRM)
            case _:
                self.doubt.agreed(demand)

    def denies(self, meaning: Meaning) -> bool:
        """True for a clear no to "shall we stop", and no demand: "keep calling" may be misheard."""
        demands = meaning.opt_out and meaning.confidence >= SURE
        return (
            self._whether_to_stop and not demands and is_clear_no(meaning.text, self.talk.language)
        )

    def wants_calls(self, meaning: Meaning) -> bool:
        """True for a sure wish to be called, in answer to "shall we stop"."""
        sure = meaning.confidence >= SURE and not meaning.unclear_demand
        return self._whether_to_stop and sure and meaning.intent is Intent.CALLBACK

    def go_on(self) -> None:
        """After a clear no the call goes on where it was."""
        self.settled()
        if self.doubt.last_words:
            self.talk.close("goodbye", self.talk.phrase("goodbye"))
        elif not self.talk.identified:
            self.introduce()
        else:
            self.stepping.resume()

    def settled(self) -> None:
        """Nothing is asked any more, and nobody need stop."""
        self.open = None
        self.doubt.drop()

    def key(self, key: str, demand: Demand) -> None:
        """Key 1 is a yes; other keys say nothing."""
        if key != YES_KEY:
            return
        question, self.open = self.open, None
        if question is Question.SHALL_WE_STOP:
            self.doubt.agreed(demand)
        elif question is Question.WANTS_A_PERSON:
            self._person(True)
        elif question is Question.OTHER_LANGUAGE:
            self._language(True)
        else:
            self.open = question

    def silence(self) -> None:
        """No answer: to "shall we stop" that means yes."""
        talk, question = self.talk, self.open
        self.open = None
        match question:
            case Question.SHALL_WE_STOP:
                self.doubt.never_denied()
            case Question.WANTS_A_PERSON:
                self._person(False)
            case Question.OTHER_LANGUAGE:
                self._language(False)
            case _:
                talk.close("callback_noted", talk.phrase("callback_noted"))

    @property
    def _whether_to_stop(self) -> bool:
        return self.open is Question.SHALL_WE_STOP and self.talk.phase is Phase.ASKING

    def _person(self, wanted: bool) -> None:
        if wanted:
            self.handing_over.announce()
        else:
            self.talk.close("goodbye", self.talk.phrase("goodbye"))

    def _language(self, theirs: bool) -> None:
        """Begin anew in their language, or end as a call that leads nowhere."""
        if theirs:
            self.begin_anew(self.talk.language)
            self.introduce()
        else:
            self.talk.language = self.first_language
            self.stepping.give_up()

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
