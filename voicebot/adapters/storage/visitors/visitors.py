"""Everything that is kept of persons who look up what is kept of them, together."""

from dataclasses import dataclass

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.visitors.requests import CodeRequests
from voicebot.adapters.storage.visitors.visits import Visits
from voicebot.conversation.ports import Clock
from voicebot.settings import Settings


@dataclass(frozen=True, slots=True)
class Visitors:
    """The codes they ask for, and their visits."""

    requests: CodeRequests
    visits: Visits

    @classmethod
    def over(cls, database: Database, clock: Clock, settings: Settings) -> "Visitors":
        """On this database."""
        home = settings.home
        return cls(
            requests=CodeRequests(database, clock, home, settings.codes_per_hour),
            visits=Visits(database, clock, home),
        )
