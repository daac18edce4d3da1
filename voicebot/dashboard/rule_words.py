"""Roles, permissions and kinds of what is kept in words, marked for translation."""

from voicebot.dashboard.languages import mark
from voicebot.dashboard.roles import Permission, Role
from voicebot.evidence.retention import Kept

ROLES = {
    Role.VIEWER: mark("Viewer"),
    Role.SUPERVISOR: mark("Supervisor"),
    Role.COMPLIANCE: mark("Compliance"),
    Role.ADMIN: mark("Admin"),
}
ROLES_MEAN = {
    Role.VIEWER: mark("sees how things go, and no person"),
    Role.SUPERVISOR: mark("works with calls and the people called"),
    Role.COMPLIANCE: mark("answers for the grounds: journal, exports, erasure"),
    Role.ADMIN: mark("runs the installation: users, settings, registries"),
}
PERMISSIONS = {
    Permission.SEE_CALLS: mark("see calls, campaigns and quality"),
    Permission.SEE_PERSONS: mark("see numbers, names and words"),
    Permission.HEAR: mark("hear recordings and live calls"),
    Permission.STEER_CALLS: mark("end and take over live calls"),
    Permission.CORRECT: mark("correct outcomes, write notes"),
    Permission.RUN_CAMPAIGNS: mark("make, start and pause campaigns"),
    Permission.SEE_OPT_OUTS: mark("see opt-outs"),
    Permission.ADD_OPT_OUTS: mark("enter opt-outs"),
    Permission.LIFT_OPT_OUTS: mark("lift opt-outs"),
    Permission.IMPORT_REGISTRIES: mark("import do-not-call registries"),
    Permission.EXPORT: mark("export"),
    Permission.SEE_JOURNAL: mark("see the journal"),
    Permission.ERASE: mark("erase persons, two together"),
    Permission.SEE_SETTINGS: mark("see settings and rules"),
    Permission.MANAGE_USERS: mark("manage users"),
    Permission.MANAGE_MODELS: mark("put models in force"),
    Permission.OWN_PROFILE: mark("change one's own profile"),
}
KEPT = {
    Kept.OPTOUTS: mark("Opt-outs"),
    Kept.COMPLAINTS: mark("Complaints"),
    Kept.SUPPRESSIONS: mark("Suppressions"),
    Kept.LEFT_ALONE: mark("Persons left alone"),
    Kept.CONSENTS: mark("Consents"),
    Kept.ATTEMPTS: mark("Calls"),
    Kept.JOURNAL: mark("Journal"),
    Kept.AUDIO: mark("Routine recordings"),
}
