"""What a token may do."""

from enum import StrEnum


class Scope(StrEnum):
    """One right of a program."""

    CHECKS = "checks"  # ask whether a number may be called
    CONSENTS_READ = "consents:read"
    CONSENTS_WRITE = "consents:write"
    FEEDBACK_READ = "feedback:read"
    FEEDBACK_WRITE = "feedback:write"
    OPT_OUTS_READ = "opt-outs:read"
    OPT_OUTS_WRITE = "opt-outs:write"
