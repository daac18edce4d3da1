"""Consents: who may be reached for what, by which channel, on which legal basis."""

from enum import StrEnum


class Channel(StrEnum):
    """By what a notice reaches a person."""

    VOICE = "VOICE"
    SMS = "SMS"
    EMAIL = "EMAIL"
    MESSENGER = "MESSENGER"
    POST = "POST"


class LegalBasis(StrEnum):
    """What makes a notice lawful. PEC and PEWC: prior express (written) consent, 47 CFR 64.1200."""

    PEC = "PEC"
    PEWC = "PEWC"
    CONTRACT = "CONTRACT"
    LEGAL_OBLIGATION = "LEGAL_OBLIGATION"
    LEGITIMATE_INTEREST = "LEGITIMATE_INTEREST"
    EXEMPTION = "EXEMPTION"
    EMERGENCY = "EMERGENCY"


class ConsentState(StrEnum):
    """Where a consent stands for one purpose on one channel; only GIVEN permits."""

    NOT_ASKED = "NOT_ASKED"
    REQUESTED = "REQUESTED"
    GIVEN = "GIVEN"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    INVALIDATED = "INVALIDATED"


class Relation(StrEnum):
    """How a person on a list stands to the seller."""

    CUSTOMER = "CUSTOMER"
    ENDED = "ENDED"  # no marketing any more
    UNCONFIRMED = "UNCONFIRMED"  # gets nothing but the confirmation
    STRANGER = "STRANGER"  # on no list of ours
