"""What each role may do, in one table."""

from enum import StrEnum


class Role(StrEnum):
    """What a supervisor is here; each of the lower two may do less than the next."""

    VIEWER = "viewer"  # sees how things go, and no person
    SUPERVISOR = "supervisor"  # works with calls and the people called
    COMPLIANCE = "compliance"  # answers for the grounds: journal, exports, erasure
    ADMIN = "admin"  # runs the installation: users, settings, tokens


class Permission(StrEnum):
    """One thing that a page lets somebody see or do; every route names one."""

    SEE_CALLS = "see calls"  # now, calls, campaigns, quality; persons masked
    SEE_PERSONS = "see persons"  # numbers, names and words unmasked
    HEAR = "hear"  # recordings, live calls
    STEER_CALLS = "steer calls"  # hang up, take over
    CORRECT = "correct"  # outcomes, notes, review
    RUN_CAMPAIGNS = "run campaigns"
    SEE_OPT_OUTS = "see opt-outs"
    ADD_OPT_OUTS = "add opt-outs"
    LIFT_OPT_OUTS = "lift opt-outs"
    IMPORT_REGISTRIES = "import registries"
    EXPORT = "export"
    SEE_JOURNAL = "see journal"
    ERASE = "erase"
    SEE_SETTINGS = "see settings"
    MANAGE_USERS = "manage users"
    MANAGE_MODELS = "manage models"  # thresholds, which model is in force
    OWN_PROFILE = "own profile"


_V, _S, _C, _A = Role.VIEWER, Role.SUPERVISOR, Role.COMPLIANCE, Role.ADMIN

GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.SEE_CALLS: frozenset({_V, _S, _C, _A}),
    Permission.SEE_PERSONS: frozenset({_S, _C, _A}),
    Permission.HEAR: frozenset({_S, _C, _A}),
    Permission.STEER_CALLS: frozenset({_S, _C, _A}),
    Permission.CORRECT: frozenset({_S, _C, _A}),
    Permission.RUN_CAMPAIGNS: frozenset({_S, _C, _A}),
    Permission.SEE_OPT_OUTS: frozenset({_V, _S, _C, _A}),
    Permission.ADD_OPT_OUTS: frozenset({_S, _C, _A}),
    Permission.LIFT_OPT_OUTS: frozenset({_C}),
    Permission.IMPORT_REGISTRIES: frozenset({_C, _A}),
    Permission.EXPORT: frozenset({_C, _A}),
    Permission.SEE_JOURNAL: frozenset({_C, _A}),
    Permission.ERASE: frozenset({_C}),
    Permission.SEE_SETTINGS: frozenset({_C, _A}),
    Permission.MANAGE_USERS: frozenset({_A}),
    Permission.MANAGE_MODELS: frozenset({_C, _A}),
    Permission.OWN_PROFILE: frozenset({_V, _S, _C, _A}),
}
"""Who has which permission."""


def may(role: Role, permission: Permission) -> bool:
    """True if the role has the permission."""
    return role in GRANTS[permission]
