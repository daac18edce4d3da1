"""What supervisors wrote beside calls, persons and opt-outs."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import NoteRow, UserRow
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput, said

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Note:
    """`kind` says what `about` is the id of: "call", "number", …; `by` is a login name."""

    note_id: str
    kind: str
    about: str
    number: str
    by: str
    text: str
    at: datetime


class Notes:
    """Writes and reads notes; none is changed later."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, kind: str, about: str, number: str, user_id: str, text: str) -> None:
        """`number` is whom the note concerns, so that it goes when they are erased; may be empty.

        Raises BadInput for a note that says nothing or too much.
        """
        written = text.strip()
        if not 0 < len(written) <= LONGEST:
            raise BadInput(
                said("a note has 1 to {longest} characters", longest=LONGEST),
                "write it shorter, or at all",
            )
        row = NoteRow(
            note_id=str(uuid.uuid4()),
            kind=kind,
            about=about,
            number=number,
            user_id=user_id,
            text=written,
            at=self._clock.now(),
        )
        with self._database.write() as session:
            session.add(row)

    def of(self, kind: str, about: str) -> list[Note]:
        """Newest first."""
        with self._database.read() as session:
            return notes_of(session, kind, about)


def notes_of(session: Session, kind: str, about: str) -> list[Note]:
    """Newest first."""
    query = (
        select(NoteRow, UserRow.name)
        .join(UserRow, UserRow.user_id == NoteRow.user_id)
        .where(NoteRow.kind == kind, NoteRow.about == about)
        .order_by(NoteRow.at.desc(), NoteRow.note_id)
    )
    return [
        Note(row.note_id, row.kind, row.about, row.number, name, row.text, row.at)
        for row, name in session.execute(query)
    ]
