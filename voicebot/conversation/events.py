"""What happens on a call, as facts in order; a call's outcome is settled from these alone.

Every event carries `at_s`: seconds since the call began (the INVITE sent or received), counted in
audio time while audio flows. Events are written to the call's log before anything acts on them, so
a call whose agent died can still be settled.
"""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from voicebot.conversation.network import Cause, NetworkResult
from voicebot.understanding.intents import Announcement, AnsweredBy, Intent, RefusalKind


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened `at_s` seconds into the call."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Began(Event):
    """The INVITE went out or came in; `caller` is None when an incoming caller is anonymous."""

    attempt_id: str
    direction: Literal["outbound", "inbound"]
    target: str
    flow: str
    language: str
    at: datetime
    caller: str | None = None


@dataclass(frozen=True, slots=True)
class Ringing(Event):
    """The far end rings (180)."""


@dataclass(frozen=True, slots=True)
class EarlyMedia(Event):
    """Audio flows before the answer (183): ringback or an operator's announcement."""


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The call was answered (200)."""


@dataclass(frozen=True, slots=True)
class AnswererKnown(Event):
    """Who answered, by which sign it was told, and what an announcement says of the number."""

    who: AnsweredBy
    because: str = ""
    announcement: Announcement | None = None


@dataclass(frozen=True, slots=True)
class StepEntered(Event):
    """The dialogue reached a step of its flow."""

    step: str


@dataclass(frozen=True, slots=True)
class PromptStarted(Event):
    """The robot began to speak; `name` is the flow's step or the engine's own phrase."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class OffersTurned(Event):
    """The optional kinds of notice are off, or on again, for the caller; it is on disk.

    `barred`: a wider opt-out of the person's own forbids them all the same.
    """

    on: bool
    barred: bool = False


@dataclass(frozen=True, slots=True)
class RecordingBegan(Event):
    """The person has been told; from here on their voice is kept."""


@dataclass(frozen=True, slots=True)
class PromptEnded(Event):
    """The robot stopped speaking; `completed` is false when it was cut short."""

    name: str
    completed: bool


@dataclass(frozen=True, slots=True)
class IdentityGiven(Event):
    """The robot has said who calls, that it is a robot, and how to stop it."""


@dataclass(frozen=True, slots=True)
class SpeechStarted(Event):
    """The person began to speak at `at_s` (the onset, not the moment it was noticed)."""


@dataclass(frozen=True, slots=True)
class SpeechEnded(Event):
    """The person's last sound of a turn was at `at_s`; `noticed_s` is when that was decided."""

    noticed_s: float


@dataclass(frozen=True, slots=True)
class BargedIn(Event):
    """The person spoke over the prompt and it was stopped; `onset_s` is where the speech began."""

    onset_s: float


@dataclass(frozen=True, slots=True)
class Heard(Event):
    """Recognised words of the person; a partial one may still change.

    The utterance's audio lies between `from_s` and `to_s` of the call. `confidence` is 0 to 1.
    `otherwise` is what a second engine heard instead, where two were asked and differ.
    """

    text: str
    confidence: float
    final: bool
    from_s: float
    to_s: float
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Understood(Event):
    """What the words meant."""

    text: str
    intent: Intent
    confidence: float
    refusal_kind: RefusalKind | None = None
    opt_out: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True)
class AskedWhetherToStop(Event):
    """Words were likely a demand, and the robot asks once whether it shall stop calling.

    Unless `StopNotWanted` follows, they were one: then `words` and `refusal_kind` are the opt-out.
    """

    words: str
    confidence: float
    refusal_kind: RefusalKind | None = None


@dataclass(frozen=True, slots=True)
class StopNotWanted(Event):
    """A clear no to that, or an emergency, which is never taken for a refusal."""


@dataclass(frozen=True, slots=True)
class KeyPressed(Event):
    """The person pressed a key: one of 0-9 * # A-D."""

    key: str


@dataclass(frozen=True, slots=True)
class BeepHeard(Event):
    """An answering machine's tone ended."""


@dataclass(frozen=True, slots=True)
class LineTone(Event):
    """A tone that is no beep: SIT, CNG, CED, RINGBACK, BUSY or CONGESTION (`line_tones.py`)."""

    kind: str


@dataclass(frozen=True, slots=True)
class OptOutSaved(Event):
    """An opt-out is on disk: in the database, or in the spool where that could not be written."""

    optout_id: str
    number: str
    scope: str
    words: str
    where: Literal["database", "spool"]
    speech_ended_s: float | None = None
    source: str = "SPOKEN"


@dataclass(frozen=True, slots=True)
class OptOutAcknowledged(Event):
    """The robot began to say that it will not call again."""


@dataclass(frozen=True, slots=True)
class GoalReached(Event):
    """The flow got what it was made for: `goal` is `confirmed`, `completed`, `reschedule`, …

    `value` is the figure that was given, such as a score; empty where there is none.
    """

    goal: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class SatisfactionTold(Event):
    """The person said how satisfied they are: 0 not at all, 1 fully."""

    satisfaction: float


@dataclass(frozen=True, slots=True)
class CallbackAsked(Event):
    """The person asked to be called later; `when` is aware, None if no time was said."""

    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskedAboutSilence(Event):
    """Nobody spoke, and the robot asked once whether anyone is there."""


@dataclass(frozen=True, slots=True)
class SilenceEnded(Event):
    """Nobody spoke after that either: the call ends as SILENT."""


@dataclass(frozen=True, slots=True)
class MessageLeft(Event):
    """The whole message was spoken to an answering machine."""


@dataclass(frozen=True, slots=True)
class TransferStarted(Event):
    """A REFER to the operators was sent."""

    target: str


@dataclass(frozen=True, slots=True)
class TransferEnded(Event):
    """The operators' side accepted (`ok`) or refused the transfer."""

    ok: bool
    sip_code: int | None = None


@dataclass(frozen=True, slots=True)
class EndedBySupervisor(Event):
    """A supervisor, by login name, ended the call from the dashboard; the hang-up follows."""

    user: str


@dataclass(frozen=True, slots=True)
class TakenOver(Event):
    """A supervisor asked for the person; a transfer to `target` follows if anybody has answered."""

    user: str
    target: str


@dataclass(frozen=True, slots=True)
class RecognitionFellBehind(Event):
    """Partial results were given up because recognition is overloaded; finals still come."""

    skipped: int


@dataclass(frozen=True, slots=True)
class WordsLost(Event):
    """Words of what was said from `from_s` on were waited for after the call, and did not come.

    Where the person's voice was kept it is heard again before the call is settled.
    """

    from_s: float


@dataclass(frozen=True, slots=True)
class HungUp(Event):
    """The call is over. For an attempt never answered, `cause` says why."""

    by: Literal["callee", "robot", "network"]
    cause: Cause


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """Our own side broke: an agent died, the port was taken, audio could not start."""

    what: str


KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}


def to_json(event: Event) -> str:
    """One line of a call log."""
    body = dataclasses.asdict(event)
    return json.dumps({"event": type(event).__name__, **body}, ensure_ascii=False, default=_plain)


def from_json(line: str) -> Event:
    """Read back what `to_json` wrote. Raises ValueError for a torn or foreign line."""
    body: dict[str, Any] = json.loads(line)
    kind = KINDS.get(body.pop("event", ""))
    if kind is None:
        raise ValueError("not an event of a call log")
    for field in dataclasses.fields(kind):
        if field.name in body:
            body[field.name] = _revive(field.name, body[field.name])
    return kind(**body)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written to a call log")


_REVIVED: dict[str, Callable[[Any], Any]] = {
    "at": datetime.fromisoformat,
    "when": datetime.fromisoformat,
    "who": AnsweredBy,
    "announcement": Announcement,
    "intent": Intent,
    "refusal_kind": RefusalKind,
    "cause": lambda c: Cause(NetworkResult(c["result"]), c["sip_code"], c["q850"]),
}


def _revive(name: str, value: Any) -> Any:
    revive = _REVIVED.get(name)
    return value if value is None or revive is None else revive(value)
