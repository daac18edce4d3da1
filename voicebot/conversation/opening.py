"""The first seconds: who picked up, and the words that say who calls."""

from dataclasses import dataclass

from voicebot.conversation.events import Heard, IdentityGiven, MessageLeft
from voicebot.conversation.stepping import Stepping
from voicebot.conversation.talk import LONGEST_SPEECH_S, Phase, Talk
from voicebot.conversation.wording import places
from voicebot.understanding.answered import who_answered
from voicebot.understanding.intents import AnsweredBy

GREETING_WAIT_S = 1.2
"""Who answers a call speaks first; if nobody does for so long, we do."""

GREETING_WORDS_S = 0.9
"""Words of a greeting are awaited so long: ours begin within 2 s of its end (16 CFR 310.4)."""

BEEP_WAIT_S = 8.0
"""A machine that is silent for so long after its greeting records without a tone."""

LONGEST_GREETING_S = 60.0
"""A machine that still speaks after so long will take no message."""

SCREENER_WAIT_S = 30.0
"""A call screener puts us through within so long, or not at all."""

BEFORE_ANSWERS = frozenset(
    {
        Phase.GREETING,
        Phase.IDENTIFYING,
        Phase.STEP,
        Phase.SCREENED,
        Phase.BEEP,
        Phase.MESSAGE,
    }
)

PEOPLE = frozenset({AnsweredBy.HUMAN, AnsweredBy.NOT_SURE})


@dataclass(slots=True)
class Opening:
    """From the answer until the flow begins, and what is said to those who are no person."""

    talk: Talk
    stepping: Stepping
    screened: int = 0
    beep_s: float | None = None

    def answered(self) -> None:
        """The call is up; an incoming caller is spoken to at once."""
        talk = self.talk
        if talk.order.direction == "inbound":
            talk.answered_by(AnsweredBy.HUMAN, "the person called us")
            self.introduce()
        else:
            talk.phase = Phase.GREETING
            talk.wait(LONGEST_SPEECH_S if talk.speaking else GREETING_WAIT_S)

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
            case Phase.GREETING:
                self.introduce()
            case Phase.IDENTIFYING if talk.saying is None and talk.identified:
                self.stepping.resume()
            case Phase.IDENTIFYING if talk.saying is None:
                self.introduce(interruptible=False)
            case Phase.BEEP:
                self._leave_message()
            case Phase.SCREENED if talk.saying is None:
                talk.hang_up()
            case _:
                pass

    def announced(self, heard: Heard) -> None:
        """Words before the answer, or of a greeting that goes on: an announcement ends the call."""
        who, because = self._who(heard)
        if who is AnsweredBy.INTERCEPT:
            self.talk.answered_by(who, because)
            self.talk.hang_up()

    def was_announcement(self, heard: Heard) -> bool:
        """Words of a call that ended unanswered: an operator's announcement is noted as such."""
        who, because = who_answered(heard.text, self.talk.language, True, None)
        if who is AnsweredBy.INTERCEPT:
            self.talk.answered_by(who, because)
        return who is AnsweredBy.INTERCEPT

    def machine_speaks(self) -> None:
        """Its greeting goes on: the tone comes after it."""
        if self.talk.phase is Phase.BEEP and self.talk.saying is None:
            self.talk.wait(BEEP_WAIT_S)

    def screened_out(self) -> None:
        """The screener heard us; now it is for the person."""
        self.talk.wait(SCREENER_WAIT_S)

    def is_no_person(self, heard: Heard) -> bool:
        """Tell by the words who answered; True if it is no person, and that is dealt with."""
        talk = self.talk
        if not self._may_be_a_machine():
            return False
        who, because = self._who(heard)
        if who in PEOPLE or who is AnsweredBy.NONE:
            if talk.who is not AnsweredBy.HUMAN:
                talk.answered_by(who, because)
            return False
        self._no_person(who, because)
        if talk.phase is Phase.BEEP and self.beep_s is not None and self.beep_s > heard.to_s - 1.0:
            self._leave_message()  # its tone was over before its words were recognised
        return True

    def beep(self) -> None:
        """A machine's tone: the message goes after it."""
        talk = self.talk
        self.beep_s = talk.now_s
        if talk.who is AnsweredBy.HUMAN or talk.phase not in BEFORE_ANSWERS:
            return
        talk.answered_by(AnsweredBy.MACHINE, "its tone")
        self._leave_message()

    def message_over(self, completed: bool) -> None:
        """The message was spoken, whole or not."""
        if completed:
            self.talk.emit(MessageLeft(self.talk.now_s))
        self.talk.hang_up()

    def _who(self, heard: Heard) -> tuple[AnsweredBy, str]:
        early = self.talk.phase is Phase.RINGING
        lasted = max(0.0, min(heard.to_s, self.talk.now_s) - heard.from_s)
        return who_answered(heard.text, self.talk.language, early, lasted)

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

    def _no_person(self, who: AnsweredBy, because: str) -> None:
        talk = self.talk
        if who is AnsweredBy.CALL_SCREENER:
            self._screener(because)
            return
        talk.answered_by(who, because)
        if who is AnsweredBy.MACHINE and talk.flow.message:
            talk.stop_saying()
            talk.phase = Phase.BEEP
            talk.wait(BEEP_WAIT_S)
        else:
            talk.hang_up()

    def _screener(self, because: str) -> None:
        """Tell a screener who calls and why, then wait for the person."""
        talk = self.talk
        talk.answered_by(AnsweredBy.CALL_SCREENER, because)
        self.screened += 1
        talk.phase = Phase.SCREENED
        if self.screened > 2:
            talk.wait(SCREENER_WAIT_S)
            return
        flow = talk.flow
        words = f"{talk.wording(flow.identification)} {talk.wording(flow.about)}"
        talk.say("screener", words, interruptible=False)

    def _leave_message(self) -> None:
        talk = self.talk
        if not talk.flow.message:
            talk.hang_up()
            return
        talk.phase = Phase.MESSAGE
        to_stop = talk.phrase("to_stop_calls") if talk.callback_number else ""
        text = f"{talk.wording(talk.flow.message)} {to_stop}".strip()
        talk.say("message", text, interruptible=False)
