"""An agent process: one SIP endpoint, and a thread for each conversation it holds.

The main thread is the endpoint's; orders come from the coordinator through `obey`.
"""

import logging
import threading
import time
from queue import SimpleQueue

from voicebot.adapters.telephony import wire
from voicebot.adapters.telephony.account import Invitation, SipAccount
from voicebot.adapters.telephony.endpoint import SipEndpoint
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.adapters.telephony.outbox import Outbox
from voicebot.adapters.telephony.routes import Routes
from voicebot.adapters.telephony.watch import Limits
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import (
    CallOrder,
    Deliver,
    Frame,
    LegAnswered,
    LegEarlyMedia,
    LegEnded,
    LegRinging,
    LegTransfer,
    Signal,
    SupervisorEnds,
    SupervisorTakes,
)
from voicebot.errors import RegistrationFailed, VoicebotError

log = logging.getLogger(__name__)

BEAT_S = 1.0
REGISTER_PATIENCE_S = 6.0  # at start, the server has so long to answer
LINE_PATIENCE_S = 1.0  # a line whose BYE is still under way has so long to become free
LAST_WORDS_PATIENCE_S = 20.0  # conversations may finish recognising what was said before the end
REFUSALS = (401, 403, 404, 407)  # the registrar knows us not, or not by this password

STATES: dict[type, str] = {
    LegRinging: "ringing",
    LegEarlyMedia: "early media",
    LegAnswered: "answered",
    LegTransfer: "transferred",
    LegEnded: "ended",
}


class Agent:
    """Runs in its own process; `run` returns when it is told to shut down."""

    def __init__(self, config: wire.AgentConfig, converse: wire.Converse, outbox: Outbox) -> None:
        self._config = config
        self._converse = converse
        self._outbox = outbox
        self._routes = Routes(config)
        self._endpoint = SipEndpoint(config.endpoint)
        self._account: SipAccount
        self._threads: set[threading.Thread] = set()
        self._inboxes: dict[str, SimpleQueue[Signal]] = {}
        self._ready = False
        self._problem: VoicebotError | None = None

    def run(self) -> None:
        """Serve. Raises PortTaken, RegistrationFailed or TelephonyError if it cannot begin."""
        self._endpoint.start()
        config = self._config
        self._account = SipAccount(
            self._endpoint,
            config.identity,
            self._incoming,
            self._registration,
            Limits.for_order(config.ring_timeout_s, config.max_call_s),
        )
        if config.direct:
            self._announce()
        else:
            self._endpoint.later(REGISTER_PATIENCE_S, self._no_answer)
        self._beat()
        self._endpoint.run()
        self._finish_conversations()
        if self._problem is not None:
            raise self._problem

    # --- any thread ------------------------------------------------------------------------

    def obey(self, command: object) -> None:
        """Carry out a command of the coordinator."""
        match command:
            case wire.Place(order):
                self._inboxes[order.attempt_id] = SimpleQueue()
                until = time.monotonic() + LINE_PATIENCE_S
                self._endpoint.post(lambda: self._place(order, until))
            case wire.HangUp(attempt_id, user):
                self._tell_call(attempt_id, SupervisorEnds(user))
            case wire.TransferTo(attempt_id, extension, user):
                self._tell_call(attempt_id, SupervisorTakes(user, extension))
            case wire.HangUpAll():
                self._endpoint.post(self._hang_up_all)
            case wire.Shutdown():
                self.stop()

    def _tell_call(self, attempt_id: str, signal: Signal) -> None:
        """To the call's own thread, in turn with all else that happens to it."""
        inbox = self._inboxes.get(attempt_id)
        if inbox is not None:
            inbox.put(signal)

    def stop(self) -> None:
        """End every call and let `run` return."""
        self._endpoint.stop()

    # --- the endpoint's thread -------------------------------------------------------------

    def _place(self, order: CallOrder, until: float) -> None:
        if len(self._endpoint.calls) >= self._endpoint.capacity or self._endpoint.stopping:
            if time.monotonic() < until and not self._endpoint.stopping:
                self._endpoint.later(0.05, lambda: self._place(order, until))
                return
            self._inboxes.pop(order.attempt_id, None)
            self._outbox.put(wire.Refused(order.attempt_id))
            return
        leg = self._account.leg()
        deliver = self._begin(order, leg)
        uris = self._routes.uris(order.target)
        if not uris:
            log.error("no gateway is set, or the number begins with no prefix that may be dialled")
            deliver(LegEnded(Cause(NetworkResult.FAILED), by_us=True))
            return
        limits = Limits.for_order(order.ring_timeout_s, order.max_call_s)
        self._account.place(leg, uris, deliver, limits, self._routes.headers(order))

    def _incoming(self, invitation: Invitation, leg: SipLeg) -> Deliver | None:
        if not self._ready or len(self._endpoint.calls) >= self._endpoint.capacity:
            return None
        order = self._routes.order_for(invitation)
        self._outbox.put(wire.Incoming(order))
        deliver = self._begin(order, leg)
        leg.ring()
        leg.answer()
        return deliver

    def _begin(self, order: CallOrder, leg: SipLeg) -> Deliver:
        """Start the conversation's thread; returns where its signals go."""
        outbox, attempt_id = self._outbox, order.attempt_id
        inbox = self._inboxes.setdefault(attempt_id, SimpleQueue())

        def deliver(signal: Signal) -> None:
            inbox.put(signal)
            if signal.__class__ is not Frame and signal.__class__ in STATES:
                outbox.put(wire.Doing(attempt_id, STATES[signal.__class__]))

        thread = threading.Thread(
            target=self._hold, args=(order, leg, inbox), name=f"call-{leg.key}", daemon=True
        )
        self._threads = {t for t in self._threads if t.is_alive()} | {thread}
        thread.start()
        return deliver

    def _hang_up_all(self) -> None:
        for call in list(self._endpoint.calls.values()):
            call.hang_up()

    def _registration(self, sip_code: int, registered: bool) -> None:
        if self._ready:
            self._outbox.put(wire.Registration(sip_code, registered))
        elif registered:
            self._announce()
        elif sip_code in REFUSALS:
            who = f"Asterisk at {self._config.identity.server}"
            self._give_up(f"{who} refused the account's password (SIP {sip_code})")

    def _no_answer(self) -> None:
        if not self._ready:
            self._give_up(f"no Asterisk answers at {self._config.identity.server}")

    def _give_up(self, happened: str) -> None:
        remedy = "see `voicebot pbx status`, and start it with `voicebot pbx up`"
        self._problem = self._problem or RegistrationFailed(happened, remedy)
        self._endpoint.stop()

    def _announce(self) -> None:
        self._ready = True
        addresses = {name: self._endpoint.address(name) for name in self._config.endpoint.ports}
        self._outbox.put(wire.Ready(self._endpoint.capacity, addresses))

    def _beat(self) -> None:
        self._outbox.put(wire.Beat())
        self._endpoint.later(BEAT_S, self._beat)

    def _finish_conversations(self) -> None:
        deadline = time.monotonic() + LAST_WORDS_PATIENCE_S
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    # --- a conversation's thread -----------------------------------------------------------

    def _hold(self, order: CallOrder, leg: SipLeg, inbox: "SimpleQueue[Signal]") -> None:
        failed = ""
        try:
            self._converse(order, leg, inbox)
        except Exception as error:
            log.exception("a conversation broke off; its call is ended")
            failed = f"the conversation broke off by {type(error).__name__}"
        finally:
            self._inboxes.pop(order.attempt_id, None)
            leg.hang_up()
            self._outbox.put(wire.Ended(order.attempt_id, failed))
