"""Codes asked for, and what became of the calls that were to speak them."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.keys import code_key
from voicebot.adapters.storage.request_states import RequestState
from voicebot.adapters.storage.supervisors.users import SECRET_BYTES, hashed
from voicebot.adapters.storage.tables import VisitorCodeRow
from voicebot.adapters.storage.visitors import codes
from voicebot.adapters.storage.visitors.limits import MONTH, Limits, network_of
from voicebot.adapters.storage.wish_for_call import CALL_WITHIN
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import Clock
from voicebot.evidence.kinds import Kind

CODE_LASTS = timedelta(minutes=10)
"""From its call on; who types it has the telephone in their hand."""


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """A wish whose call is due now."""

    request_id: str
    number: PhoneNumber
    language: str


class CodeRequests:
    """Takes wishes for a code, and hands them to whoever places the calls."""

    def __init__(self, database: Database, clock: Clock, home: Path, in_an_hour: int) -> None:
        self._database = database
        self._clock = clock
        self._home = home
        self._limits = Limits(in_an_hour)

    def ask(
        self, number: PhoneNumber, address: str, language: str, instead_of: str = ""
    ) -> str | None:
        """Ask for a code to be spoken to this number; the asking browser's secret.

        None where this address, or everybody together, asked too often. Where the number is beyond
        a limit of its own nobody is called, and the answer is the same. `instead_of` is the secret
        of an earlier wish of the same browser, which ends.
        """
        secret, now, asker = secrets.token_urlsafe(SECRET_BYTES), self._clock.now(), None
        with self._database.write() as session:
            chain = Chain(session)
            session.execute(delete(VisitorCodeRow).where(VisitorCodeRow.asked_at < now - MONTH))
            asker = network_of(address)
            if self._limits.too_many(session, asker, now):
                return None
            _end(session, instead_of)
            rings = self._limits.lets_ring(session, number.e164, now)
            row = VisitorCodeRow(
                code_id=str(uuid.uuid4()),
                number=number.e164,
                code_sha256="",
                address=asker,
                asked_at=now,
                expires_at=now + CODE_LASTS,
                tries=0,
                session_sha256=hashed(secret),
                state=str(RequestState.ASKED if rings else RequestState.SILENT),
                language=language,
            )
            session.add(row)
            body = {"what": "asked", "request": row.code_id, "call": rings}
            personal = {"number": number.e164}
            chain.append(now, Kind.VISIT, body, personal=personal, about=[number.e164])
        return secret

    def take(self, most: int) -> list[CodeWanted]:
        """The wishes whose calls are due, the oldest first; each is handed out once.

        Those that waited too long are over.
        """
        if not self._any_waits():
            return []
        now = self._clock.now()
        waits = VisitorCodeRow.state == str(RequestState.ASKED)
        with self._database.write() as session:
            late = VisitorCodeRow.asked_at <= now - CALL_WITHIN
            session.execute(
                update(VisitorCodeRow).where(waits, late).values(state=str(RequestState.OVER))
            )
            due = select(VisitorCodeRow).where(waits).order_by(VisitorCodeRow.asked_at)
            rows = list(session.scalars(due.limit(most).with_for_update(skip_locked=True)))
            for row in rows:
                row.state = str(RequestState.TAKEN)
            return [CodeWanted(row.code_id, PhoneNumber(row.number), row.language) for row in rows]

    def new_code(self, request_id: str) -> str:
        """Make the code of a wish; only its keyed hash is kept. It is good from now on."""
        code = codes.new_code()
        with self._database.write() as session:
            row = session.get_one(VisitorCodeRow, request_id)
            row.code_sha256 = codes.hashed(code_key(self._home), request_id, code)
            row.expires_at = self._clock.now() + CODE_LASTS
        return code

    def settle(self, request_id: str, state: RequestState) -> None:
        """Its call is over: TOLD, DECLINED, or OVER, which frees the number for another wish."""
        with self._database.write() as session:
            row = session.get(VisitorCodeRow, request_id)
            if row is not None:  # the person may have been erased meanwhile
                row.state = str(state)

    def _any_waits(self) -> bool:
        query = select(VisitorCodeRow.code_id).where(
            VisitorCodeRow.state == str(RequestState.ASKED)
        )
        with self._database.read() as session:
            return session.scalars(query.limit(1)).first() is not None


def _end(session: Session, secret: str) -> None:
    """The browser begins anew: its earlier code opens nothing."""
    theirs = VisitorCodeRow.session_sha256 == hashed(secret)
    ended = {"session_sha256": None, "state": str(RequestState.OVER)}
    waiting = VisitorCodeRow.state.in_([str(RequestState.ASKED), str(RequestState.TOLD)])
    session.execute(update(VisitorCodeRow).where(theirs, waiting).values(**ended))
    session.execute(update(VisitorCodeRow).where(theirs).values(session_sha256=None))
