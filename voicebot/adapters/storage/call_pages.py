"""One call, with everything that its page shows."""

from pathlib import Path

from voicebot.adapters.storage.database import Database


class CallPages:
    """Reads one call from the database and from its folder."""

    def __init__(self, database: Database, home: Path) -> None:
        self._database = database
        self._home = home
