"""Consents: who may be reached for what, by which channel, on which legal basis."""

from enum import StrEnum


class Channel(StrEnum):
    """By what a notice reaches a person."""

    VOICE = "VOICE"
    SMS = "SMS"
    EMAIL = "EMAIL"
    MESSENGER = "MESSENGER"
    POST = "POST"
    PAGE = "PAGE"  # by which a person reaches us; nothing is sent by it


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


class ConsentSource(StrEnum):
    """By which way a word about a consent reached the books."""

    VOICE = "VOICE"
    KEY = "KEY"
    PAGE = "PAGE"
    WRITTEN = "WRITTEN"
    API = "API"
    FILE = "FILE"
    SUPERVISOR = "SUPERVISOR"
    OPT_OUT = "OPT_OUT"  # an opt-out ended it
    EXPIRY = "EXPIRY"  # its time ran out
    RELATION = "RELATION"  # the relationship ended
    LEDGER = "LEDGER"  # the ledger had the person's later word when it came in


class Flaw(StrEnum):
    """What makes a consent void from its first moment (GDPR 4(11), 7(2), 7(4); 47 CFR 64.1200)."""

    PRE_TICKED = "PRE_TICKED"
    BUNDLED = "BUNDLED"
    CONDITION_OF_SERVICE = "CONDITION_OF_SERVICE"


class Relation(StrEnum):
    """How a person on a list stands to the seller."""

    CUSTOMER = "CUSTOMER"
    ENDED = "ENDED"  # no marketing any more
    UNCONFIRMED = "UNCONFIRMED"  # gets nothing but the confirmation
    STRANGER = "STRANGER"  # on no list of ours
