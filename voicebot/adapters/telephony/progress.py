"""How far a call has come, and what may be said of its end."""

from dataclasses import dataclass

from voicebot.adapters.telephony.causes import read_cause
from voicebot.adapters.telephony.messages import q850_cause
from voicebot.conversation.network import Cause, NetworkResult

UNREACHED = (0, 502, 503)  # nothing came, a bad gateway, a service that is away (RFC 3261 21.5)


@dataclass(slots=True)
class Progress:
    """What one call has been through."""

    outbound: bool
    heard_back: bool = False  # any response to our INVITE, even 100
    rang: bool = False
    audible: bool = False  # audio has flowed
    early: bool = False
    confirmed: bool = False
    answered_told: bool = False
    by_us: bool = False
    timed_out: bool = False
    transferring: bool = False
    over: bool = False
    q850: int | None = None  # the cause we hung up with

    def unreached(self, code: int) -> bool:
        """True if the gateway let nothing through, so that another may be tried.

        A call that we hung up ourselves is not tried elsewhere; one that was given up because
        nothing came back is. `code` is the final SIP code, 0 for none.
        """
        if self.rang or self.audible:
            return False
        if self.by_us or self.timed_out:
            return self.timed_out and not self.heard_back
        return code in UNREACHED

    def cause(self, code: int, message: str) -> Cause:
        """Why it ended: `code` is the final SIP code, 0 for none; `message` the one it came in."""
        heard = q850_cause(message)
        if self.confirmed:
            return read_cause(200, self.q850 if self.by_us else heard, answered=True)
        if self.timed_out and code != 200:
            result = NetworkResult.NO_ANSWER if self.heard_back else NetworkResult.FAILED
            return Cause(result, code or None, heard)
        return read_cause(code or None, heard)
