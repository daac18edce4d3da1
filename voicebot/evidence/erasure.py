"""Erasing a person: who must agree, when it is refused, and what of each record may stay.

GDPR 17, and 17(3)(b), (e) for what is kept: the fact of the call without the person, and a keyed
hash of the number for the duty never to call it again.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicebot.contacts.suppression import SuppressionReason
from voicebot.errors import BadInput, NotAllowed
from voicebot.evidence.parting import part_call

PSEUDONYM = "#"
"""What stands in the place of an erased number begins with this, so it is never a number."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The two who answer for an erasure, by login or role, and why; no names of persons erased."""

    by: str
    confirmed_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Holds:
    """What stands against erasing a person now."""

    open_complaints: int = 0
    legal_holds: int = 0
    open_calls: int = 0


def agree(by: str, confirmed_by: str, reason: str) -> Agreed:
    """Two different people and a reason. Raises BadInput."""
    by, confirmed_by, reason = by.strip(), confirmed_by.strip(), reason.strip()
    if not reason:
        raise BadInput("a person is erased only for a reason", "give one with --reason")
    if not by or not confirmed_by or by.casefold() == confirmed_by.casefold():
        raise BadInput(
            "an erasure cannot be taken back, so two different people answer for it",
            "name them with --by and --confirmed-by",
        )
    return Agreed(by, confirmed_by, reason)


def require_free(holds: Holds) -> None:
    """Raises NotAllowed while a complaint, a legal hold or a call is open."""
    if holds.open_complaints:
        raise NotAllowed(
            "a complaint of this person is open, and its evidence must be kept until then",
            (SuppressionReason.OPEN_COMPLAINT,),
            "resolve the complaint first",
        )
    if holds.legal_holds:
        raise NotAllowed(
            "a legal hold lies on what is kept of this person",
            (SuppressionReason.LEGAL_HOLD,),
            "erase them when the hold has ended",
        )
    if holds.open_calls:
        raise NotAllowed("a call with this person is under way", (), "erase them when it has ended")


def keyed_hash(key: bytes, number: str) -> str:
    """HMAC-SHA256 of a number in E.164, 64 hex digits: without the key it tells nothing."""
    return hmac.digest(key, number.encode(), "sha256").hex()


def pseudonym(hashed: str) -> str:
    """What stands in the place of an erased number, 16 characters, the same in every table."""
    return PSEUDONYM + hashed[:15]


def open_record(record: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What stays of a call's record: how it went, without who it was and what was said."""
    if not record:
        return None
    opened = part_call(record)[0]
    if opened["opt_out"]:
        opened["opt_out"] |= {"number": "", "words": "", "evidence": None}
    return opened | {"target": "", "keys": "", "transcript": [], "recording": None}
