"""Where a conversation stands, and the few moves it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

from voicebot.conversation.actions import Action, Emit, HangUp, Say, StopSaying, WakeAt
from voicebot.conversation.emergency import emergency_number
from voicebot.conversation.events import AnswererKnown, Event, Heard, Understood
from voicebot.conversation.flow_parts import Flow, Step, Wording
from voicebot.conversation.phrases import phrases
from voicebot.conversation.ports import CallOrder, Recorded
from voicebot.conversation.wording import fill
from voicebot.understanding.doubtful import of_either
from voicebot.understanding.intents import Announcement, AnsweredBy, Meaning
from voicebot.understanding.meaning import PHRASES_ALONE, Understanding

MAX_TURNS = 25
"""The person's turns after which a call that reached nothing is ended courteously."""

LONGEST_SPEECH_S = 20.0
"""A turn that is not over after so long is not waited for."""

WORDS_WITHIN_S = 6.0
"""Recognition's words are awaited so long after the person fell silent."""

ECHO_OF_PROMPT_S = 0.7
"""Words that ended this much before the robot fell silent were said into its speech."""


class Phase(Enum):
    """What the conversation is waiting for."""

    RINGING = auto()  # nobody has answered
    GREETING = auto()  # the answered side speaks first
    IDENTIFYING = auto()  # we say who calls
    STEP = auto()  # a step of the flow
    ASKING = auto()  # a question of the engine's own
    SCREENED = auto()  # a call screener asked who calls, and puts us through or not
    BEEP = auto()  # a machine will take a message after its tone
    MESSAGE = auto()  # the message is being spoken
    SAVING = auto()  # an opt-out is on its way to the disk
    TRANSFERRING = auto()  # a person is being fetched
    CLOSING = auto()  # last words; the call ends after them
    OVER = auto()  # we asked to hang up, or the call is over


@dataclass(slots=True)
class Talk:
    """One conversation. `started` is the aware time of second 0; `now_s` counts from there."""

    flow: Flow
    order: CallOrder
    started: datetime
    sellers: Mapping[str, str]
    callback_number: str
    operators: str
    language: str
    values: dict[str, object]
    understanding: Understanding = PHRASES_ALONE
    phase: Phase = Phase.RINGING
    now_s: float = 0.0
    wake_s: float | None = None
    out: list[Action] = field(default_factory=list)
    step: Step | None = None
    who: AnsweredBy | None = None
    never_answered: bool = False  # known once the call is over
    identified: bool = False
    told_recorded: bool = False
    in_danger: bool = False  # somebody is, and was told whom to ring: nothing else is said or asked
    # the robot's voice
    saying: Say | None = None
    cut_short: Say | None = None  # what the person's speech stopped
    silenced: list[str] = field(default_factory=list)  # what we stopped ourselves
    quiet_since_s: float = 0.0
    first_said_s: float | None = None
    # the person's voice
    speaking: bool = False
    awaited: int = 0  # turns begun whose final words have not come
    speech_ended_s: float | None = None
    turns: int = 0
    badly_heard: int = 0  # turns in a row that recognition was unsure of and nobody understood
    keys: str = ""

    # --- saying -------------------------------------------------------------------------------

    def emit(self, event: Event) -> None:
        """Put an event of our own into the call's log."""
        self.out.append(Emit(event))

    def say(self, name: str, text: str, *, interruptible: bool = True, notice: float = 0.0) -> None:
        """Speak, stopping what is being said; `notice` as in `Say`."""
        self.stop_saying()
        self.stop_waiting()
        self.cut_short = None
        if self.first_said_s is None:
            self.first_said_s = self.now_s
        self.saying = Say(name, text, self.language, interruptible, notice)
        self.out.append(self.saying)

    def stop_saying(self) -> None:
        """Fall silent, if we speak."""
        if self.saying is not None:
            self.silenced.append(self.saying.name)
            self.saying = None
            self.quiet_since_s = self.now_s
            self.out.append(StopSaying())

    def close(self, name: str, *texts: str) -> None:
        """Say last words, which are not interrupted; the call ends after them."""
        self.phase = Phase.CLOSING
        self.say(name, " ".join(filter(None, texts)), interruptible=False)

    def hang_up(self) -> None:
        """End the call, once."""
        if self.phase is not Phase.OVER:
            self.phase = Phase.OVER
            self.stop_saying()
            self.stop_waiting()
            self.out.append(HangUp())

    # --- waiting ------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Be woken after so long, unless something else is waited for before."""
        self.wake_s = self.now_s + seconds
        self.out.append(WakeAt(self.wake_s))

    def wait_for_words(self) -> None:
        """The person speaks, or did and recognition is at work."""
        self.wait(LONGEST_SPEECH_S if self.speaking else WORDS_WITHIN_S)

    @property
    def hearing(self) -> bool:
        """True while the person speaks or their words are still to come."""
        return self.awaited > 0

    def stop_waiting(self) -> None:
        """The wake that was asked for means nothing any more."""
        self.wake_s = None

    # --- texts --------------------------------------------------------------------------------

    def phrase(self, name: str, **values: object) -> str:
        """One of the engine's phrases, in the language spoken now."""
        return self.fill(phrases(self.language).says[name], **values)

    def wording(self, wording: Wording) -> str:
        """A text of the flow, in the language spoken now."""
        return self.fill(wording.texts.get(self.language, ""))

    def fill(self, text: str, **values: object) -> str:
        """A text with this call's values in its places."""
        ours = {
            "seller": self.seller,
            "callback_number": self.callback_number,
            "recorded": self.recorded,
            "emergency": emergency_number(self.order.number),
        }
        return fill(text, {**self.values, **ours, **values}, self.language)

    @property
    def seller(self) -> str:
        """Who calls, as said in the language spoken now."""
        names = self.sellers
        return names.get(self.language) or names.get("en") or next(iter(names.values()), "")

    @property
    def recorded(self) -> str:
        """The words that tell of the recording, or nothing where no notice is due."""
        by_notice = self.order.recorded is Recorded.FROM_NOTICE
        return phrases(self.language).says["recorded"] if by_notice else ""

    def our_number(self) -> str:
        """The sentence that gives the number to call back, or nothing where there is none."""
        return self.phrase("our_number") if self.callback_number else ""

    # --- understanding ------------------------------------------------------------------------

    def understand(self, text: str, expecting: frozenset[str] = frozenset()) -> Meaning:
        """What words mean now, in the person's zone."""
        now = self.started + timedelta(seconds=self.now_s)
        zone = self.order.zone
        return self.understanding.meaning(
            text, self.language, now=now, zone=zone, expecting=expecting
        )

    def understand_heard(self, heard: Heard, expecting: frozenset[str] = frozenset()) -> Meaning:
        """What a turn means; a demand to stop in what else it may have been makes it unclear."""
        understand = partial(self.understand, expecting=expecting)
        return of_either(understand, heard.text, heard.otherwise)

    def understood(self, meaning: Meaning) -> None:
        """Log what was understood."""
        self.emit(
            Understood(
                self.now_s,
                meaning.text,
                meaning.intent,
                meaning.confidence,
                meaning.refusal_kind,
                meaning.opt_out,
                meaning.because,
            )
        )

    def answered_by(
        self, who: AnsweredBy, because: str, announcement: Announcement | None = None
    ) -> None:
        """Log who answered, when that or what was announced is news."""
        if who is not self.who or announcement is not None:
            self.who = who
            self.emit(AnswererKnown(self.now_s, who, because, announcement))

    def into_prompt(self, heard: Heard) -> bool:
        """True if the words were said into the robot's speech, which went on."""
        return self.saying is not None or heard.to_s < self.quiet_since_s - ECHO_OF_PROMPT_S
