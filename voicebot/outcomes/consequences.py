"""What follows from a call: kinds of consequence, and the table that gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from voicebot.contacts.suppression import SuppressionReason
from voicebot.conversation.network import NetworkResult
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import Outcome
from voicebot.understanding.intents import Announcement, RefusalKind


@dataclass(frozen=True, slots=True)
class Suppress:
    """Leave the number alone until `until` (None: for good)."""

    reason: SuppressionReason
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again, not before `not_before`, if the rules allow it then."""

    not_before: datetime
    why: str


@dataclass(frozen=True, slots=True)
class CallBack:
    """The person asked to be called at `when`."""

    when: datetime


Consequence = Suppress | Retry | CallBack

SOFT_COOLDOWN = timedelta(days=60)
"""Silence after a polite no: France asks for 60 days (Code de la consommation, D223-9)."""

HARD_COOLDOWN: timedelta | None = None
"""After abuse: no end. Whoever swears and drops the call is left alone until they come to us."""

SILENT_COOLDOWN = timedelta(days=60)
"""After repeated hang-ups without a word: the silence that a spoken no would give."""

SILENT_LIMIT = 2
"""So many hang-ups without a word, this one counted, are a refusal; one may be a bad moment."""

BUSY_RETRY = timedelta(minutes=30)
"""An engaged line is free soon; the daily cap still stands."""

NO_ANSWER_RETRY = timedelta(hours=24)
"""Another day, at another hour than the one that failed is likelier; UK practice asks for 72 h
only after an abandoned call (Ofcom 2008-10)."""

BARRED_RETRY = timedelta(days=7)
"""A number suspended by its operator, often for its bill, comes back in days if at all."""

CONGESTION_RETRY = timedelta(minutes=10)
"""The network was full, the person was not rung."""

FAILURE_RETRY = timedelta(minutes=10)
"""We broke, and the person was not rung, or was cut off through no wish of theirs."""

ABANDONED_RETRY = timedelta(hours=72)
"""No automatic redial within 72 hours of an abandoned call (Ofcom 2008-10)."""

CALLBACK_WITHOUT_TIME = timedelta(hours=24)
""""Later" with no time said: the next day; the daily cap allows nothing sooner."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A call that ended at `at` (aware), with what is known of the earlier ones to that number."""

    outcome: Outcome
    at: datetime
    silent_refusals_so_far: int


def follow(
    outcome: Outcome,
    *,
    at: datetime,
    direction: str,
    attempts_so_far: int = 1,
    silent_refusals_so_far: int = 0,
    asked_for: bool = False,
) -> tuple[Consequence, ...]:
    """What follows from an outcome at `at` (aware, the end of the call).

    The opt-out itself is on disk before a call ends, so nothing here repeats it; a threat adds its
    legal hold. A complaint is opened as such, and freezes until it is resolved.
    `silent_refusals_so_far` counts earlier hang-ups without a word. Retries only say when; whether
    a call is allowed then is decided then (`attempts_so_far` is counted there too).

    A call that was `asked_for`, perhaps by somebody else, was none of ours: whoever does not answer
    it, or says that it was not them, has said nothing of our calls.
    """
    ended = Ended(outcome, at, silent_refusals_so_far)
    if asked_for:
        return _by_kind(ended) if outcome.refusal_kind in MEANT_FOR_US else ()
    consequences = (*_by_kind(ended), *_by_disposition(ended))
    if direction == "inbound" or attempts_so_far < 1:
        return tuple(c for c in consequences if not isinstance(c, Retry))
    return consequences


Makes = Callable[[Ended], tuple[Consequence, ...]]


def _by_kind(ended: Ended) -> tuple[Consequence, ...]:
    kind = ended.outcome.refusal_kind
    return () if kind is None else BY_REFUSAL.get(kind, _nothing)(ended)


def _by_disposition(ended: Ended) -> tuple[Consequence, ...]:
    return BY_DISPOSITION.get(ended.outcome.disposition, _nothing)(ended)


def _nothing(_: Ended) -> tuple[Consequence, ...]:
    return ()


def _unsaved_opt_out(ended: Ended) -> tuple[Consequence, ...]:
    """A demand that reached no disk during the call reaches it now."""
    if ended.outcome.opt_out is not None:
        return ()
    return (Suppress(SuppressionReason.INTERNAL_DNC, "a demand to stop"),)


def _legal_hold(ended: Ended) -> tuple[Consequence, ...]:
    hold = Suppress(SuppressionReason.LEGAL_HOLD, "a threat of complaint")
    return (hold, *_unsaved_opt_out(ended))


def _cooldown(why: str, length: timedelta | None) -> Makes:
    def make(ended: Ended) -> tuple[Consequence, ...]:
        until = None if length is None else ended.at + length
        return (Suppress(SuppressionReason.REFUSAL_COOLDOWN, why, until),)

    return make


def _silent_refusal(ended: Ended) -> tuple[Consequence, ...]:
    if ended.silent_refusals_so_far + 1 < SILENT_LIMIT:
        return ()
    return _cooldown("hung up without a word, again", SILENT_COOLDOWN)(ended)


def _call_back(ended: Ended) -> tuple[Consequence, ...]:
    return (CallBack(ended.outcome.callback_at or ended.at + CALLBACK_WITHOUT_TIME),)


def _suppress(reason: SuppressionReason, why: str) -> Makes:
    return lambda _: (Suppress(reason, why),)


def _retry(after: timedelta, why: str) -> Makes:
    return lambda ended: (Retry(ended.at + after, why),)


def _not_reached(ended: Ended) -> tuple[Consequence, ...]:
    """An operator's words say more than the code: the same one is sent for many states."""
    said = ended.outcome.announcement
    if said is not None and ended.outcome.cause.result not in STANDING:
        return BY_ANNOUNCEMENT[said](ended)
    return BY_NETWORK.get(ended.outcome.cause.result, _nothing)(ended)


BY_REFUSAL: dict[RefusalKind, Makes] = {
    RefusalKind.EXPLICIT_OPT_OUT: _unsaved_opt_out,
    RefusalKind.REASONED_REFUSAL: _unsaved_opt_out,
    RefusalKind.ERASURE_REQUEST: _unsaved_opt_out,
    RefusalKind.THREAT_OF_COMPLAINT: _legal_hold,
    RefusalKind.HOSTILE_REFUSAL: _cooldown("abuse", HARD_COOLDOWN),
    RefusalKind.DEFERRED_REFUSAL: _cooldown("will contact us when they wish", None),
    RefusalKind.SOFT_REFUSAL: _cooldown("said no", SOFT_COOLDOWN),
    RefusalKind.SILENT_REFUSAL: _silent_refusal,
}

MEANT_FOR_US = frozenset(
    {RefusalKind.EXPLICIT_OPT_OUT, RefusalKind.REASONED_REFUSAL, RefusalKind.ERASURE_REQUEST}
    | {RefusalKind.THREAT_OF_COMPLAINT, RefusalKind.HOSTILE_REFUSAL}
)
"""What a person says to us on any call, whoever asked for it."""

BY_DISPOSITION: dict[Disposition, Makes] = {
    Disposition.WRONG_NUMBER: _suppress(SuppressionReason.WRONG_NUMBER, "a wrong number"),
    Disposition.WRONG_PERSON: _suppress(SuppressionReason.WRONG_NUMBER, "another person's number"),
    Disposition.CALLBACK_REQUESTED: _call_back,
    Disposition.NOT_REACHED: _not_reached,
    Disposition.VOICEMAIL_NOT_LEFT: _retry(NO_ANSWER_RETRY, "a machine took no message"),
    Disposition.ABANDONED: _retry(ABANDONED_RETRY, "we said nothing to the person"),
    Disposition.THIRD_PARTY: _retry(NO_ANSWER_RETRY, "somebody else answered"),
    Disposition.SILENT: _retry(NO_ANSWER_RETRY, "nobody spoke"),
    Disposition.TECHNICAL_FAILURE: _retry(FAILURE_RETRY, "we broke down"),
}

STANDING = frozenset({NetworkResult.UNWANTED, NetworkResult.BLOCKED_BY_ANALYTICS})
"""Codes that speak of us and not of the number: no announcement undoes them."""

BY_ANNOUNCEMENT: dict[Announcement, Makes] = {
    Announcement.NOT_IN_SERVICE: _suppress(
        SuppressionReason.INVALID_NUMBER, "announced as not in service"
    ),
    Announcement.NUMBER_CHANGED: _suppress(
        SuppressionReason.INVALID_NUMBER, "announced as changed"
    ),
    Announcement.SWITCHED_OFF: _retry(NO_ANSWER_RETRY, "announced as switched off"),
    Announcement.UNREACHABLE: _retry(NO_ANSWER_RETRY, "announced as out of reach"),
    Announcement.BUSY: _retry(BUSY_RETRY, "announced as busy"),
    Announcement.CALLS_BARRED: _retry(BARRED_RETRY, "announced as barred to calls"),
    Announcement.CONGESTED: _retry(CONGESTION_RETRY, "announced congestion"),
}
"""Switched off is not out of service: the one ends by itself, the other stays."""

BY_NETWORK: dict[NetworkResult, Makes] = {
    NetworkResult.BUSY: _retry(BUSY_RETRY, "busy"),
    NetworkResult.NO_ANSWER: _retry(NO_ANSWER_RETRY, "no answer"),
    NetworkResult.NO_USER_RESPONSE: _retry(NO_ANSWER_RETRY, "could not be reached"),
    NetworkResult.REJECTED: _retry(NO_ANSWER_RETRY, "the call was declined"),
    NetworkResult.ANSWERED: _retry(NO_ANSWER_RETRY, "an announcement or a screener answered"),
    NetworkResult.CONGESTION: _retry(CONGESTION_RETRY, "the network was full"),
    NetworkResult.FAILED: _retry(FAILURE_RETRY, "the call could not be placed"),
    NetworkResult.INVALID_NUMBER: _suppress(SuppressionReason.INVALID_NUMBER, "no such number"),
    NetworkResult.NUMBER_CHANGED: _suppress(SuppressionReason.INVALID_NUMBER, "number changed"),
    # SIP 607: the person, or their telephone for them, calls it unwanted.
    NetworkResult.UNWANTED: _suppress(SuppressionReason.OPERATOR_OPT_OUT, "called unwanted"),
}
# Blocked by the network's analytics (608): no retry, and nothing the person has said.
