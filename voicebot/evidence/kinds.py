"""Every kind of journal record; `docs/journal.md` says what is open and what is personal."""

from enum import StrEnum


class Kind(StrEnum):
    """What a record is about."""

    DECISION = "decision"
    OUTCOME = "outcome"
    CONSENT = "consent"
    OPTOUT = "optout"
    OPTOUT_LIFTED = "optout_lifted"
    CORRECTION = "correction"
    CALL_CORRECTED = "call_corrected"
    LEFT_ALONE_LIFTED = "left_alone_lifted"
    IMPORT = "import"
    HISTORY = "history"
    CAMPAIGN = "campaign"
    SETTINGS = "settings"
    LOOK = "look"
    STEERED = "steered"
    PERSON = "person"
    RELATION = "relation"
    COMPLAINT = "complaint"
    COMPLAINT_RESOLVED = "complaint_resolved"
    FEEDBACK = "feedback"
    REGISTRY = "registry"
    ERASURE = "erasure"
    RETENTION = "retention"
    API_TOKEN = "api_token"
    API_TOKEN_REVOKED = "api_token_revoked"
    USER = "user"
    LOGIN = "login"
