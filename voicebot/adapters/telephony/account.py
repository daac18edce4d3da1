"""Who the endpoint is to others: an account that registers with a server, or a local one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pjsua2 as pj

from voicebot.adapters.telephony.endpoint import SipEndpoint, guarded
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.adapters.telephony.messages import caller_number, header, user_part
from voicebot.adapters.telephony.sip_call import Line, SipCall
from voicebot.adapters.telephony.watch import Limits
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import Deliver, LegEnded

EXPIRES_S = 30  # a UDP registration lost in the server's restart is renewed within this time
RETRY_S = 2


@dataclass(frozen=True, slots=True)
class Identity:
    """`server` is `host:port` of the registrar, empty for an endpoint that registers nowhere."""

    user: str = "voicebot"
    server: str = ""
    password: str = field(default="", repr=False)
    transport: str = "udp"
    srtp: bool = False

    def uri(self, user: str, host: str = "") -> str:
        """A URI at the server (or at `host`) over this identity's transport."""
        extra = "" if self.transport == "udp" else f";transport={self.transport}"
        return f"sip:{user}@{host or self.server}{extra}"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An incoming INVITE."""

    called: str  # the user part of the request URI
    caller: str | None  # a number, None if anonymous
    message: str

    def header(self, name: str) -> str | None:
        """The first header with that name, or None."""
        return header(self.message, name)


# Takes an incoming call: returns where its signals go, or None to refuse with 486.
Doorman = Callable[[Invitation, SipLeg], Deliver | None]
OnRegistration = Callable[[int, bool], None]  # SIP code, registered now


class SipAccount(pj.Account):  # type: ignore[misc]
    """Places calls, and hands incoming ones to the doorman. Lives on the endpoint's thread."""

    def __init__(
        self,
        endpoint: SipEndpoint,
        identity: Identity,
        doorman: Doorman | None = None,
        on_registration: OnRegistration | None = None,
        limits: Limits | None = None,
    ) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._identity = identity
        self._doorman = doorman
        self._on_registration = on_registration
        self._limits = limits or Limits()
        endpoint.keep(self)
        self.create(self._config())

    def leg(self) -> SipLeg:
        """A leg for a call not yet placed. May be called from any thread."""
        return SipLeg(self._endpoint, self._identity.uri)

    def place(
        self,
        leg: SipLeg,
        uris: tuple[str, ...],
        deliver: Deliver,
        limits: Limits,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Call the first URI that can be reached. On the endpoint's thread (`endpoint.post`).

        Nobody is called by a leg that was hung up before, nor while the endpoint stops.
        """
        if leg.hung_up or self._endpoint.stopping:
            deliver(LegEnded(Cause(NetworkResult.FAILED), by_us=True))
            return
        uri, rest = uris[0], uris[1:]

        def elsewhere() -> None:
            self.place(leg, rest, deliver, limits, headers)

        line = Line(self._endpoint, leg.key, deliver, limits, elsewhere if rest else None)
        call = SipCall(line, self)
        call.invite(uri, headers or {})

    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802
        """An INVITE came in."""
        with guarded("an incoming call"):
            message = prm.rdata.wholeMsg
            request = message.split("\r\n", 1)[0].split(" ")
            called = user_part(request[1]) if len(request) > 1 else ""
            leg = self.leg()
            invitation = Invitation(called or "", caller_number(message), message)
            deliver = self._doorman(invitation, leg) if self._doorman else None
            line = Line(self._endpoint, leg.key, deliver or _nowhere, self._limits)
            call = SipCall(line, self, prm.callId)
            if deliver is None:
                call.respond(486, {})

    def onRegState(self, prm: Any) -> None:  # noqa: N802
        """The registrar answered, or did not."""
        with guarded("a registration"):
            accepted = prm.code // 100 == 2
            leaving = accepted and prm.expiration == 0
            if self._on_registration is not None and not leaving:
                self._on_registration(prm.code, accepted)

    def _config(self) -> Any:
        me = self._identity
        c = pj.AccountConfig()
        local = self._endpoint.address(me.transport)
        c.idUri = f"sip:{me.user}@{me.server or local}"
        c.sipConfig.transportId = self._endpoint.transports[me.transport]
        if me.server:
            c.regConfig.registrarUri = f"sip:{me.server};transport={me.transport}"
            c.regConfig.timeoutSec = EXPIRES_S
            c.regConfig.firstRetryIntervalSec = c.regConfig.retryIntervalSec = RETRY_S
            c.regConfig.randomRetryIntervalSec = 0
            credentials = pj.AuthCredInfo("digest", "*", me.user, 0, me.password)
            c.sipConfig.authCreds.append(credentials)
        c.natConfig.iceEnabled = False
        c.mediaConfig.transportConfig.port = 0
        c.mediaConfig.transportConfig.boundAddress = self._endpoint.config.bind
        c.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_MANDATORY if me.srtp else pj.PJMEDIA_SRTP_DISABLED
        c.mediaConfig.srtpSecureSignaling = 1 if me.srtp and me.transport == "tls" else 0
        return c


def _nowhere(signal: object) -> None:
    """Signals of a call nobody took."""
