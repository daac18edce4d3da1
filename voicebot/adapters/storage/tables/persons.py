"""Which numbers are one person's, and which may be."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import RowId, Table


class PersonNumberRow(Table):
    """A number that surely is a person's, from `since` until it was found to be otherwise.

    A number in no row is a person of its own.
    """

    __tablename__ = "person_numbers"
    __table_args__ = (Index("ix_person_numbers_person", "person_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    score: Mapped[float]
    because: Mapped[str] = mapped_column(Text)


class LikenessRow(Table):
    """Two numbers that may be one person's: OPEN until somebody said SAME or DIFFERENT.

    `number_a` sorts before `number_b`.
    """

    __tablename__ = "likenesses"
    __table_args__ = (
        UniqueConstraint("number_a", "number_b", name="uq_likenesses_pair"),
        Index("ix_likenesses_b", "number_b"),
        Index("ix_likenesses_state", "state", "score", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    number_a: Mapped[str] = mapped_column(String(64))
    number_b: Mapped[str] = mapped_column(String(64))
    score: Mapped[float]
    because: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    found_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(Text)
