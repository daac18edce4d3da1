"""Everything that is kept of supervisors, together."""

from dataclasses import dataclass

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.supervisors.asked_of_two import TwoPersonRequests
from voicebot.adapters.storage.supervisors.login_failures import LoginFailures
from voicebot.adapters.storage.supervisors.notes import Notes
from voicebot.adapters.storage.supervisors.saved_views import SavedViews
from voicebot.adapters.storage.supervisors.sessions import Sessions
from voicebot.adapters.storage.supervisors.users import Users
from voicebot.conversation.ports import Clock


@dataclass(frozen=True, slots=True)
class Supervisors:
    """Their accounts, and what they keep."""

    users: Users
    sessions: Sessions
    failures: LoginFailures
    views: SavedViews
    notes: Notes
    of_two: TwoPersonRequests

    @classmethod
    def over(cls, database: Database, clock: Clock) -> "Supervisors":
        """On this database."""
        return cls(
            users=Users(database, clock),
            sessions=Sessions(database, clock),
            failures=LoginFailures(database, clock),
            views=SavedViews(database, clock),
            notes=Notes(database, clock),
            of_two=TwoPersonRequests(database, clock),
        )
