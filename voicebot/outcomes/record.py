"""The record of one call, as it is stored and as `voicebot call --json` prints it."""

from dataclasses import dataclass
from datetime import datetime

from voicebot.conversation.network import Cause
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import Announcement, AnsweredBy, RefusalKind


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """`who` is "callee" or "robot"; `at_s` is seconds into the call."""

    at_s: float
    who: str
    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class OptOutHeard:
    """The opt-out of a call. `evidence` is a path relative to the data directory, or None."""

    optout_id: str
    scope: str
    words: str
    number: str
    saved_before_acknowledged: bool
    where: str  # "database" | "spool"
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds and milliseconds as their names say; None where it did not happen."""

    ring_s: float | None = None
    talk_s: float | None = None
    speech_end_to_saved_ms: float | None = None
    barge_in_ms: float | None = None
    identified_s: float | None = None  # our first word to the end of "who, robot, how to stop"
    response_ms: tuple[float, ...] = ()  # end of each of the person's turns to our first audio


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `settle` makes of a call's events; pure, with nothing looked up."""

    cause: Cause
    answered_by: AnsweredBy
    disposition: Disposition
    refusal_kind: RefusalKind | None
    opt_out: OptOutHeard | None
    callback_at: datetime | None
    goal: str | None
    transcript: tuple[TranscriptLine, ...]
    timings: Timings
    keys: str = ""
    because: str = ""  # the event or words that decided the disposition
    review: str = ""  # why a person should look at this call: "emergency", or nothing
    announcement: Announcement | None = None  # what an operator said of the number
    satisfaction: float | None = None  # how satisfied the person said they are, 0 to 1


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call attempt, ended. `at` is aware UTC; `recording` is relative to the data directory."""

    attempt_id: str
    target: str
    number: str | None
    direction: str
    at: datetime
    flow: str
    language: str
    purpose: str
    outcome: Outcome
    campaign_id: str | None = None
    recording: str | None = None
    decision_id: str | None = None

    def as_json(self) -> dict[str, object]:
        """The call record of the command line."""
        o, t, opt = self.outcome, self.outcome.timings, self.outcome.opt_out
        return {
            "attempt_id": self.attempt_id,
            "target": self.target,
            "direction": self.direction,
            "at": self.at.isoformat(),
            "flow": self.flow,
            "language": self.language,
            "network": {
                "result": str(o.cause.result),
                "sip_code": o.cause.sip_code,
                "q850": o.cause.q850,
            },
            "answered_by": str(o.answered_by),
            "disposition": str(o.disposition),
            "refusal_kind": str(o.refusal_kind) if o.refusal_kind else None,
            "opt_out": None
            if opt is None
            else {
                "scope": opt.scope,
                "words": opt.words,
                "number": opt.number,
                "evidence": opt.evidence,
                "saved_before_acknowledged": opt.saved_before_acknowledged,
                "where": opt.where,
            },
            "callback_at": o.callback_at.isoformat() if o.callback_at else None,
            "goal": o.goal,
            "satisfaction": o.satisfaction,
            "review": o.review or None,
            "keys": o.keys,
            "transcript": [
                {"at_s": round(x.at_s, 2), "who": x.who, "text": x.text, "confidence": x.confidence}
                for x in o.transcript
            ],
            "timings": {
                "ring_s": t.ring_s,
                "talk_s": t.talk_s,
                "speech_end_to_saved_ms": t.speech_end_to_saved_ms,
                "barge_in_ms": t.barge_in_ms,
                "identified_s": t.identified_s,
                "response_ms": list(t.response_ms),
            },
            "recording": self.recording,
            "decision_id": self.decision_id,
        }
