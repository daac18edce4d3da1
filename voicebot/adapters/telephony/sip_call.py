"""One SIP call as pjsua2 sees it; every method and callback runs on the endpoint's thread."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pjsua2 as pj

from voicebot.adapters.telephony.call_audio import CallAudio
from voicebot.adapters.telephony.endpoint import Job, SipEndpoint, guarded
from voicebot.adapters.telephony.parameters import ending, message_of, saying
from voicebot.adapters.telephony.playback import Cue
from voicebot.adapters.telephony.progress import Progress
from voicebot.adapters.telephony.watch import Limits, Watch
from voicebot.conversation.ports import (
    Deliver,
    LegAnswered,
    LegEarlyMedia,
    LegEnded,
    LegKey,
    LegRinging,
    LegTransfer,
)

log = logging.getLogger(__name__)

NORMAL_CLEARING = 16  # Q.850
FLOWING = (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD)
KEY_MS = 160
TOO_MANY = 70010  # PJ_ETOOMANY: every call slot of the library is taken
SLOT_PATIENCE_S = 3.0  # the slot of a call that just ended is free within this time
SLOT_RETRY_S = 0.05


@dataclass(frozen=True, slots=True)
class Line:
    """What a call is made of; `elsewhere` tries the next gateway under the same key."""

    endpoint: SipEndpoint
    key: int
    deliver: Deliver
    limits: Limits
    elsewhere: Job | None = None


class SipCall(pj.Call):  # type: ignore[misc]
    """Turns pjsua2's callbacks into signals, and holds the call's audio connections.

    `key` finds it in `endpoint.calls`, which holds the only lasting reference: others post jobs
    that look it up, so that it is freed on the endpoint's thread. It is let go while the library
    still tells of its end: when it is freed it hangs up what its slot holds, which later may be
    another call.
    """

    def __init__(self, line: Line, account: Any, call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(account, call_id)
        self._endpoint = endpoint = line.endpoint
        self._key = key = line.key
        self._deliver = line.deliver
        self._elsewhere = line.elsewhere
        self._watch = Watch(endpoint, key, line.limits)
        self._sound = CallAudio(endpoint, key, line.deliver)
        self.progress = Progress(outbound=call_id == pj.PJSUA_INVALID_ID)
        endpoint.calls[key] = self

    # --- what can be asked of it -----------------------------------------------------------

    @property
    def placed(self) -> bool:
        """The library knows it, and it does not wait for a slot.

        Asked anything of a call that it does not know, the library ends the whole process.
        """
        return bool(self.getId() != pj.PJSUA_INVALID_ID)

    def play(self, cue: Cue) -> None:
        """Play a WAV in place of whatever plays; begins once audio flows."""
        if self.progress.over:
            return
        try:
            self._sound.prompts.play(cue, self._flowing())
        except pj.Error as error:
            log.error("a prompt cannot be played: status %s; the call ends", error.status)
            self.hang_up()

    def silence(self) -> None:
        """Stop what plays."""
        self._sound.prompts.stop(self._flowing())

    def played(self, cue: Cue) -> None:
        """The file of this cue came to its end."""
        self._sound.prompts.ended(cue, self._flowing())

    def press(self, keys: str) -> None:
        """Send keys by RFC 4733, or by SIP INFO where the far end did not offer that."""
        try:
            self.dialDtmf(keys)
        except pj.Error:
            self.press_by_info(keys)

    def press_by_info(self, keys: str) -> None:
        """Send keys by SIP INFO."""
        prm = pj.CallSendDtmfParam()
        prm.method, prm.digits, prm.duration = pj.PJSUA_DTMF_METHOD_SIP_INFO, keys, KEY_MS
        self.sendDtmf(prm)

    def invite(self, uri: str, headers: Mapping[str, str]) -> None:
        """Call that URI. A call that cannot even be sent ends as FAILED."""
        self._watch.sent()
        self._invite(uri, headers, time.monotonic() + SLOT_PATIENCE_S)

    def _invite(self, uri: str, headers: Mapping[str, str], until: float) -> None:
        """Try until the library has let go of the slot of the call before."""
        if self.progress.over:
            return
        try:
            self.makeCall(uri, saying(headers))
        except pj.Error as error:
            if error.status == TOO_MANY and time.monotonic() < until:
                self._endpoint.later(SLOT_RETRY_S, lambda: self._invite(uri, headers, until))
                return
            log.error("an INVITE could not be sent: status %s", error.status)
            self._never_sent()

    def _never_sent(self) -> None:
        self._ended(0, "")
        self._endpoint.forget(self._key)

    def respond(self, code: int, headers: Mapping[str, str]) -> None:
        """Answer an incoming INVITE; a code of 300 or more ends it."""
        if code >= 300:
            self.progress.by_us = True
        self.answer(saying(headers, code))

    def hold(self) -> None:
        """Take the far end's audio away."""
        self.setHold(pj.CallOpParam(True))

    def unhold(self) -> None:
        """Bring the far end's audio back."""
        prm = saying({})
        prm.opt.flag = pj.PJSUA_CALL_UNHOLD
        self.reinvite(prm)

    def give_up(self) -> None:
        """The far end did not reply, or rang too long."""
        self.progress.timed_out = True
        self.hang_up()
        if not self.progress.heard_back:
            self.abandon()

    def abandon(self) -> None:
        """The far end does not answer our hang-up: the call is over for us."""
        self._ended(0, "")

    def refer(self, uri: str) -> None:
        """Ask the far end to call that URI instead of us."""
        self.progress.transferring = True
        try:
            self.xfer(uri, pj.CallOpParam())
        except pj.Error:
            self._transferred(ok=False, code=None)

    def hang_up(self, code: int = 0, q850: int = NORMAL_CLEARING) -> None:
        """End it: BYE, CANCEL, or (unanswered incoming) a rejection with `code`."""
        if self.progress.over:
            return
        self.progress.by_us = True
        self.progress.q850 = q850
        if not self.placed:
            self._never_sent()
            return
        self._watch.ending()
        self.hangup(ending({"Reason": f"Q.850;cause={q850}"}, code))

    # --- pjsua2's callbacks ----------------------------------------------------------------

    def onCallTsxState(self, prm: Any) -> None:  # noqa: N802
        """A transaction moved: here provisional responses to our INVITE are seen."""
        with guarded("a SIP response"):
            tsx = prm.e.body.tsxState
            if not self.progress.outbound or tsx.type != pj.PJSIP_EVENT_RX_MSG:
                return
            if not self.progress.heard_back:
                self.progress.heard_back = True
                self._watch.heard_back()
            if tsx.tsx.method == "INVITE" and tsx.tsx.statusCode == 180:
                self._ringing()

    def onCallState(self, prm: Any) -> None:  # noqa: N802
        """The call is ringing, answered or over."""
        with guarded("a change of the call's state"):
            info = self.getInfo()
            if info.state == pj.PJSIP_INV_STATE_CONFIRMED:
                self.progress.confirmed = True
                self._tell_answered()
            elif info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
                try:
                    self._ended(info.lastStatusCode, message_of(prm))
                finally:
                    self._endpoint.forget(self._key)

    def onCallMediaState(self, prm: Any) -> None:  # noqa: N802, ARG002
        """Audio began, was held, came back, or moved by a re-INVITE: connect it again."""
        with guarded("a change of the call's audio"):
            flowing = self._flowing()
            if not flowing:
                return
            self.progress.audible = True
            self._sound.connect(flowing)
            if not self.progress.confirmed and self.progress.outbound and not self.progress.early:
                self.progress.early = True
                self._watch.rang()
                if self.getInfo().state == pj.PJSIP_INV_STATE_EARLY:
                    self._deliver(LegEarlyMedia())
            self._tell_answered()

    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802
        """A key, by RFC 4733 or SIP INFO."""
        with guarded("a key"):
            if not self.progress.over:
                self._deliver(LegKey(prm.digit.upper()))

    def onCallTransferStatus(self, prm: Any) -> None:  # noqa: N802
        """The far end tells how our REFER went."""
        with guarded("a transfer"):
            if prm.finalNotify or prm.statusCode >= 300:
                self._transferred(prm.statusCode // 100 == 2, prm.statusCode)

    def onCallTransferRequest(self, prm: Any) -> None:  # noqa: N802
        """A caller must not make us call others: that would be toll fraud."""
        prm.statusCode = pj.PJSIP_SC_DECLINE

    def onCallReplaceRequest(self, prm: Any) -> None:  # noqa: N802
        """Nor may another take over a call."""
        prm.statusCode = pj.PJSIP_SC_DECLINE

    # --- signals ---------------------------------------------------------------------------

    def _ringing(self) -> None:
        if not self.progress.rang:
            self.progress.rang = True
            self._watch.rang()
            self._deliver(LegRinging())

    def _tell_answered(self) -> None:
        p = self.progress
        if p.confirmed and p.audible and not p.answered_told:
            p.answered_told = True
            self._watch.answered()
            self._deliver(LegAnswered())

    def _transferred(self, ok: bool, code: int | None) -> None:
        if self.progress.transferring:
            self.progress.transferring = False
            self._deliver(LegTransfer(ok, code))
            if ok:  # the person talks to another now, and it is for us to leave (RFC 5589)
                self.hang_up()

    def _ended(self, code: int, message: str) -> None:
        if self.progress.over:
            return
        self.progress.over = True
        self._watch.over()
        with guarded("the end of a call's audio"):
            self._sound.end()
        if self._elsewhere is not None and self.progress.unreached(code):
            self._endpoint.post(self._elsewhere)
            return
        self._deliver(LegEnded(self.progress.cause(code, message), self.progress.by_us))

    # --- audio -----------------------------------------------------------------------------

    def _flowing(self) -> list[Any]:
        """The far end's audio, as it is now; empty where none flows."""
        if self.progress.over or not self.placed:
            return []
        info = self.getInfo()  # held by name: its vector does not keep it alive
        return [
            self.getAudioMedia(index)
            for index, m in enumerate(info.media)
            if m.type == pj.PJMEDIA_TYPE_AUDIO
            and m.status in FLOWING
            and m.audioConfSlot != pj.PJSUA_INVALID_ID
        ]
