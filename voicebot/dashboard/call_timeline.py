"""What happened on a call, in order of time, as its page tells it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from voicebot.conversation import events as ev
from voicebot.dashboard.languages import mark
from voicebot.understanding.intents import Intent

KEYS = mark("Keys pressed")
SPEECH, SIGN = "speech", "sign"
BAD = frozenset({Intent.OPT_OUT, Intent.COMPLAINT, Intent.EMERGENCY})
CARE = frozenset({Intent.REFUSAL, Intent.WRONG_NUMBER, Intent.WRONG_PERSON})


@dataclass(frozen=True, slots=True)
class Meant:
    """What words were understood as; `because` is the phrase or the words that decided."""

    intent: str
    confidence: float
    refusal_kind: str
    because: str
    tone: str


@dataclass(slots=True)
class Happened:
    """One line of the timeline, `at_s` seconds into the recording.

    Speech has `who` ("callee", "robot") and its `text`; a sign has a `label` and may say `how`,
    both marked for translation, or by `answerer` (a term of the rules), and may have a `detail`,
    which may be personal.
    """

    at_s: float
    kind: str
    who: str = ""
    text: str = ""
    confidence: float | None = None
    until_s: float | None = None
    cut: bool = False
    label: str = ""
    how: str = ""
    answerer: str = ""
    detail: str = ""
    tone: str = "calm"
    meant: list[Meant] = field(default_factory=list)


def timeline(events: Iterable[ev.Event], began_s: float) -> list[Happened]:
    """By the call's log; `began_s` is when the recording begins, in seconds of the call."""
    told: list[Happened] = []
    for event in events:
        at_s = max(0.0, _from(event) - began_s)
        if isinstance(event, ev.Understood):
            _understood(told, event)
        elif isinstance(event, ev.PromptEnded):
            _prompt_ended(told, event, at_s)
        elif isinstance(event, ev.KeyPressed) and told and told[-1].label == KEYS:
            told[-1].detail += event.key
        elif (line := _line(event, at_s, began_s)) is not None:
            told.append(line)
    return sorted(told, key=lambda line: line.at_s)


def of_record(record: Mapping[str, Any]) -> list[Happened]:
    """By the record alone, where the log is gone: what was said."""
    lines = record.get("transcript")
    return [
        Happened(
            float(line.get("at_s") or 0), SPEECH, str(line.get("who", "")),
            str(line.get("text", "")), line.get("confidence"),
        )
        for line in (lines if isinstance(lines, list) else ())
    ]  # fmt: skip


def marks(told: Iterable[Happened]) -> list[dict[str, Any]]:
    """The moments that are shown on the waveform: turning points, not every word."""
    return [
        {"at_s": round(line.at_s, 2), "tone": line.tone}
        for line in told
        if line.tone in ("bad", "care", "good") and line.kind == SIGN
    ]


def _from(event: ev.Event) -> float:
    return event.from_s if isinstance(event, ev.Heard) else event.at_s


def _line(event: ev.Event, at_s: float, began_s: float) -> Happened | None:
    if isinstance(event, ev.PromptStarted):
        return Happened(at_s, SPEECH, "robot", event.text)
    if isinstance(event, ev.Heard):
        if not event.final or not event.text.strip():
            return None
        until_s = max(0.0, event.to_s - began_s)
        return Happened(at_s, SPEECH, "callee", event.text, event.confidence, until_s)
    if isinstance(event, ev.HungUp):
        return Happened(at_s, SIGN, label=mark("Hung up"), how=HUNG_UP[event.by])
    if isinstance(event, ev.AnswererKnown):
        who = str(event.who)
        return Happened(at_s, SIGN, label=mark("Who answered"), answerer=who, detail=event.because)
    return _sign(event, at_s)


def _sign(event: ev.Event, at_s: float) -> Happened | None:
    sign = SIGNS.get(type(event))
    if isinstance(event, ev.TransferEnded) and not event.ok:
        sign = (mark("The transfer was refused"), "bad", _nothing)
    if sign is None:
        return None
    label, tone, detail = sign
    return Happened(at_s, SIGN, label=label, tone=tone, detail=detail(event))


def _understood(told: list[Happened], event: ev.Understood) -> None:
    """It belongs to the words that the person said last, if they are final already."""
    if event.opt_out or event.intent in BAD:
        tone = "bad"
    else:
        tone = "care" if event.intent in CARE else "calm"
    kind = str(event.refusal_kind or "")
    meant = Meant(str(event.intent), event.confidence, kind, event.because, tone)
    for line in reversed(told):
        if line.who == "callee" and line.text == event.text and meant not in line.meant:
            line.meant.append(meant)
            return


def _prompt_ended(told: list[Happened], event: ev.PromptEnded, at_s: float) -> None:
    for line in reversed(told):
        if line.who == "robot" and line.until_s is None:
            line.until_s, line.cut = at_s, not event.completed
            return


def _nothing(_: Any) -> str:
    return ""


Sign = tuple[str, str, Callable[[Any], str]]
SIGNS: dict[type[ev.Event], Sign] = {
    ev.Ringing: (mark("It rings"), "calm", _nothing),
    ev.Answered: (mark("Answered"), "calm", _nothing),
    ev.RecordingBegan: (mark("Told of the recording"), "calm", _nothing),
    ev.IdentityGiven: (mark("Said who calls and how to stop"), "calm", _nothing),
    ev.BargedIn: (mark("Spoke over the robot"), "care", _nothing),
    ev.KeyPressed: (KEYS, "calm", lambda event: event.key),
    ev.AskedWhetherToStop: (mark("Asked whether to stop calling"), "care", _nothing),
    ev.StopNotWanted: (mark("Calls are not to stop"), "calm", _nothing),
    ev.OptOutSaved: (mark("Opt-out saved"), "bad", lambda event: event.words),
    ev.OffersTurned: (mark("Kinds of notice changed"), "care", _nothing),
    ev.BeepHeard: (mark("The machine's tone"), "calm", _nothing),
    ev.MessageLeft: (mark("The message was left"), "good", _nothing),
    ev.GoalReached: (mark("Goal reached"), "good", lambda event: event.value),
    ev.CallbackAsked: (mark("Asked to be called later"), "good", _nothing),
    ev.AskedAboutSilence: (mark("Asked whether anyone is there"), "care", _nothing),
    ev.SilenceEnded: (mark("Nobody spoke"), "care", _nothing),
    ev.TransferStarted: (mark("Transferred to a person"), "good", _nothing),
    ev.RecognitionFellBehind: (mark("Recognition fell behind"), "care", _nothing),
    ev.WordsLost: (mark("Words were not recognised in time"), "care", _nothing),
    ev.Failed: (mark("Our side failed"), "bad", lambda event: event.what),
    ev.EndedBySupervisor: (mark("A supervisor ended the call"), "care", _nothing),
    ev.TakenOver: (mark("A supervisor took the call over"), "good", _nothing),
}
HUNG_UP = {
    "callee": mark("by the person"),
    "robot": mark("by the robot"),
    "network": mark("by the network"),
}
