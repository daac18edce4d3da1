"""How the network says a call attempt ended."""

from dataclasses import dataclass
from enum import StrEnum


class NetworkResult(StrEnum):
    """The network's word on one attempt; adapters/telephony/causes.py reads it from the codes."""

    ANSWERED = "ANSWERED"
    BUSY = "BUSY"
    NO_ANSWER = "NO_ANSWER"
    NO_USER_RESPONSE = "NO_USER_RESPONSE"
    REJECTED = "REJECTED"
    INVALID_NUMBER = "INVALID_NUMBER"
    NUMBER_CHANGED = "NUMBER_CHANGED"
    UNWANTED = "UNWANTED"
    BLOCKED_BY_ANALYTICS = "BLOCKED_BY_ANALYTICS"
    CONGESTION = "CONGESTION"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Cause:
    """A hang-up's cause with the raw codes it was read from; None where none was received."""

    result: NetworkResult
    sip_code: int | None = None
    q850: int | None = None
