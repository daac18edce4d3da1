"""Where a call goes out, and what an incoming call is for."""

import itertools
import uuid

from voicebot.adapters.telephony.account import Invitation
from voicebot.adapters.telephony.wire import AgentConfig
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.ports import CallOrder
from voicebot.errors import BadNumber

# Set by our own Asterisk on calls it brings us.
FLOW_HEADER = "X-Voicebot-Flow"
LANGUAGE_HEADER = "X-Voicebot-Language"  # also set by us, on calls we place through it
CALLED_HEADER = "X-Voicebot-Called"
CALLER_HEADER = "X-Voicebot-Caller"  # "anonymous" where the caller hides
INTERNATIONAL = "00"


class Routes:
    """The outside world as one agent sees it."""

    def __init__(self, config: AgentConfig) -> None:
        self._config = config
        self._turn = itertools.count(config.index)  # agents begin at different gateways

    def uris(self, target: str) -> tuple[str, ...]:
        """The SIP URIs to try, in order; empty if there is nowhere to send the call."""
        if target.lower().startswith(("sip:", "sips:")):
            return (target,)
        if not self._may_be_dialled(target):
            return ()
        identity, gateways = self._config.identity, self._config.gateways
        if not self._config.direct:
            return (identity.uri(target),)
        if not gateways:
            return ()
        first = next(self._turn) % len(gateways)
        return tuple(identity.uri(target, host) for host in gateways[first:] + gateways[:first])

    def headers(self, order: CallOrder) -> dict[str, str]:
        """What goes into the INVITE beside the standard headers."""
        if not self._config.direct:
            return {LANGUAGE_HEADER: order.language}
        if order.caller_id:
            return {"P-Asserted-Identity": f"<sip:{order.caller_id}@{self._config.endpoint.bind}>"}
        return {}

    def _may_be_dialled(self, target: str) -> bool:
        """Asterisk refuses other prefixes too, but its answer reads like a person's refusal."""
        prefixes = self._config.prefixes
        return not prefixes or target.startswith(prefixes)

    def order_for(self, invitation: Invitation) -> CallOrder:
        """What to do with an incoming call.

        Our own headers are believed only where our Asterisk alone can reach us; without them, the
        called number says the flow.
        """
        config = self._config
        told = (lambda _: None) if config.direct else invitation.header
        called = told(CALLED_HEADER) or invitation.called
        flow, _, language = (told(FLOW_HEADER) or self._flow_of(called)).partition(":")
        number = e164(told(CALLER_HEADER) or invitation.caller)
        return CallOrder(
            attempt_id=str(uuid.uuid4()),
            direction="inbound",
            target=called,
            number=number.e164 if number else None,
            flow=flow.strip(),
            language=told(LANGUAGE_HEADER) or language.strip() or config.default_language,
            purpose=Purpose.TRANSACTIONAL,
            zone=next(iter(number.time_zones), "UTC") if number else "UTC",
            ring_timeout_s=config.ring_timeout_s,
            max_call_s=config.max_call_s,
        )

    def _flow_of(self, called: str) -> str:
        incoming = self._config.incoming
        return incoming.get(called) or incoming.get(f"+{called}") or self._config.default_flow


def e164(user: str | None) -> PhoneNumber | None:
    """A caller's number as SIP carries it; None where it is no number of the world's plan.

    Without a plus, digits are taken for an international number only if that number exists.
    """
    if not user or not user.strip("+").isdigit():
        return None
    international = user.startswith(("+", INTERNATIONAL))
    text = user if user.startswith("+") else f"+{user.removeprefix(INTERNATIONAL)}"
    try:
        number = PhoneNumber.parse(text)
    except BadNumber:
        return None
    return number if international or number.is_valid else None
