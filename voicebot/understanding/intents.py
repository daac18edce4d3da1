"""The closed sets that words are understood as."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Intent(StrEnum):
    """What an utterance means for the call."""

    OPT_OUT = "opt_out"
    REFUSAL = "refusal"
    AFFIRM = "affirm"
    WRONG_NUMBER = "wrong_number"
    WRONG_PERSON = "wrong_person"
    THIRD_PARTY = "third_party"
    WHO_IS_THIS = "who_is_this"
    OPERATOR = "operator"
    CALLBACK = "callback"
    REPEAT = "repeat"
    ALREADY_DONE = "already_done"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    OTHER_LANGUAGE = "other_language"
    GREETING = "greeting"
    BACKCHANNEL = "backchannel"
    OTHER = "other"


class RefusalKind(StrEnum):
    """A person's ways to say no."""

    NON_RESPONSE = "NON_RESPONSE"
    SILENT_REFUSAL = "SILENT_REFUSAL"
    SOFT_REFUSAL = "SOFT_REFUSAL"
    DEFERRED_REFUSAL = "DEFERRED_REFUSAL"
    REASONED_REFUSAL = "REASONED_REFUSAL"
    HOSTILE_REFUSAL = "HOSTILE_REFUSAL"
    EXPLICIT_OPT_OUT = "EXPLICIT_OPT_OUT"
    ERASURE_REQUEST = "ERASURE_REQUEST"
    THREAT_OF_COMPLAINT = "THREAT_OF_COMPLAINT"


class AnsweredBy(StrEnum):
    """Who or what picked up."""

    HUMAN = "HUMAN"
    MACHINE = "MACHINE"
    INTERCEPT = "INTERCEPT"
    CALL_SCREENER = "CALL_SCREENER"
    FAX = "FAX"
    NOT_SURE = "NOT_SURE"
    NONE = "NONE"


class Announcement(StrEnum):
    """What an operator's announcement says of the number."""

    NOT_IN_SERVICE = "NOT_IN_SERVICE"
    NUMBER_CHANGED = "NUMBER_CHANGED"
    SWITCHED_OFF = "SWITCHED_OFF"
    UNREACHABLE = "UNREACHABLE"
    BUSY = "BUSY"
    CALLS_BARRED = "CALLS_BARRED"
    CONGESTED = "CONGESTED"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One utterance, understood.

    `opt_out` is true exactly when calls must stop: for OPT_OUT, and for an EMERGENCY with an
    unmistakable demand in the same breath. `unmistakable` is true when even an unfinished
    (partial) result with these words is enough to act. `because` names the phrase that decided.
    `callback_at` is what a CALLBACK asked for, aware, in the called party's zone, or None.
    `unclear_demand` is true where a demand that calls stop is likely and not sure (`opt_out` is
    false then, and `intent` the next likeliest): the person should be asked "Shall we stop calling
    this number?".
    """

    text: str
    intent: Intent
    confidence: float
    refusal_kind: RefusalKind | None = None
    opt_out: bool = False
    unmistakable: bool = False
    because: str = ""
    callback_at: datetime | None = None
    unclear_demand: bool = False
