"""What one person asks for and another has to agree to, such as erasing somebody."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import AskedOfTwoRow, UserRow
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class AskedOfTwo:
    """`asked_by` and `answered_by` are login names; `agreed` None: nobody answered yet."""

    request_id: str
    kind: str
    about: str
    reason: str
    asked_by: str
    asked_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    agreed: bool | None


_ASKER, _ANSWERER = aliased(UserRow), aliased(UserRow)
_READ = (
    select(AskedOfTwoRow, _ASKER.name, _ANSWERER.name)
    .join(_ASKER, _ASKER.user_id == AskedOfTwoRow.asked_by)
    .outerjoin(_ANSWERER, _ANSWERER.user_id == AskedOfTwoRow.answered_by)
    .order_by(AskedOfTwoRow.asked_at.desc(), AskedOfTwoRow.request_id)
)


class TwoPersonRequests:
    """Asked by one, answered by another."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def ask(self, kind: str, about: str, reason: str, user_id: str) -> str:
        """Returns the request's id. Raises BadInput without a reason, or if it is asked already."""
        if not reason.strip():
            raise BadInput("such a request needs its reason", "say why")
        row = AskedOfTwoRow(
            request_id=str(uuid.uuid4()),
            kind=kind,
            about=about,
            reason=reason.strip(),
            asked_by=user_id,
            asked_at=self._clock.now(),
        )
        with self._database.write() as session:
            same = (AskedOfTwoRow.kind == kind, AskedOfTwoRow.about == about)
            waiting = select(AskedOfTwoRow).where(*same, AskedOfTwoRow.agreed.is_(None))
            if session.scalars(waiting).first() is not None:
                raise BadInput("this was asked for already", "a second person can agree to it")
            session.add(row)
            session.flush()
            return row.request_id

    def answer(self, request_id: str, user_id: str, agreed: bool) -> AskedOfTwo:
        """Agree or decline, once. Raises NotFound, BadInput for the one who asked."""
        with self._database.write() as session:
            row = session.get(AskedOfTwoRow, request_id, with_for_update=True)
            if row is None:
                raise NotFound("there is no such request", "look at those that wait")
            if row.agreed is not None:
                raise BadInput("this request was answered already", "ask anew")
            if agreed and row.asked_by == user_id:
                raise BadInput("two people answer for this", "ask a colleague to agree")
            row.agreed, row.answered_by, row.answered_at = agreed, user_id, self._clock.now()
        return self.get(request_id)

    def get(self, request_id: str) -> AskedOfTwo:
        """Raises NotFound."""
        with self._database.read() as session:
            query = _READ.where(AskedOfTwoRow.request_id == request_id)
            found = session.execute(query).first()
            if found is None:
                raise NotFound("there is no such request", "look at those that wait")
            return _from_row(*found)

    def waiting(self, kind: str, about: str | None = None) -> list[AskedOfTwo]:
        """Those nobody has answered, newest first."""
        query = _READ.where(AskedOfTwoRow.kind == kind, AskedOfTwoRow.agreed.is_(None))
        if about is not None:
            query = query.where(AskedOfTwoRow.about == about)
        with self._database.read() as session:
            return [_from_row(*found) for found in session.execute(query)]


def forget(session: Session, names: Mapping[str, str]) -> None:
    """Persons were erased: what was asked about them keeps their pseudonyms and no reason."""
    for number, name in names.items():
        nameless = update(AskedOfTwoRow).where(AskedOfTwoRow.about == number)
        session.execute(nameless.values(about=name, reason=""))


def _from_row(row: AskedOfTwoRow, asker: str, answerer: str | None) -> AskedOfTwo:
    return AskedOfTwo(
        row.request_id,
        row.kind,
        row.about,
        row.reason,
        asker,
        row.asked_at,
        answerer,
        row.answered_at,
        row.agreed,
    )
