"""What is said to those who are no person: a machine that takes messages, a call screener."""

from collections.abc import Callable
from dataclasses import dataclass

from voicebot.conversation.events import Heard, MessageLeft
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.answered import Told, tell
from voicebot.understanding.intents import AnsweredBy

BEEP_WAIT_S = 8.0
"""A machine that is silent for so long after its greeting records without a tone."""

BEEP_REST_S = 0.5
"""Some machines beep twice: the message begins so long after the last tone."""

LONGEST_GREETING_S = 60.0
"""A machine that still speaks after so long will take no message."""

SCREENER_WAIT_S = 30.0
"""A call screener puts us through within so long, or not at all."""

FEW_WORDS = 4
"""After a mere tone, so few words that no machine says are a person's."""

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


@dataclass(slots=True)
class NoPerson:
    """From the moment on when no person is told; `introduce` says who calls, to a person."""

    talk: Talk
    introduce: Callable[[], None]
    screened: int = 0
    beep_s: float | None = None
    told_by_beep: bool = False  # nothing but its tone says that this is a machine

    def take(self, told: Told, heard: Heard) -> None:
        """Deal with it as its kind asks."""
        talk = self.talk
        if told.who is AnsweredBy.CALL_SCREENER:
            self._screener(told.because)
            return
        talk.answered_by(told.who, told.because, told.announcement)
        self.told_by_beep = False
        if told.who is AnsweredBy.MACHINE and told.takes_message and talk.flow.message:
            talk.stop_saying()
            talk.phase = Phase.BEEP
            talk.wait(BEEP_WAIT_S)
            if self._tone_came_after(heard):
                self.leave_message()
        else:
            talk.hang_up()

    def beep(self) -> None:
        """A machine's tone: the message goes after it."""
        talk = self.talk
        self.beep_s = talk.now_s
        if talk.who is AnsweredBy.HUMAN or talk.phase not in BEFORE_ANSWERS:
            return
        if talk.who is not AnsweredBy.MACHINE:
            self.told_by_beep = True
            talk.answered_by(AnsweredBy.MACHINE, "its tone")
        if talk.phase is not Phase.MESSAGE:
            talk.stop_saying()
            talk.phase = Phase.BEEP
            talk.wait(BEEP_REST_S)

    def machine_speaks(self, heard: Heard) -> None:
        """Its greeting goes on: the tone comes after it. A person may be there after all."""
        talk = self.talk
        if self.told_by_beep and self._is_a_person(heard):
            self.told_by_beep = False
            talk.answered_by(AnsweredBy.HUMAN, "a person's words after a tone")
            self.introduce()
        elif talk.phase is Phase.BEEP and talk.saying is None:
            talk.wait(BEEP_REST_S if self._tone_came_after(heard) else BEEP_WAIT_S)

    def screened_out(self) -> None:
        """The screener heard us; now it is for the person."""
        self.talk.wait(SCREENER_WAIT_S)

    def message_over(self, completed: bool) -> None:
        """The message was spoken, whole or not."""
        if completed:
            self.talk.emit(MessageLeft(self.talk.now_s))
        self.talk.hang_up()

    def leave_message(self) -> None:
        """Speak the message of the flow, or hang up if there is none."""
        talk = self.talk
        if not talk.flow.message:
            talk.hang_up()
            return
        talk.phase = Phase.MESSAGE
        to_stop = talk.phrase("to_stop_calls") if talk.callback_number else ""
        text = f"{talk.wording(talk.flow.message)} {to_stop}".strip()
        talk.say("message", text, interruptible=False)

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

    def _tone_came_after(self, heard: Heard) -> bool:
        """The tone was over before the words that it followed were recognised."""
        return self.beep_s is not None and self.beep_s > max(heard.from_s, heard.to_s - 1.0)

    def _is_a_person(self, heard: Heard) -> bool:
        """A word or a few after the tone, such as people say when they pick up."""
        told = tell(heard.text, self.talk.language)
        few = 0 < len(heard.text.split()) <= FEW_WORDS
        return few and not self._tone_came_after(heard) and told.who is AnsweredBy.HUMAN
