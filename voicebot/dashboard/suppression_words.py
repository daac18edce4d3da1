"""Ways and scopes of opt-outs in words for the pages."""

from voicebot.contacts.suppression import OptOutSource
from voicebot.dashboard.languages import mark

SOURCES: dict[str, str] = {
    OptOutSource.SPOKEN: mark("said on the telephone"),
    OptOutSource.KEY: mark("pressed a key"),
    OptOutSource.INCOMING_CALL: mark("called us"),
    OptOutSource.WRITTEN: mark("wrote to us"),
    OptOutSource.PAGE: mark("on the page for people called"),
    OptOutSource.IMPORT: mark("from a list"),
    OptOutSource.SUPERVISOR: mark("entered by a supervisor"),
}
"""By which way an opt-out reached us."""
