"""Tokens by which programs get in."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import ApiTokenRow
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput, NotFound
from voicebot.evidence.kinds import Kind

PREFIX = "voicebot_"  # so that scanners for leaked secrets can know one
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token without its secret. Times are aware; `expires_at` None: never."""

    token_id: str
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def valid(self, now: datetime) -> bool:
        """True while it opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class ApiTokens:
    """Makes tokens, knows them again, and takes them back. Making and taking are journalled."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def make(
        self, name: str, scopes: frozenset[str], lasts: timedelta | None, by: str
    ) -> tuple[ApiToken, str]:
        """A new token and its secret, which is kept nowhere. Raises BadInput."""
        if not name.strip() or not scopes:
            raise BadInput("a token needs a name and at least one scope", "give both")
        now = self._clock.now()
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        row = ApiTokenRow(
            token_id=str(uuid.uuid4()),
            name=name.strip()[:200],
            secret_sha256=_hash(secret),
            scopes=sorted(scopes),
            created_at=now,
            expires_at=now + lasts if lasts else None,
            revoked_at=None,
        )
        with self._database.write() as session:
            session.add(row)
            said = {"token_id": row.token_id, "name": row.name, "scopes": row.scopes, "by": by}
            Chain(session).append(now, Kind.API_TOKEN, said)
            session.flush()
            return _from_row(row), secret

    def of(self, secret: str) -> ApiToken | None:
        """The token with this secret, valid or not; None if there is none.

        Secrets have 256 random bits, so a plain hash of one cannot be searched.
        """
        with self._database.read() as session:
            query = select(ApiTokenRow).where(ApiTokenRow.secret_sha256 == _hash(secret))
            row = session.scalars(query).first()
            return None if row is None else _from_row(row)

    def every(self) -> list[ApiToken]:
        """All of them, newest first."""
        with self._database.read() as session:
            query = select(ApiTokenRow).order_by(ApiTokenRow.created_at.desc())
            return [_from_row(row) for row in session.scalars(query)]

    def revoke(self, token_id: str, by: str) -> ApiToken:
        """It opens nothing from now on. Raises NotFound."""
        now = self._clock.now()
        with self._database.write() as session:
            row = session.get(ApiTokenRow, token_id)
            if row is None:
                raise NotFound("there is no such token", "see `voicebot token list`")
            if row.revoked_at is None:
                row.revoked_at = now
                Chain(session).append(now, Kind.API_TOKEN_REVOKED, {"token_id": token_id, "by": by})
            session.flush()
            return _from_row(row)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _from_row(row: ApiTokenRow) -> ApiToken:
    return ApiToken(
        token_id=row.token_id,
        name=row.name,
        scopes=frozenset(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
