"""What the network's codes say: SIP final code and Q.850 cause to one NetworkResult.

The pairs follow RFC 3398 section 8.2.6.1 (ISUP causes and SIP codes), RFC 8197 (607), RFC 8688
(608) and RFC 6432 (Q.850 in the Reason header).
"""

from voicebot.conversation.network import Cause, NetworkResult

R = NetworkResult

# These codes mean one thing whatever cause comes along.
PLAIN_SIP: dict[int, NetworkResult] = {
    410: R.NUMBER_CHANGED,
    484: R.INVALID_NUMBER,
    485: R.INVALID_NUMBER,
    486: R.BUSY,
    600: R.BUSY,
    603: R.REJECTED,
    604: R.INVALID_NUMBER,
    607: R.UNWANTED,
    608: R.BLOCKED_BY_ANALYTICS,
}

# The telephone network's own word; it decides where the SIP code is a general one.
Q850: dict[int, NetworkResult] = {
    1: R.INVALID_NUMBER,  # unallocated number
    2: R.FAILED,  # no route to the network
    3: R.FAILED,  # no route to the destination
    17: R.BUSY,
    18: R.NO_USER_RESPONSE,
    19: R.NO_ANSWER,
    20: R.NO_USER_RESPONSE,  # subscriber absent
    21: R.REJECTED,
    22: R.NUMBER_CHANGED,
    28: R.INVALID_NUMBER,  # invalid number format
    34: R.CONGESTION,  # no circuit
    38: R.CONGESTION,  # network out of order
    41: R.CONGESTION,  # temporary failure
    42: R.CONGESTION,  # switching equipment congestion
    44: R.CONGESTION,  # requested circuit not available
    47: R.CONGESTION,  # resource unavailable
}

# Used where no cause came, or one that says nothing (16 normal clearing, 31, 127 interworking).
GENERAL_SIP: dict[int, NetworkResult] = {
    301: R.NUMBER_CHANGED,
    404: R.INVALID_NUMBER,
    408: R.NO_USER_RESPONSE,
    429: R.CONGESTION,
    480: R.NO_ANSWER,
    487: R.NO_ANSWER,  # cancelled while it rang
    503: R.CONGESTION,
    504: R.CONGESTION,
}


def read_cause(sip_code: int | None, q850: int | None, *, answered: bool = False) -> Cause:
    """Exactly one result for any pair; the raw codes stay in the Cause.

    `answered` is true once the call was answered: whatever ended it then, it was ANSWERED.
    """
    if answered:
        return Cause(R.ANSWERED, sip_code, q850)
    plain = PLAIN_SIP.get(sip_code or 0)
    by_network = Q850.get(q850 or 0)
    general = GENERAL_SIP.get(sip_code or 0)
    return Cause(plain or by_network or general or R.FAILED, sip_code, q850)
