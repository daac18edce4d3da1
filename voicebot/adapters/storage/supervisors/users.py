"""Supervisors' accounts: made without a password, which a link that opens once sets."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import SessionRow, UserLinkRow, UserRow
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput, NotFound
from voicebot.evidence.kinds import Kind

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
LINK_LASTS = timedelta(hours=24)
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class User:
    """A supervisor. `password` is a hash, empty until one was set; `totp_secret` empty: no TOTP.

    An empty `language` is the browser's, an empty `zone` the installation's.
    """

    user_id: str
    name: str
    role: str
    password: str
    totp_secret: str
    totp_step: int
    language: str
    zone: str
    theme: str
    created_at: datetime
    disabled_at: datetime | None
    seen_at: datetime | None


class Users:
    """Accounts; every change of one is journalled with who made it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, name: str, role: str, by: str) -> User:
        """A new account without a password. Raises BadInput for a name taken or of no use."""
        wanted = name.strip().lower()
        if not NAME.fullmatch(wanted):
            raise BadInput(
                "this is no login name", "use letters a-z, digits, dots, hyphens; at most 64"
            )
        row = UserRow(
            user_id=str(uuid.uuid4()),
            name=wanted,
            role=role,
            password="",
            totp_secret="",
            totp_step=0,
            language="",
            zone="",
            theme="auto",
            created_at=self._clock.now(),
        )
        try:
            with self._database.write() as session:
                session.add(row)
                session.flush()
                self._journal(session, row.user_id, wanted, "added", by, role=role)
                return from_row(row)
        except IntegrityError as error:
            raise BadInput("there is a user of this name", "choose another name") from error

    def every(self) -> list[User]:
        """All of them, by name."""
        with self._database.read() as session:
            return [
                from_row(row) for row in session.scalars(select(UserRow).order_by(UserRow.name))
            ]

    def named(self, name: str) -> User | None:
        """The one of this login name, disabled or not."""
        with self._database.read() as session:
            query = select(UserRow).where(UserRow.name == name.strip().lower())
            row = session.scalars(query).first()
            return None if row is None else from_row(row)

    def get(self, user_id: str) -> User:
        """By id. Raises NotFound."""
        with self._database.read() as session:
            return from_row(_required(session, user_id))

    def anybody_can_log_in(self) -> bool:
        """False until the first account has a password."""
        with self._database.read() as session:
            ready = select(func.count()).where(
                UserRow.password != "", UserRow.disabled_at.is_(None)
            )
            return session.scalars(ready).one() > 0

    def set_role(self, user_id: str, role: str, by: str) -> User:
        """Raises NotFound, BadInput where nobody would be left who may make users."""
        with self._changing(user_id, f"became {role}", by) as (session, row):
            row.role = role
            session.flush()
            _require_an_admin(session)
            return from_row(row)

    def disable(self, user_id: str, by: str) -> User:
        """The account opens nothing from now on; sessions and links end. Raises as `set_role`."""
        with self._changing(user_id, "disabled", by) as (session, row):
            row.disabled_at = row.disabled_at or self._clock.now()
            session.flush()
            _require_an_admin(session)
            session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
            session.execute(delete(UserLinkRow).where(UserLinkRow.user_id == user_id))
            return from_row(row)

    def enable(self, user_id: str, by: str) -> User:
        """The account opens again, with the password it had. Raises NotFound."""
        with self._changing(user_id, "enabled", by) as (_, row):
            row.disabled_at = None
            return from_row(row)

    def set_totp(self, user_id: str, secret: str, by: str) -> User:
        """From now on a code is asked at login, or with an empty secret none. Raises NotFound."""
        change = "second step on" if secret else "second step off"
        with self._changing(user_id, change, by) as (_, row):
            row.totp_secret, row.totp_step = secret, 0
            return from_row(row)

    def use_totp(self, user_id: str, step: int) -> bool:
        """Note that the code of this step was used; False if it or a later one was before."""
        with self._database.write() as session:
            row = _required(session, user_id)
            if step <= row.totp_step:
                return False
            row.totp_step = step
            return True

    def set_taste(self, user_id: str, language: str, zone: str, theme: str) -> User:
        """How the pages look to this person. Raises NotFound."""
        with self._database.write() as session:
            row = _required(session, user_id)
            row.language, row.zone, row.theme = language, zone, theme
            session.flush()
            return from_row(row)

    def set_password(self, user_id: str, password: str, by: str) -> User:
        """`password` is a hash. Every session and link of the account ends. Raises NotFound."""
        with self._changing(user_id, "password set", by) as (session, row):
            row.password = password
            session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
            session.execute(delete(UserLinkRow).where(UserLinkRow.user_id == user_id))
            return from_row(row)

    def rehash(self, user_id: str, password: str) -> None:
        """The same password, hashed by newer parameters. Raises NotFound."""
        with self._database.write() as session:
            _required(session, user_id).password = password

    def link(self, user_id: str, by: str) -> str:
        """The secret of a link that sets a password once within a day; older ones are void.

        Raises NotFound, BadInput for a disabled account.
        """
        secret = secrets.token_urlsafe(SECRET_BYTES)
        with self._changing(user_id, "link made", by) as (session, row):
            if row.disabled_at is not None:
                raise BadInput("this account is disabled", "enable it first")
            session.execute(delete(UserLinkRow).where(UserLinkRow.user_id == user_id))
            until = self._clock.now() + LINK_LASTS
            session.add(UserLinkRow(link_sha256=hashed(secret), user_id=user_id, expires_at=until))
        return secret

    def of_link(self, secret: str) -> User | None:
        """Whose link this is, while it opens."""
        with self._database.read() as session:
            link = session.get(UserLinkRow, hashed(secret))
            if link is None or link.expires_at <= self._clock.now():
                return None
            return from_row(_required(session, link.user_id))

    @contextmanager
    def _changing(self, user_id: str, change: str, by: str) -> Iterator[tuple[Session, UserRow]]:
        with self._database.write() as session:
            row = _required(session, user_id)
            self._journal(session, user_id, row.name, change, by)
            yield session, row
            session.flush()

    def _journal(
        self, session: Session, user_id: str, name: str, change: str, by: str, **more: str
    ) -> None:
        said = {"user_id": user_id, "user": name, "change": change, "by": by, **more}
        Chain(session).append(self._clock.now(), Kind.USER, said)


def hashed(secret: str) -> str:
    """A secret of 256 random bits as it is kept: a plain hash of one cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def from_row(row: UserRow) -> User:
    """A stored account."""
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(User)}
    return User(**values)


def _required(session: Session, user_id: str) -> UserRow:
    row = session.get(UserRow, user_id)
    if row is None:
        raise NotFound("there is no such user", "see `voicebot user list`")
    return row


def _require_an_admin(session: Session) -> None:
    left = select(func.count()).where(UserRow.role == "admin", UserRow.disabled_at.is_(None))
    if session.scalars(left).one() == 0:
        raise BadInput("nobody would be left who may make users", "make another admin first")
