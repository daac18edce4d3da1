"""What the tones of a line that are no beep mean, given where the conversation stands."""

from dataclasses import dataclass

from voicebot.conversation.opening import Opening
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.intents import Announcement, AnsweredBy

UNMOVED_BY_TONES = frozenset({Phase.SAVING, Phase.TRANSFERRING, Phase.CLOSING, Phase.OVER})
"""What is being saved or said last is not broken off, and a queue of operators may ring."""


@dataclass(slots=True)
class ToneHearing:
    """Hands tones on. `fax_calls` counts a calling fax machine's tones."""

    talk: Talk
    opening: Opening
    fax_calls: int = 0

    def heard(self, kind: str) -> None:
        """A `LineTone` of this kind ended."""
        if self.talk.phase in UNMOVED_BY_TONES:
            return
        match kind:
            case "CED":
                self._fax("its answering tone")
            case "CNG":
                self._fax_calls()
            case "BUSY":
                self._engaged(Announcement.BUSY, "the busy tone")
            case "CONGESTION":
                self._engaged(Announcement.CONGESTED, "the congestion tone")
            case "SIT" if self._ours:
                self.opening.operators_tones()
            case "RINGBACK" if self._ours:
                self.opening.passed_on()
            case _:
                pass

    @property
    def _ours(self) -> bool:
        return self.talk.order.direction == "outbound"

    def _fax(self, because: str) -> None:
        if self.talk.phase is not Phase.RINGING:
            self.talk.answered_by(AnsweredBy.FAX, because)
            self.talk.hang_up()

    def _fax_calls(self) -> None:
        """Once, on a call of ours, it is a machine's beep; a fax repeats it every three seconds."""
        self.fax_calls += 1
        if self.fax_calls > 1:
            self._fax("its calling tones")
        elif self._ours:
            self.opening.no_person.beep()

    def _engaged(self, announcement: Announcement, because: str) -> None:
        """The line is busy, or whoever was there has gone."""
        talk = self.talk
        if talk.who in (None, AnsweredBy.NOT_SURE, AnsweredBy.INTERCEPT) and self._ours:
            talk.answered_by(AnsweredBy.INTERCEPT, f"{announcement}: {because}", announcement)
        talk.hang_up()
