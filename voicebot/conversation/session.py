"""The dialogue of one call as a pure state machine: events in, actions out.

It reads no clock and does no I/O: time comes with the events. The live call carries the actions
out, `rehearsal.py` holds the same dialogue in typed text.
"""

from collections.abc import Mapping
from datetime import datetime

from voicebot.conversation import events
from voicebot.conversation.actions import Action, Tick
from voicebot.conversation.always import Always
from voicebot.conversation.asking import Asking
from voicebot.conversation.changing_language import ChangingLanguage
from voicebot.conversation.doubt import Doubt
from voicebot.conversation.flow_parts import Flow
from voicebot.conversation.handing_over import HandingOver
from voicebot.conversation.hearing import Hearing
from voicebot.conversation.keys import Keys
from voicebot.conversation.no_person import LONGEST_GREETING_S
from voicebot.conversation.number_taking import NumberTaking
from voicebot.conversation.offering import Offering
from voicebot.conversation.opening import Opening
from voicebot.conversation.ports import CallOrder
from voicebot.conversation.stepping import Stepping
from voicebot.conversation.stopping import Stopping
from voicebot.conversation.talk import LONGEST_SPEECH_S, Phase, Talk
from voicebot.conversation.tone_hearing import ToneHearing
from voicebot.understanding.meaning import PHRASES_ALONE, Understanding

OPERATORS = "700"
"""Extension of the queue of human operators (asterisk-config/)."""

UNMOVED_BY_SPEECH = frozenset(
    {Phase.RINGING, Phase.SAVING, Phase.MESSAGE, Phase.TRANSFERRING, Phase.OVER}
)
"""Where that the person speaks changes nothing of what is waited for."""


class Session:
    """One call's dialogue.

    `seller` is the caller's name, or its names by language. `now` is the aware time of second 0.
    `understanding` is by phrases alone unless classifiers are handed in.
    Raises BadInput if the order lacks a value that the flow needs.
    """

    def __init__(
        self,
        flow: Flow,
        order: CallOrder,
        *,
        seller: str | Mapping[str, str],
        now: datetime,
        callback_number: str = "",
        operators: str = OPERATORS,
        understanding: Understanding = PHRASES_ALONE,
    ) -> None:
        values = flow.fill(order.variables, order.zone)
        if order.direction == "inbound":
            values["caller"] = order.number or ""
        language = order.language if order.language in flow.languages else flow.languages[0]
        self._talk = talk = Talk(
            flow=flow,
            order=order,
            started=now,
            sellers={"en": seller} if isinstance(seller, str) else seller,
            callback_number=callback_number,
            operators=operators,
            language=language,
            values=values,
            understanding=understanding,
        )
        self._stopping = stopping = Stopping(talk)
        self._doubt = doubt = Doubt(talk, stopping)
        self._handing_over = handing_over = HandingOver(talk, doubt)
        self._offering = Offering(talk)
        self._stepping = stepping = Stepping(
            talk, stopping, NumberTaking(talk), handing_over, self._offering
        )
        self._opening = opening = Opening(talk, stepping)
        introduce = opening.introduce
        self._line_tones = ToneHearing(talk, opening)
        self._asking = asking = Asking(talk, stepping, doubt, handing_over, introduce)
        changing_language = ChangingLanguage(talk, asking, introduce)
        always = Always(
            talk, stopping, stepping, asking, doubt, handing_over, changing_language, introduce
        )
        self._hearing = Hearing(talk, stopping, stepping, asking, opening, always)
        self._keys = Keys(talk, stopping, stepping, asking, always)

    @property
    def language(self) -> str:
        """The language spoken now; it may change during the call."""
        return self._talk.language

    def may_be_said(self) -> tuple[str, ...]:
        """The flow's texts with this call's values in them, in the order of the flow."""
        talk = self._talk
        texts = [talk.wording(wording) for _, wording in talk.flow.wordings()]
        return tuple(dict.fromkeys(text for text in texts if text))

    @property
    def ended(self) -> bool:
        """True once the dialogue asked to hang up, or the call was over."""
        return self._talk.phase is Phase.OVER

    def on(self, event: events.Event | Tick) -> tuple[Action, ...]:
        """Take in what happened; answer with what to do, in order."""
        self._talk.now_s = max(self._talk.now_s, event.at_s)
        self._happened(event)
        wanted = tuple(self._talk.out)
        self._talk.out.clear()
        return wanted

    def _happened(self, event: events.Event | Tick) -> None:
        match event:
            case Tick(at_s):
                self._time(at_s)
            case events.Answered() if self._talk.phase is Phase.RINGING:
                self._opening.answered()
            case events.SpeechStarted():
                self._speech_started()
            case events.SpeechEnded():
                self._speech_ended(event)
            case events.Heard():
                self._hearing.heard(event)
            case events.KeyPressed(_, key):
                self._keys.pressed(key)
            case events.BeepHeard():
                self._opening.no_person.beep()
            case events.LineTone(_, kind):
                self._line_tones.heard(kind)
            case _:
                self._done(event)

    def _done(self, event: events.Event | Tick) -> None:
        """What became of what we asked for."""
        match event:
            case events.PromptStarted():
                self._talk.silenced.clear()
            case events.PromptEnded(_, name, completed):
                self._prompt_ended(name, completed)
            case events.OptOutSaved():
                self._stopping.saved()
            case events.OffersTurned(_, _, barred) if not self._stopping.awaited:
                self._offering.turned(barred)
            case events.TransferEnded(_, ok):
                self._handing_over.ended(ok)
            case events.TakenOver(_, _, target):
                self._handing_over.taken_over(target)
            case events.EndedBySupervisor():
                self._talk.hang_up()
            case events.Failed():
                self._failed()
            case events.HungUp():
                self._hung_up()
            case events.WordsLost():
                self._doubt.never_denied()
            case _:
                pass

    def _time(self, at_s: float) -> None:
        """What was waited for did not come."""
        talk = self._talk
        if talk.wake_s is None or at_s < talk.wake_s:
            return
        talk.stop_waiting()
        if talk.phase is Phase.TRANSFERRING:
            self._handing_over.waited()
        elif talk.hearing:
            talk.awaited, talk.speaking = 0, False
            self._hearing.no_words()
        elif talk.phase is Phase.STEP:
            self._stepping.silence()
        elif talk.phase is Phase.ASKING:
            self._asking.silence()
        else:
            self._hearing.no_words()

    def _speech_started(self) -> None:
        talk = self._talk
        talk.awaited += 1
        talk.speaking = True
        if talk.saying is None and talk.phase not in UNMOVED_BY_SPEECH:
            talk.wait(LONGEST_GREETING_S if talk.phase is Phase.BEEP else LONGEST_SPEECH_S)

    def _speech_ended(self, event: events.SpeechEnded) -> None:
        talk = self._talk
        talk.now_s = max(talk.now_s, event.noticed_s)
        talk.speaking = False
        talk.speech_ended_s = event.at_s
        if talk.phase is Phase.GREETING:
            talk.wait(self._opening.words_within_s)
        elif talk.saying is None and talk.phase not in UNMOVED_BY_SPEECH:
            talk.wait_for_words()

    def _prompt_ended(self, name: str, completed: bool) -> None:
        talk = self._talk
        if not completed and name in talk.silenced:
            talk.silenced.remove(name)
            return
        if talk.saying is None or name != talk.saying.name:
            return
        talk.cut_short = None if completed else talk.saying
        talk.saying, talk.quiet_since_s = None, talk.now_s
        match talk.phase:
            case Phase.MESSAGE:
                self._opening.no_person.message_over(completed)
            case Phase.CLOSING if not talk.hearing:
                self._hearing.last_words_over()
            case Phase.TRANSFERRING:
                self._handing_over.announced(completed)
            case _ if not completed or talk.phase is Phase.CLOSING:
                talk.wait_for_words()
            case Phase.IDENTIFYING:
                self._opening.introduced()
            case Phase.STEP:
                self._stepping.prompt_over()
            case Phase.ASKING:
                self._asking.prompt_over()
            case Phase.SCREENED:
                self._opening.no_person.screened_out()
            case _:
                pass

    def _failed(self) -> None:
        """An opt-out could not be saved, or our own side broke."""
        if self._stopping.awaited:
            self._stopping.not_saved()
        elif self._offering.awaited and not self.ended:
            self._offering.not_turned()
        else:
            self._talk.hang_up()

    def _hung_up(self) -> None:
        """The call is over; only what still has to be saved is done.

        The answer to "shall we stop" may be among the words that are still to come: either they
        come, or it is told that they are lost.
        """
        talk = self._talk
        talk.stop_waiting()
        talk.never_answered = talk.phase is Phase.RINGING
        talk.saying, talk.phase = None, Phase.OVER
        if not talk.hearing:
            self._doubt.never_denied()
