"""The only place where parts are wired together.

`office` opens what one installation keeps; `lines` starts the agent processes; `conversations` is
what runs inside each of them.
"""

from voicebot.bootstrap.campaigns import ScheduledCampaigns, campaign_status, create_campaign
from voicebot.bootstrap.chores import daily_chores, frequent_chores
from voicebot.bootstrap.code_calls import CodeCalls
from voicebot.bootstrap.intake import LINKED_AT_ONCE, import_contacts
from voicebot.bootstrap.lines import lines
from voicebot.bootstrap.nightly import nightly_chores
from voicebot.bootstrap.office import Office, SystemClock, office
from voicebot.bootstrap.switchboard import Switchboard

__all__ = [
    "LINKED_AT_ONCE",
    "CodeCalls",
    "Office",
    "ScheduledCampaigns",
    "Switchboard",
    "SystemClock",
    "campaign_status",
    "create_campaign",
    "daily_chores",
    "frequent_chores",
    "import_contacts",
    "lines",
    "nightly_chores",
    "office",
]
