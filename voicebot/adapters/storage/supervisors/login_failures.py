"""Logins that failed: after too many, a name or an address has to wait."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import LoginFailureRow
from voicebot.conversation.ports import Clock

WINDOW = timedelta(minutes=15)
MOST_BY_NAME = 5
MOST_BY_ADDRESS = 20
"""Failures within the window from which on nobody is let in: a person mistypes a few times, a
program tries many names from one address or one name from many."""


class LoginFailures:
    """Counts failures by name and by address."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def waits_until(self, name: str, address: str) -> datetime | None:
        """When this name may be tried again from this address; None: now."""
        since = self._clock.now() - WINDOW
        counted = (
            (LoginFailureRow.who_sha256 == _who(name), MOST_BY_NAME),
            (LoginFailureRow.address == address, MOST_BY_ADDRESS),
        )
        with self._database.read() as session:
            found = [
                session.execute(
                    select(func.count().label("tries"), func.min(LoginFailureRow.at)).where(
                        which, LoginFailureRow.at > since
                    )
                ).one()
                for which, _ in counted
            ]
        waiting = [
            row[1] + WINDOW for row, (_, most) in zip(found, counted, strict=True) if row[0] >= most
        ]
        return max(waiting, default=None)

    def note(self, name: str, address: str) -> None:
        """One more; those of long ago are forgotten."""
        now = self._clock.now()
        with self._database.write() as session:
            session.execute(delete(LoginFailureRow).where(LoginFailureRow.at < now - WINDOW))
            session.add(LoginFailureRow(who_sha256=_who(name), address=address[:64], at=now))

    def forget(self, name: str) -> None:
        """The name logged in."""
        with self._database.write() as session:
            session.execute(delete(LoginFailureRow).where(LoginFailureRow.who_sha256 == _who(name)))


def _who(name: str) -> str:
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()
