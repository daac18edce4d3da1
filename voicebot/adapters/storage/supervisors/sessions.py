"""Sessions: from login to logout, a time without a request, or the end of a working day."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.supervisors.users import SECRET_BYTES, User, from_row, hashed
from voicebot.adapters.storage.tables import SessionRow, UserRow
from voicebot.conversation.ports import Clock
from voicebot.evidence.kinds import Kind

IDLE = timedelta(hours=2)
LASTS = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last request is remembered: calls write to the same database."""


class Sessions:
    """Opens sessions, knows them again, ends them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, user: User) -> str:
        """The secret of a new session, kept nowhere here. The login is journalled."""
        secret, now = secrets.token_urlsafe(SECRET_BYTES), self._clock.now()
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(_over(now)))
            session.add(
                SessionRow(
                    session_sha256=hashed(secret),
                    user_id=user.user_id,
                    begun_at=now,
                    seen_at=now,
                )
            )
            Chain(session).append(now, Kind.LOGIN, {"user_id": user.user_id, "user": user.name})
        return secret

    def user_of(self, secret: str, *, counts: bool = True) -> User | None:
        """Whose session this is, while it and the account are open.

        A request that `counts` keeps it from being idle; a page that renews itself does not.
        """
        now = self._clock.now()
        with self._database.read() as session:
            query = (
                select(SessionRow, UserRow)
                .join(UserRow, UserRow.user_id == SessionRow.user_id)
                .where(SessionRow.session_sha256 == hashed(secret), UserRow.disabled_at.is_(None))
            )
            found = session.execute(query).first()
            if found is None or _is_over(found[0], now):
                return None
            seen_at, user = found[0].seen_at, from_row(found[1])
        if counts and now - seen_at >= NOTED_EVERY:
            self._note(secret, now)
        return user

    def end(self, secret: str) -> None:
        """It opens nothing any more."""
        with self._database.write() as session:
            ended = delete(SessionRow).where(SessionRow.session_sha256 == hashed(secret))
            session.execute(ended)

    def end_all(self, user_id: str) -> None:
        """Every session of a user ends."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))

    def _note(self, secret: str, now: datetime) -> None:
        this = SessionRow.session_sha256 == hashed(secret)
        whose = select(SessionRow.user_id).where(this).scalar_subquery()
        with self._database.write() as session:
            session.execute(update(SessionRow).where(this).values(seen_at=now))
            session.execute(update(UserRow).where(UserRow.user_id == whose).values(seen_at=now))


def _is_over(row: SessionRow, now: datetime) -> bool:
    return now - row.seen_at > IDLE or now - row.begun_at > LASTS


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(SessionRow.seen_at < now - IDLE, SessionRow.begun_at < now - LASTS)
