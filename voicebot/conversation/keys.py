"""Keys the person presses: the engine's own, the flow's, and those that mean nothing."""

from dataclasses import dataclass

from voicebot.conversation.always import Always
from voicebot.conversation.answers import answer_by_key
from voicebot.conversation.asking import Asking
from voicebot.conversation.stepping import Stepping
from voicebot.conversation.stopping import OPT_OUT_KEY, Stopping
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.intents import AnsweredBy


@dataclass(slots=True)
class Keys:
    """Hands keys on."""

    talk: Talk
    stopping: Stopping
    stepping: Stepping
    asking: Asking
    always: Always

    def pressed(self, key: str) -> None:
        """Act upon a key, given where the conversation stands."""
        talk = self.talk
        if talk.phase in (Phase.RINGING, Phase.SAVING):
            return
        if talk.phase in (Phase.OVER, Phase.CLOSING, Phase.TRANSFERRING):
            if key == OPT_OUT_KEY:
                self.always.key(key)
            return
        talk.answered_by(AnsweredBy.HUMAN, "a key was pressed")
        if not self.always.key(key):
            self._of_the_flow(key)

    def _of_the_flow(self, key: str) -> None:
        talk = self.talk
        match talk.phase:
            case Phase.STEP if talk.step is not None and talk.step.asks:
                self.stepping.key(key)
            case Phase.ASKING:
                self.asking.key(key, self.stopping.key(key))
            case Phase.IDENTIFYING if talk.order.direction == "inbound":
                self._impatient(key)
            case _:
                pass

    def _impatient(self, key: str) -> None:
        """A caller who knows the line presses the first step's key before it is asked for."""
        talk = self.talk
        first = talk.flow.steps[talk.flow.start]
        begun = talk.step is not None or not self.stopping.knows_number()
        if not begun and answer_by_key(first, key) is not None:
            talk.step = first
            self.stepping.key(key)
