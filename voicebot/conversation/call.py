"""One live call, held from the first ring to the last word that was still being recognised.

Signals from the line and from recognition come in through an inbox. Each becomes an event that is
written to the call's log, then handed to the dialogue, whose actions are carried out here. Nothing
in this file knows SIP or an engine.
"""

import contextlib
import logging
import queue
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import EVIDENCE_LEAD_S, OptOut, optout_id_of_call
from voicebot.conversation import actions, events, ports
from voicebot.conversation.listening import Listening
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.session import Session
from voicebot.conversation.speaking import Speaking
from voicebot.errors import StorageError, VoicebotError

log = logging.getLogger(__name__)

LAST_WORDS_S = 15.0  # after a hang-up, wait so long for recognition of what was said before it
FRAME_S = ports.FRAME_MS / 1000
GAP_S = 0.5  # the line sent no audio for so long: a hold, or a change of media


class Inbox(Protocol):
    """Where the call's signals arrive, in order; `queue.SimpleQueue` is one."""

    def get(self, block: bool = True, timeout: float | None = None) -> ports.Signal:
        """The next signal. Raises queue.Empty after `timeout` seconds."""

    def empty(self) -> bool:
        """True if nothing waits."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What one call is made of."""

    session: Session
    leg: ports.Leg
    speaking: Speaking
    listening: Listening
    ear: ports.Ear
    folder: ports.CallFolder
    register: ports.OptOutRegister
    offers: ports.Offers


class LiveCall:
    """Holds one call in the thread that runs it."""

    def __init__(
        self,
        order: ports.CallOrder,
        inbox: Inbox,
        parts: Parts,
        began_at: datetime,
        on_event: Callable[[events.Event], None] = lambda _: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._order = order
        self._inbox = inbox
        self._parts = parts
        self._began_at = began_at
        self._on_event = on_event
        self._monotonic = monotonic
        self._started = monotonic()
        self._audio_s: float | None = None  # the call's time at the end of the last frame
        self._wake_s: float | None = None
        self._over = False
        self._evidence_from_s: float | None = None
        self._kept = order.recorded is ports.Recorded.WHOLE

    def run(self) -> None:
        """Hold the call to its end, whatever the end is."""
        order = self._order
        try:
            self._happened(
                events.Began(
                    0.0,
                    order.attempt_id,
                    "inbound" if order.direction == "inbound" else "outbound",
                    order.target,
                    order.flow,
                    order.language,
                    self._began_at,
                    order.number if order.direction == "inbound" else None,
                )
            )
            while not self._over:
                self._one_signal()
            self._hear_last_words()
        except Exception:
            log.exception("the call ended by an error of ours")
            self._parts.leg.hang_up()
            self._parts.folder.record(events.Failed(self._now_s(), "the conversation broke off"))
        finally:
            self._parts.ear.close()
            self._parts.folder.close(self._evidence_from_s)

    def _one_signal(self) -> None:
        """Take in what happens next, or the time that the dialogue asked to be woken at."""
        wait = 1.0 if self._wake_s is None else max(0.0, self._wake_s - self._now_s())
        with contextlib.suppress(queue.Empty):
            self._signal(self._inbox.get(timeout=min(wait, 1.0)))
        if self._wake_s is not None and self._now_s() >= self._wake_s:
            self._wake_s = None
            self._carry_out(self._parts.session.on(actions.Tick(self._now_s())))

    def _signal(self, signal: ports.Signal) -> None:
        now = self._now_s()
        match signal:
            case ports.Frame(pcm):
                self._frame(pcm)
            case ports.EarHeard():
                self._happened(self._parts.listening.heard(signal, now))
            case ports.EarGlimpsed():
                self._parts.listening.glimpsed(signal)
            case ports.EarOverloaded(skipped):
                self._happened(events.RecognitionFellBehind(now, skipped))
            case ports.LegPlayed(play_id):
                self._all_happened(self._parts.speaking.played(play_id, self._now_s))
            case ports.LegKey(key):
                self._happened(events.KeyPressed(now, key))
            case ports.LegRinging():
                self._happened(events.Ringing(now))
            case ports.LegEarlyMedia():
                self._happened(events.EarlyMedia(now))
            case ports.LegAnswered():
                self._happened(events.Answered(now))
            case ports.LegTransfer(ok, sip_code):
                self._happened(events.TransferEnded(now, ok, sip_code))
            case ports.SupervisorEnds() | ports.SupervisorTakes():
                self._steered(signal)
            case ports.LegEnded(cause, by_us):
                self._ended(cause, by_us)

    def _steered(self, wish: ports.SupervisorEnds | ports.SupervisorTakes) -> None:
        """The log says whose wish it was; the dialogue does what can be done now."""
        now = self._now_s()
        match wish:
            case ports.SupervisorEnds(user):
                self._happened(events.EndedBySupervisor(now, user))
            case ports.SupervisorTakes(user, extension):
                self._happened(events.TakenOver(now, user, extension))

    def _frame(self, pcm: bytes) -> None:
        """20 ms of the person: kept, then heard. Its time is counted in audio."""
        now = self._now_s()
        if self._audio_s is None:
            self._audio_s = now - FRAME_S
        elif now - self._audio_s > GAP_S and self._inbox.empty():
            missing = int((now - self._audio_s) / FRAME_S) - 1
            self._parts.folder.hear_nothing(missing * FRAME_S)
            self._audio_s += missing * FRAME_S
        at_s = self._audio_s
        self._audio_s += FRAME_S
        self._keep(pcm, at_s)
        prompt = self._parts.speaking.frame(at_s)
        for event in self._parts.listening.frame(pcm, at_s, prompt, self._parts.session.language):
            if isinstance(event, events.BargedIn):
                self._barged_in(event)
            else:
                self._happened(event)

    def _keep(self, pcm: bytes, at_s: float) -> None:
        """The person's voice is kept only where, and from when, the law of their place allows."""
        by_notice = self._order.recorded is ports.Recorded.FROM_NOTICE
        if not self._kept and by_notice and self._parts.speaking.told(at_s):
            self._kept = True
            self._happened(events.RecordingBegan(at_s))
        self._parts.folder.hear(pcm, keep=self._kept)

    def _barged_in(self, event: events.BargedIn) -> None:
        """Fall silent for the person who speaks, unless what we say must be heard out."""
        if not self._parts.speaking.interruptible:
            return
        silenced = self._parts.speaking.stop(self._now_s())
        self._happened(replace(event, at_s=self._now_s()))
        self._all_happened(silenced)

    def _ended(self, cause: Cause, by_us: bool) -> None:
        self._over = True
        self._all_happened(self._parts.speaking.stop(self._now_s()))
        answered = cause.result is NetworkResult.ANSWERED
        by: Literal["callee", "robot", "network"]
        by = "robot" if by_us else "callee" if answered else "network"
        self._happened(events.HungUp(self._now_s(), by, cause))

    def _hear_last_words(self) -> None:
        """Who says "stop" and hangs up has said it: recognition finishes, and is acted upon.

        Where words do not come in time the log says so, and they are looked for in the recording.
        """
        self._parts.listening.finish()
        deadline = self._now_s() + LAST_WORDS_S
        while self._parts.listening.awaits_words and self._now_s() < deadline:
            try:
                signal = self._inbox.get(timeout=0.5)
            except queue.Empty:
                continue
            if isinstance(signal, ports.EarHeard):
                self._happened(self._parts.listening.heard(signal, self._now_s()))
        self._all_happened(self._parts.listening.give_up(self._now_s()))

    def _happened(self, event: events.Event) -> None:
        """Write it down, then let the dialogue act on it."""
        self._write(event)
        self._carry_out(self._parts.session.on(event))

    def _all_happened(self, happened: list[events.Event]) -> None:
        for event in happened:
            self._happened(event)

    def _write(self, event: events.Event) -> None:
        self._parts.folder.record(event)
        self._on_event(event)

    def _carry_out(self, wanted: tuple[actions.Action, ...]) -> None:
        for action in wanted:
            self._act(action)

    def _act(self, action: actions.Action) -> None:
        now = self._now_s()
        match action:
            case actions.Emit(event):
                self._write(event)
            case actions.Say():
                self._all_happened(self._parts.speaking.say(action, self._now_s))
            case actions.StopSaying():
                self._all_happened(self._parts.speaking.stop(now))
            case actions.SaveOptOut():
                self._save(action)
            case actions.TurnOffers():
                self._turn_offers(action)
            case actions.Transfer(extension):
                self._parts.leg.transfer(extension)
            case actions.SendKeys(keys):
                self._parts.leg.send_keys(keys)
            case actions.WakeAt(at_s):
                self._wake_s = at_s
            case actions.HangUp():
                self._parts.leg.hang_up()

    def _save(self, wish: actions.SaveOptOut) -> None:
        """Put the opt-out on disk; only when it is there is the dialogue told so."""
        spoken_s = next(
            (s for s in (wish.first_ended_s, wish.speech_ended_s) if s is not None), self._now_s()
        )
        if self._evidence_from_s is None:
            self._evidence_from_s = max(0.0, spoken_s - EVIDENCE_LEAD_S)
        number = wish.number or self._order.number or self._order.target
        optout = self._optout(wish, number)
        try:
            where = self._parts.register.save(optout)
        except StorageError as error:
            log.exception("an opt-out could not be saved and will be recovered from the call's log")
            self._happened(events.Failed(self._now_s(), error.happened))
            return
        self._happened(
            events.OptOutSaved(
                self._now_s(),
                optout.optout_id,
                number,
                str(wish.scope),
                wish.words,
                "database" if where == "database" else "spool",
                wish.speech_ended_s,
                str(wish.source),
            )
        )

    def _turn_offers(self, wish: actions.TurnOffers) -> None:
        """As with an opt-out: written first, told afterwards."""
        at = self._began_at + timedelta(seconds=self._now_s())
        try:
            barred = self._parts.offers.turn(
                wish.number,
                on=wish.on,
                words=wish.words,
                attempt_id=self._order.attempt_id,
                at=at,
            )
        except VoicebotError as error:
            log.exception("a person's choice of notices could not be saved")
            self._happened(events.Failed(self._now_s(), error.happened))
            return
        self._happened(events.OffersTurned(self._now_s(), wish.on, barred))

    def _optout(self, wish: actions.SaveOptOut, number: str) -> OptOut:
        theirs = number == (self._order.number or self._order.target)
        return OptOut(
            optout_id=optout_id_of_call(self._order.attempt_id) if theirs else str(uuid.uuid4()),
            number=PhoneNumber(number),
            scope=wish.scope,
            source=wish.source,
            at=self._began_at + timedelta(seconds=self._now_s()),
            reason="asked for on a call",
            words=wish.words,
            confidence=wish.confidence,
            refusal_kind=str(wish.refusal_kind) if wish.refusal_kind else None,
            attempt_id=self._order.attempt_id,
            campaign_id=self._order.campaign_id,
            purpose=str(self._order.purpose),
            evidence=self._parts.folder.evidence_clip(),
        )

    def _now_s(self) -> float:
        return self._monotonic() - self._started
