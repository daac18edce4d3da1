"""The first seconds: who picked up, and the words that say who calls."""

from dataclasses import dataclass, field

from voicebot.conversation.events import Heard, IdentityGiven
from voicebot.conversation.no_person import NoPerson
from voicebot.conversation.stepping import Stepping
from voicebot.conversation.talk import LONGEST_SPEECH_S, Phase, Talk
from voicebot.conversation.wording import places
from voicebot.understanding.answered import Greeting, Told, tell
from voicebot.understanding.intents import Announcement, AnsweredBy

GREETING_WAIT_S = 1.2
"""Who answers a call speaks first; if nobody does for so long, we do."""

ANNOUNCEMENT_S = 10.0
"""After an operator's three tones the words are awaited so long."""

RINGS_ON_S = 45.0
"""A call that was answered and rings on is being passed to somebody, who is awaited so long."""

GREETING_WORDS_S = 0.9
"""Words of a greeting are awaited so long: ours begin within 2 s of its end (16 CFR 310.4)."""

BEFORE_WORDS = frozenset({Phase.GREETING, Phase.IDENTIFYING})

PASSING = frozenset(Announcement) - {Announcement.NOT_IN_SERVICE, Announcement.NUMBER_CHANGED}

PEOPLE = frozenset({AnsweredBy.HUMAN, AnsweredBy.NOT_SURE})


@dataclass(slots=True)
class Opening:
    """From the answer until the flow begins, and what is said to those who are no person."""

    talk: Talk
    stepping: Stepping
    no_person: NoPerson = field(init=False)
    answered_s: float | None = None
    after_tones: bool = False  # an operator's three tones came first

    def __post_init__(self) -> None:
        self.no_person = NoPerson(self.talk, self.introduce)

    def answered(self) -> None:
        """The call is up; an incoming caller is spoken to at once."""
        talk = self.talk
        self.answered_s = talk.now_s
        if talk.order.direction == "inbound":
            talk.answered_by(AnsweredBy.HUMAN, "the person called us")
            self.introduce()
        else:
            talk.phase = Phase.GREETING
            talk.wait(LONGEST_SPEECH_S if talk.speaking else GREETING_WAIT_S)

    @property
    def words_within_s(self) -> float:
        """So long the words of what was said before ours are awaited."""
        return ANNOUNCEMENT_S if self.after_tones else GREETING_WORDS_S

    def introduce(self, *, interruptible: bool = True) -> None:
        """Say who calls, that it is a robot, and how to stop it: whole, again if need be."""
        self.talk.phase = Phase.IDENTIFYING
        talk = self.talk
        text = talk.wording(talk.flow.identification)
        told = talk.recorded if self._told_by_the_flow() else ""
        notice = (text.lower().find(told) + len(told)) / len(text) if told else 0.0
        talk.say("identification", text, interruptible=interruptible, notice=notice)

    def introduced(self) -> None:
        """It was heard out; if the person is speaking, their words come first."""
        talk = self.talk
        if not talk.identified:
            talk.identified = True
            talk.emit(IdentityGiven(talk.now_s))
        if talk.recorded and not self._told_by_the_flow() and not talk.told_recorded:
            talk.told_recorded = True
            text = talk.phrase("call_is_recorded")
            talk.say("recording", text, interruptible=False, notice=1.0)
        elif talk.hearing:
            talk.wait_for_words()
        else:
            self.stepping.resume()

    def _told_by_the_flow(self) -> bool:
        texts = self.talk.flow.identification.texts
        return any(name == "recorded" for name, _ in places(texts.get(self.talk.language, "")))

    def no_words(self) -> None:
        """Nothing to act upon was said, or nothing at all."""
        talk = self.talk
        match talk.phase:
            case Phase.GREETING if self.after_tones and talk.who is not AnsweredBy.HUMAN:
                talk.hang_up()
            case Phase.GREETING:
                self.introduce()
            case Phase.IDENTIFYING if talk.saying is None and talk.identified:
                self.stepping.resume()
            case Phase.IDENTIFYING if talk.saying is None:
                self.introduce(interruptible=False)
            case Phase.BEEP:
                self.no_person.leave_message()
            case Phase.SCREENED if talk.saying is None:
                talk.hang_up()
            case _:
                pass

    def announced(self, heard: Heard) -> None:
        """Words before the answer, or of a greeting that goes on: an announcement ends the call.

        What has further words coming is not yet taken for a number that is gone for good.
        """
        told = self._told(heard)
        if told.who is AnsweredBy.INTERCEPT and (heard.final or told.announcement in PASSING):
            self.talk.answered_by(told.who, told.because, told.announcement)
            self.talk.hang_up()

    def was_announcement(self, heard: Heard) -> bool:
        """Words of a call that ended unanswered: an operator's announcement is noted as such."""
        told = tell(heard.text, self.talk.language, Greeting(early_media=True))
        if told.who is AnsweredBy.INTERCEPT:
            self.talk.answered_by(told.who, told.because, told.announcement)
        return told.who is AnsweredBy.INTERCEPT

    def is_no_person(self, heard: Heard) -> bool:
        """Tell by the words who answered; True if it is no person, and that is dealt with."""
        talk = self.talk
        if not self._may_be_a_machine():
            return False
        told = self._told(heard)
        if told.who in PEOPLE:
            if talk.who is not AnsweredBy.HUMAN:
                talk.answered_by(told.who, told.because)
            return False
        self.no_person.take(told, heard)
        return True

    def passed_on(self) -> None:
        """It was answered and rings on: nobody is there yet."""
        talk = self.talk
        if talk.phase is Phase.BEEP:
            self.no_person.beep()  # a machine whose tone is a long low one
        elif talk.phase in (Phase.GREETING, Phase.IDENTIFYING) and talk.who is None:
            talk.stop_saying()
            talk.phase = Phase.GREETING
            since_answer_s = talk.now_s - (self.answered_s or talk.now_s)
            talk.wait(max(GREETING_WAIT_S, RINGS_ON_S - since_answer_s))

    def operators_tones(self) -> None:
        """An announcement follows, which says what is the matter with the number."""
        talk = self.talk
        if talk.who is AnsweredBy.HUMAN or talk.phase not in {Phase.RINGING} | BEFORE_WORDS:
            return
        self.after_tones = True
        talk.answered_by(AnsweredBy.INTERCEPT, "an operator's tones")
        if talk.phase is not Phase.RINGING:
            talk.stop_saying()
            talk.phase = Phase.GREETING
            talk.wait(ANNOUNCEMENT_S)

    def _told(self, heard: Heard) -> Told:
        """By the words, and by how they came."""
        talk = self.talk
        answered_s = heard.from_s if self.answered_s is None else self.answered_s
        greeting = Greeting(
            early_media=talk.phase is Phase.RINGING,
            spoken_s=max(0.0, min(heard.to_s, talk.now_s) - heard.from_s),
            silence_s=max(0.0, heard.from_s - answered_s) if self._greets_late else 0.0,
            after_tones=self.after_tones,
        )
        return tell(heard.text, talk.language, greeting)

    @property
    def _greets_late(self) -> bool:
        """Until we have said who calls, the first words are a greeting, and then a reply."""
        return self.talk.phase in BEFORE_WORDS and self.talk.who is None and not self.after_tones

    def _may_be_a_machine(self) -> bool:
        """Who greeted us as a person may be a machine until we have said who calls; who never did
        may be one until the first step is answered.
        """
        talk = self.talk
        if talk.order.direction == "inbound":
            return False
        if talk.phase is Phase.STEP:
            first = talk.step is not None and talk.step.name == talk.flow.start
            return first and talk.who is not AnsweredBy.HUMAN
        return talk.phase in (Phase.GREETING, Phase.IDENTIFYING, Phase.SCREENED)
