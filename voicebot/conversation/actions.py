"""What the dialogue wants done, in order; the live call carries it out."""

from dataclasses import dataclass

from voicebot.contacts.suppression import OptOutScope, OptOutSource
from voicebot.conversation.events import Event
from voicebot.understanding.intents import RefusalKind


@dataclass(frozen=True, slots=True)
class Tick:
    """The time `at_s` (seconds into the call) has come; sent for `WakeAt`, harmless when early."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Emit:
    """Write this event to the call's log; it is not handed back to the dialogue."""

    event: Event


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a text, answered by PromptStarted and PromptEnded with this `name`.

    A prompt that is not `interruptible` is played to its end: speech over it is heard and
    recognised, and does not stop it. The dialogue stops what plays before it says more.
    `notice` is the share of the text, 0 to 1, after which the person has been told that the call is
    recorded; 0 where it does not say so.
    """

    name: str
    text: str
    language: str
    interruptible: bool = True
    notice: float = 0.0


@dataclass(frozen=True, slots=True)
class StopSaying:
    """Silence at once; PromptEnded(completed=False) may or may not be sent for it."""


@dataclass(frozen=True, slots=True)
class SaveOptOut:
    """Put an opt-out on disk, then answer with OptOutSaved, or Failed if nothing could be written.

    `number` is E.164; None means the person's own number where the order names none (a `sip:` URI).
    `speech_ended_s` is when the words or the key ended, seconds into the call. Where they answered
    a question about earlier words, `first_ended_s` is when those ended.
    """

    number: str | None
    words: str
    confidence: float
    scope: OptOutScope
    source: OptOutSource
    refusal_kind: RefusalKind | None
    speech_ended_s: float | None
    first_ended_s: float | None = None


@dataclass(frozen=True, slots=True)
class TurnOffers:
    """Turn the optional kinds of notice off or on for a number, by its person's own act.

    Answered by OffersTurned, or Failed if it could not be written.
    """

    number: str
    on: bool
    words: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the person over to an extension of the PBX; answered by TransferEnded."""

    extension: str


@dataclass(frozen=True, slots=True)
class SendKeys:
    """Send keys to the other side."""

    keys: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call; the last action that is not SaveOptOut or Emit."""


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Send `Tick` at this time, in seconds into the call; replaces the wake asked for before."""

    at_s: float


Action = Emit | Say | StopSaying | SaveOptOut | TurnOffers | Transfer | SendKeys | HangUp | WakeAt
