"""One SIP call as pjsua2 sees it; every method and callback runs on the endpoint's thread."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pjsua2 as pj

from voicebot.adapters.telephony.endpoint import Job, SipEndpoint, guarded
from voicebot.adapters.telephony.playback import Cue, Playback
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
        self._port = endpoint.capture_port()
        self._playback = Playback(endpoint, key, line.deliver)
        self.progress = Progress(outbound=call_id == pj.PJSUA_INVALID_ID)
        endpoint.calls[key] = self

    # --- what can be asked of it -----------------------------------------------------------

    @property
    def placed(self) -> bool:
        """The library knows it; one that waits for a slot may only play, be silent and hang up.

        The library ends the whole process where anything else is asked of a call it does not know.
        """
        return int(self.getId()) != pj.PJSUA_INVALID_ID

    def play(self, cue: Cue) -> None:
        """Play a WAV in place of whatever plays; begins once audio flows."""
        if self.progress.over:
            return
        try:
            self._playback.play(cue, self._audio())
        except pj.Error as error:
            log.error("a prompt cannot be played: status %s; the call ends", error.status)
            self.hang_up()

    def silence(self) -> None:
        """Stop what plays."""
        self._playback.stop(self._audio())

    def played(self, cue: Cue) -> None:
        """The file of this cue came to its end."""
        self._playback.ended(cue, self._audio())

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
        prm = pj.CallOpParam(True)
        prm.opt.videoCount = 0
        for name, value in headers.items():
            add_header(prm, name, value)
        try:
            self.makeCall(uri, prm)
        except pj.Error as error:
            if error.status == TOO_MANY and time.monotonic() < until:
                self._endpoint.later(SLOT_RETRY_S, lambda: self._invite(uri, headers, until))
                return
            log.error("an INVITE could not be sent: status %s", error.status)
            self._never_sent()

    def give_up_if_waiting(self) -> None:
        """End it if it still waits for a slot."""
        if not self.placed:
            self.hang_up()

    def _never_sent(self) -> None:
        self._ended(0, "")
        self._endpoint.forget(self._key)

    def respond(self, code: int, headers: Mapping[str, str]) -> None:
        """Answer an incoming INVITE; a code of 300 or more ends it."""
        prm = pj.CallOpParam(True)
        prm.opt.videoCount = 0
        prm.statusCode = code
        for name, value in headers.items():
            add_header(prm, name, value)
        if code >= 300:
            self.progress.by_us = True
        self.answer(prm)

    def hold(self) -> None:
        """Take the far end's audio away."""
        self.setHold(pj.CallOpParam(True))

    def unhold(self) -> None:
        """Bring the far end's audio back."""
        prm = pj.CallOpParam(True)
        prm.opt.videoCount = 0
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
        prm = pj.CallOpParam()
        prm.statusCode = code
        add_header(prm, "Reason", f"Q.850;cause={q850}")
        self._watch.ending()
        self.hangup(prm)

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
                    self._ended(info.lastStatusCode, _message_of(prm))
                finally:
                    self._endpoint.forget(self._key)

    def onCallMediaState(self, prm: Any) -> None:  # noqa: N802, ARG002
        """Audio began, was held, came back, or moved by a re-INVITE: connect it again."""
        with guarded("a change of the call's audio"):
            if not self._audio():
                return
            if not self.progress.audible:
                self.progress.audible = True
                self._port.lend(self._deliver)
                self._endpoint.silence().startTransmit(self._port)
            for audio in self._audio():
                audio.startTransmit(self._port)
            self._playback.connect(self._audio())
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
        self._playback.stop([])
        if self.progress.audible:
            self._endpoint.silence().stopTransmit(self._port)
        self._endpoint.return_port(self._port)
        if self._elsewhere is not None and self.progress.unreached(code):
            self._endpoint.post(self._elsewhere)
            return
        self._transferred(ok=False, code=None)
        self._deliver(LegEnded(self.progress.cause(code, message), self.progress.by_us))

    # --- audio -----------------------------------------------------------------------------

    def _audio(self) -> list[Any]:
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


def add_header(prm: Any, name: str, value: str) -> None:
    """Add a header to the message a pjsua2 parameter object leads to."""
    head = pj.SipHeader()
    head.hName, head.hValue = name, value
    headers = prm.txOption.headers
    headers.append(head)
    prm.txOption.headers = headers


def _message_of(prm: Any) -> str:
    """The SIP message that ended the call; empty where none did (a timeout, our own hang-up)."""
    if prm.e.type != pj.PJSIP_EVENT_TSX_STATE:
        return ""
    if prm.e.body.tsxState.type != pj.PJSIP_EVENT_RX_MSG:
        return ""
    return str(prm.e.body.tsxState.src.rdata.wholeMsg)
