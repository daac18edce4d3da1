"""What a token may do."""

from enum import StrEnum


class Scope(StrEnum):
    """One right of a program."""

    CALLS_READ = "calls:read"  # how calls ended; persons masked
    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    CHECKS = "checks"  # ask whether a number may be called
    CONSENTS_READ = "consents:read"
    CONSENTS_WRITE = "consents:write"
    CONTACTS_READ = "contacts:read"
    CONTACTS_WRITE = "contacts:write"
    ERASURES_ASK = "erasures:ask"  # supervisors erase, programs only ask for it
    EXPORTS = "exports"
    FEEDBACK_READ = "feedback:read"
    FEEDBACK_WRITE = "feedback:write"
    OPT_OUTS_READ = "opt-outs:read"
    OPT_OUTS_WRITE = "opt-outs:write"
    PERSONS_READ = "persons:read"  # of calls: numbers, names and words, not masked
    RECORDINGS_READ = "recordings:read"
    WEBHOOKS = "webhooks"
