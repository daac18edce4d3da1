"""Opt-outs, and the names of every reason not to call."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from voicebot.contacts.number import PhoneNumber

EVIDENCE_LEAD_S = 10.0
"""An opt-out's evidence begins so long before its words, and goes on to the call's end."""


class OptOutScope(StrEnum):
    """How far an opt-out reaches; an ambiguous one over the telephone means SELLER."""

    CAMPAIGN = "CAMPAIGN"
    PURPOSE = "PURPOSE"
    CHANNEL = "CHANNEL"
    SELLER = "SELLER"
    GLOBAL = "GLOBAL"


class SuppressionReason(StrEnum):
    """Why a call is not placed; several may apply at once and all are reported."""

    NO_CONSENT = "NO_CONSENT"
    CONSENT_EXPIRED = "CONSENT_EXPIRED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    INTERNAL_DNC = "INTERNAL_DNC"
    EXTERNAL_DNC = "EXTERNAL_DNC"
    OPERATOR_OPT_OUT = "OPERATOR_OPT_OUT"
    REASSIGNED_NUMBER = "REASSIGNED_NUMBER"
    WRONG_NUMBER = "WRONG_NUMBER"
    INVALID_NUMBER = "INVALID_NUMBER"
    QUIET_HOURS = "QUIET_HOURS"
    HOLIDAY = "HOLIDAY"
    TIMEZONE_UNKNOWN = "TIMEZONE_UNKNOWN"
    FREQUENCY_CAP = "FREQUENCY_CAP"
    REFUSAL_COOLDOWN = "REFUSAL_COOLDOWN"
    CROSS_CHANNEL_DUPLICATE = "CROSS_CHANNEL_DUPLICATE"
    OPEN_COMPLAINT = "OPEN_COMPLAINT"
    PREDICTED_ANNOYANCE = "PREDICTED_ANNOYANCE"
    PREDICTED_NON_RESPONSE = "PREDICTED_NON_RESPONSE"
    IDENTITY_UNCERTAIN = "IDENTITY_UNCERTAIN"
    ABANDON_RATE_CEILING = "ABANDON_RATE_CEILING"
    JURISDICTION_BAN = "JURISDICTION_BAN"
    LEGAL_HOLD = "LEGAL_HOLD"
    MANUAL = "MANUAL"


class OptOutSource(StrEnum):
    """By which way an opt-out reached us."""

    SPOKEN = "SPOKEN"
    KEY = "KEY"
    INCOMING_CALL = "INCOMING_CALL"
    WRITTEN = "WRITTEN"
    PAGE = "PAGE"  # on the page for people who are called, after they proved their number
    IMPORT = "IMPORT"
    SUPERVISOR = "SUPERVISOR"
    RECOVERED = "RECOVERED"  # found when a call whose agent died was heard again


@dataclass(frozen=True, slots=True)
class OptOut:
    """A person's demand that calls stop, as it is written down.

    `optout_id` is made by whoever creates it (UUID text), so that saving twice saves once.
    `at` is aware. `evidence` is a path relative to the data directory, or None where there is none.
    """

    optout_id: str
    number: PhoneNumber
    scope: OptOutScope
    source: OptOutSource
    at: datetime
    reason: str
    words: str | None = None
    confidence: float | None = None
    refusal_kind: str | None = None
    attempt_id: str | None = None
    campaign_id: str | None = None
    purpose: str | None = None
    evidence: str | None = None


class Demand(Protocol):
    """What an opt-out says of its reach."""

    @property
    def scope(self) -> str:
        """An OptOutScope."""
        ...

    @property
    def campaign_id(self) -> str | None:
        """Of the scope CAMPAIGN."""
        ...

    @property
    def purpose(self) -> str | None:
        """Of the scope PURPOSE."""
        ...


def covers(optout: Demand, campaign_id: str | None, purpose: str) -> bool:
    """True if the opt-out forbids a call in this campaign for this purpose.

    One without its campaign or purpose forbids all.
    """
    match optout.scope:
        case OptOutScope.CAMPAIGN:
            return optout.campaign_id in (None, campaign_id)
        case OptOutScope.PURPOSE:
            return optout.purpose in (None, purpose)
        case _:
            return True


def optout_id_of_call(attempt_id: str) -> str:
    """The id of the person's opt-out on a call, so that one found again is saved once.

    It stays in the journal for good, so nothing of the number is in it.
    """
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"opt-out on {attempt_id}"))
