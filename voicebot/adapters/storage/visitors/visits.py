"""A visit: from the wish for a code, over its entry, to a quarter of an hour in which it opens."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, select, update

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.keys import code_key
from voicebot.adapters.storage.supervisors.users import SECRET_BYTES, hashed
from voicebot.adapters.storage.tables import VisitorCodeRow
from voicebot.adapters.storage.visitors import codes
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import Clock
from voicebot.evidence.kinds import Kind

VISIT_LASTS = timedelta(minutes=15)
MOST_TRIES = 5
"""Five of a million: and only the browser that asked may try."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser's secret stands for; `proved_at` None: the code was not entered yet."""

    request_id: str
    number: PhoneNumber
    proved_at: datetime | None
    ends_at: datetime
    tries_left: int


@dataclass(frozen=True, slots=True)
class Entered:
    """What a code led to: the secret of the open visit, or how many tries are left."""

    secret: str | None
    tries_left: int


class Visits:
    """Knows visits by their secret, opens and ends them."""

    def __init__(self, database: Database, clock: Clock, home: Path) -> None:
        self._database = database
        self._clock = clock
        self._home = home

    def of(self, secret: str) -> Visit | None:
        """The visit of this secret, while it lasts."""
        with self._database.read() as session:
            row = session.scalars(_of(secret)).first()
            visit = None if row is None else _visit(row)
        return visit if visit is not None and visit.ends_at > self._clock.now() else None

    def enter(self, secret: str, typed: str) -> Entered:
        """Try a code; the right one opens the visit under a new secret, and is journalled.

        A try counts before it is compared, so that many at once are still few.
        """
        key, now, left = code_key(self._home), self._clock.now(), 0
        with self._database.write() as session:
            row = session.scalars(_of(secret).with_for_update()).first()
            open_ = row is not None and row.proved_at is None and row.expires_at > now
            if row is None or not open_ or row.tries >= MOST_TRIES:
                codes.fits(key, "", typed, "")
                return Entered(None, left)
            row.tries += 1
            left = MOST_TRIES - row.tries
            if not codes.fits(key, row.code_id, typed, row.code_sha256):
                return Entered(None, left)
            opened = secrets.token_urlsafe(SECRET_BYTES)
            row.proved_at, row.session_sha256, row.code_sha256 = now, hashed(opened), ""
            body = {"what": "proved", "request": row.code_id}
            personal = {"number": row.number}
            Chain(session).append(now, Kind.VISIT, body, personal=personal, about=[row.number])
        return Entered(opened, left)

    def end(self, secret: str) -> None:
        """It opens nothing any more."""
        with self._database.write() as session:
            theirs = VisitorCodeRow.session_sha256 == hashed(secret)
            session.execute(update(VisitorCodeRow).where(theirs).values(session_sha256=None))


def _of(secret: str) -> Select[VisitorCodeRow]:
    return select(VisitorCodeRow).where(VisitorCodeRow.session_sha256 == hashed(secret))


def _visit(row: VisitorCodeRow) -> Visit:
    proved = row.proved_at
    return Visit(
        request_id=row.code_id,
        number=PhoneNumber(row.number),
        proved_at=proved,
        ends_at=row.expires_at if proved is None else proved + VISIT_LASTS,
        tries_left=max(0, MOST_TRIES - row.tries),
    )
