"""The end of every call: one outcome from its events, written down, with what follows from it.

Calls placed, calls that came in, and calls whose agent died all end here. An opt-out that was
understood but not saved before a process died, or said while recognition was out of reach, is
saved here first.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import (
    EVIDENCE_LEAD_S,
    OptOut,
    OptOutScope,
    OptOutSource,
    optout_id_of_call,
)
from voicebot.conversation.events import (
    Answered,
    AskedWhetherToStop,
    EarlyMedia,
    Event,
    Failed,
    Heard,
    HungUp,
    OptOutSaved,
    StopNotWanted,
    Understood,
    WordsLost,
)
from voicebot.conversation.ports import CallOrder, OptOutRegister, Recorded
from voicebot.dialling.lost_opt_out import LostCall, Understands
from voicebot.dialling.ports import Books, CallArchive, CallLog, Complaints
from voicebot.outcomes.consequences import follow
from voicebot.outcomes.record import CallRecord, Outcome
from voicebot.outcomes.settle import settle
from voicebot.understanding.intents import AnsweredBy, Intent, RefusalKind

log = logging.getLogger(__name__)

PEOPLE = frozenset({AnsweredBy.HUMAN, AnsweredBy.NOT_SURE})


class Rehearing(Protocol):
    """Recognition of a recording that was not heard to its end during the call."""

    def hear_again(self, attempt_id: str, language: str, skip_s: float) -> list[Heard]:
        """The words after the first `skip_s` of audio; times count from the audio's beginning."""


class Settling:
    """Makes the record of a call out of its log."""

    def __init__(
        self,
        books: Books,
        register: OptOutRegister,
        archive: CallArchive,
        rehearing: Rehearing,
        complaints: Complaints,
        understanding: Understands,
    ) -> None:
        self._books = books
        self._register = register
        self._archive = archive
        self._rehearing = rehearing
        self._complaints = complaints
        self._understanding = understanding

    def settle(
        self, order: CallOrder, call: CallLog, at: datetime, decision_id: str | None
    ) -> CallRecord:
        """One outcome, saved with its consequences. `at` is when the attempt began."""
        events = call.events
        lacks_sound = call.recording is None and order.recorded is not Recorded.NOTHING
        if _broke_off(events) or _lost_words(events) or _left_open(events) or lacks_sound:
            call = self._with_lost_optout(order, self._mended(order, call), at)
            events = call.events
        outcome = _with_evidence(settle(events), call.evidence)
        record = CallRecord(
            attempt_id=order.attempt_id,
            target=order.target,
            number=order.number,
            direction=order.direction,
            at=at,
            flow=order.flow,
            language=order.language,
            purpose=str(order.purpose),
            outcome=outcome,
            campaign_id=order.campaign_id,
            recording=call.recording,
            decision_id=decision_id,
        )
        ended = at + timedelta(seconds=max((event.at_s for event in events), default=0.0))
        silent = self._silent_refusals_before(order, at)
        consequences = follow(
            outcome,
            at=ended,
            direction=order.direction,
            silent_refusals_so_far=silent,
            asked_for=order.request_id is not None,
        )
        self._open_complaint(record, events)
        self._books.settle(record, consequences)
        return record

    def _open_complaint(self, record: CallRecord, events: tuple[Event, ...]) -> None:
        """Before the call is closed, so that a death in between only does it again.

        Whatever else came of the call: who complains and then says "stop" has done both.
        """
        words = _complaint_in(events)
        if words is None or record.number is None or record.outcome.answered_by not in PEOPLE:
            return
        number = PhoneNumber(record.number)
        self._complaints.open(number, words, record.at, record.attempt_id)

    def _silent_refusals_before(self, order: CallOrder, at: datetime) -> int:
        if order.number is None:
            return 0
        return self._books.silent_refusals(PhoneNumber(order.number), at)

    def recover(self) -> list[CallRecord]:
        """Settle every attempt that was begun by a process that is gone."""
        recovered = []
        for attempt in self._books.open_attempts():
            log.info("settling a call whose process ended", extra={"attempt": attempt.attempt_id})
            call = self._archive.read(attempt.attempt_id)
            recovered.append(self.settle(attempt.order, call, attempt.at, attempt.decision_id))
        return recovered

    def _mended(self, order: CallOrder, call: CallLog) -> CallLog:
        """A call that is not whole: its recording is written, and its last words are heard."""
        files = self._archive.repair(order.attempt_id)
        events = call.events
        if not any(isinstance(event, OptOutSaved) for event in events):
            events = (*events, *self._unheard(order, events))
        return CallLog(events, files.recording, files.evidence)

    def _unheard(self, order: CallOrder, events: tuple[Event, ...]) -> list[Event]:
        """What the person said after the last words that were recognised, in the call's time."""
        opened = [e.at_s for e in events if isinstance(e, EarlyMedia | Answered)]
        audio_from_s = min(opened, default=0.0)
        skip_s = max(0.0, _recognised_until_s(events) - audio_from_s)
        return [
            replace(
                heard,
                at_s=heard.at_s + audio_from_s,
                from_s=heard.from_s + audio_from_s,
                to_s=heard.to_s + audio_from_s,
            )
            for heard in self._rehearing.hear_again(order.attempt_id, order.language, skip_s)
        ]

    def _with_lost_optout(self, order: CallOrder, call: CallLog, at: datetime) -> CallLog:
        """Save the opt-out that was heard but not saved, if there is one, and say so."""
        if order.number is None or any(isinstance(e, OptOutSaved) for e in call.events):
            return call
        lost = LostCall(order, call.events, self._understanding).opt_out()
        if lost is None:
            return call
        evidence_from_s = max(0.0, lost.at_s - EVIDENCE_LEAD_S)
        evidence = self._archive.repair(order.attempt_id, evidence_from_s).evidence
        optout = OptOut(
            optout_id=optout_id_of_call(order.attempt_id),
            number=PhoneNumber(order.number),
            scope=OptOutScope.SELLER,
            source=OptOutSource.RECOVERED,
            at=at + timedelta(seconds=lost.at_s),
            reason=_why_so_late(call.events),
            words=lost.text,
            refusal_kind=str(lost.refusal_kind) if lost.refusal_kind else None,
            confidence=lost.confidence,
            attempt_id=order.attempt_id,
            campaign_id=order.campaign_id,
            purpose=str(order.purpose),
            evidence=evidence,
        )
        where = self._register.save(optout)
        saved = OptOutSaved(
            at_s=max(event.at_s for event in call.events),
            optout_id=optout.optout_id,
            number=order.number,
            scope=str(optout.scope),
            words=lost.text,
            where="database" if where == "database" else "spool",
            source=str(OptOutSource.RECOVERED),
        )
        return replace(call, events=(*call.events, lost, saved), evidence=evidence)


def _complaint_in(events: tuple[Event, ...]) -> str | None:
    """The words of the first complaint understood; a threat to complain is one."""
    understood = (event for event in events if isinstance(event, Understood))
    return next((said.text for said in understood if _complains(said)), None)


def _complains(said: Understood) -> bool:
    threat = said.refusal_kind is RefusalKind.THREAT_OF_COMPLAINT
    return threat or said.intent is Intent.COMPLAINT


def _broke_off(events: tuple[Event, ...]) -> bool:
    """True if the call's process did not live to see its end, or something of ours broke."""
    ended = any(isinstance(event, HungUp) for event in events)
    return any(isinstance(event, Failed) for event in events) or not ended


def _lost_words(events: tuple[Event, ...]) -> bool:
    """True if the person was heard to speak and recognition did not get to their words."""
    return any(isinstance(event, WordsLost) for event in events)


def _left_open(events: tuple[Event, ...]) -> bool:
    """True if it was asked whether calls shall stop, and nothing settled it."""
    kinds = (AskedWhetherToStop, StopNotWanted, OptOutSaved)
    settling = [event for event in events if isinstance(event, kinds)]
    return bool(settling) and isinstance(settling[-1], AskedWhetherToStop)


def _recognised_until_s(events: tuple[Event, ...]) -> float:
    """The end of the last final result, of those that lie before any words that were lost."""
    lost = [event.from_s for event in events if isinstance(event, WordsLost)]
    finals = [event.to_s for event in events if isinstance(event, Heard) and event.final]
    return max((to_s for to_s in finals if to_s <= min(lost, default=to_s)), default=0.0)


def _why_so_late(events: tuple[Event, ...]) -> str:
    if _lost_words(events) and not _broke_off(events):
        return "said on a call, and recognised only after it"
    return "said on a call whose process ended before it could be saved"


def _with_evidence(outcome: Outcome, evidence: str | None) -> Outcome:
    if outcome.opt_out is None or outcome.opt_out.evidence is not None:
        return outcome
    return replace(outcome, opt_out=replace(outcome.opt_out, evidence=evidence))
