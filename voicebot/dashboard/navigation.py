"""The pages in the order of the menu."""

from dataclasses import dataclass

from voicebot.dashboard.languages import mark
from voicebot.dashboard.roles import Permission


@dataclass(frozen=True, slots=True)
class Item:
    """A page in the menu, for whoever has the permission; `icon` names one of icons.jinja."""

    path: str
    label: str
    permission: Permission
    icon: str


NAVIGATION = (
    Item("/now", mark("Now"), Permission.SEE_CALLS, "now"),
    Item("/calls", mark("Calls"), Permission.SEE_CALLS, "calls"),
    Item("/review", mark("Review"), Permission.CORRECT, "review"),
    Item("/numbers", mark("Numbers"), Permission.SEE_PERSONS, "numbers"),
    Item("/opt-outs", mark("Opt-outs"), Permission.SEE_OPT_OUTS, "opt-outs"),
    Item("/campaigns", mark("Campaigns"), Permission.SEE_CALLS, "campaigns"),
    Item("/quality", mark("Quality"), Permission.SEE_CALLS, "quality"),
    Item("/journal", mark("Journal"), Permission.SEE_JOURNAL, "journal"),
    Item("/settings", mark("Settings"), Permission.SEE_SETTINGS, "settings"),
)
