"""The journal: the chain, and beside it the personal data that the chain only commits to."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import Table


class JournalRow(Table):
    """One record of the hash chain; `body` is canonical JSON without personal data.

    `commitment` holds the salted hash of each part of the record's personal data, commas between;
    empty where there are none.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_kind_seq", "kind", "seq"),
        Index("ix_journal_kind_at", "kind", "at", "seq"),
        Index("ix_journal_at", "at"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
    commitment: Mapped[str] = mapped_column(Text)
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class JournalPersonalRow(Table):
    """One person's data in a record and their salt; gone once the person was erased.

    `number` is empty where the part is of everybody the record is about.
    """

    __tablename__ = "journal_personal"

    seq: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("journal.seq"), primary_key=True, autoincrement=False
    )
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)


class JournalSubjectRow(Table):
    """Whom a record is about, by number: the way from a person to their records."""

    __tablename__ = "journal_subjects"
    __table_args__ = (Index("ix_journal_subjects_seq", "seq"),)

    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("journal.seq"), primary_key=True, autoincrement=False
    )


class JournalHeadRow(Table):
    """The chain's last record, one row; writers hold its lock, so that there is one chain."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class JournalCheckRow(Table):
    """What a walk over the whole chain found: how many records it went over, and what is wrong.

    `first_bad` is the number of the first broken record, NULL while the chain holds.
    """

    __tablename__ = "journal_checks"

    at: Mapped[datetime] = mapped_column(primary_key=True)
    records: Mapped[int] = mapped_column(BigInteger)
    ok: Mapped[bool]
    first_bad: Mapped[int | None] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(Text)
    erased: Mapped[int] = mapped_column(BigInteger)
