"""Every table, typed; the migrations build exactly these."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

Json = JSON().with_variant(JSONB(), "postgresql")
RowId = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts only INTEGER keys upwards


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept as UTC; SQLite has no zones, so there it is kept without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database. Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """From the database: aware, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """What all tables share: how Python's types are stored."""

    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy when the class is made
        datetime: UtcTime(),
        dict[str, Any]: Json,
        list[str]: Json,
    }


class ContactList(Table):
    """One import of contacts; its contacts are seen once `finished_at` is set."""

    __tablename__ = "contact_lists"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    file: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    owner: Mapped[str] = mapped_column(String(80))
    finished_at: Mapped[datetime | None]
    accepted: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)


class ContactRow(Table):
    """A contact as one list had it; the newest row of a number is the one in use."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("list_id", "number", name="uq_contacts_list_number"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("contact_lists.id", ondelete="CASCADE"))
    row: Mapped[int]
    number: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date | None]
    external_id: Mapped[str] = mapped_column(Text)
    attributes: Mapped[dict[str, Any]]


class CampaignRow(Table):
    """A list called with one flow for one purpose."""

    __tablename__ = "campaigns"

    campaign_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    flow: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    starts_at: Mapped[datetime | None]


class EntryRow(Table):
    """A contact's place in a campaign: WAITING, TAKEN, DONE or LEFT_ALONE."""

    __tablename__ = "campaign_entries"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number", name="uq_campaign_entries_number"),
        Index("ix_campaign_entries_due", "campaign_id", "state", "callback", "not_before"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.campaign_id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    number: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    callback: Mapped[bool]
    not_before: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[str] | None]
    taken_by: Mapped[str | None] = mapped_column(String(80))
    attempt_id: Mapped[str | None] = mapped_column(String(64))


class AttemptRow(Table):
    """A call attempt: OPEN from its decision until its one record is settled.

    The partial unique index is the claim: one open outbound attempt for each number.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        Index("ix_attempts_number_at", "number", "at"),
        Index("ix_attempts_campaign_at", "campaign_id", "at"),
        Index("ix_attempts_at", "at"),
        Index(
            "uq_attempts_claim",
            "number",
            unique=True,
            sqlite_where=text("state = 'OPEN' AND direction = 'outbound'"),
            postgresql_where=text("state = 'OPEN' AND direction = 'outbound'"),
        ),
    )

    attempt_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str | None] = mapped_column(String(80))
    decision_id: Mapped[str | None] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(String(16))
    campaign_id: Mapped[str | None] = mapped_column(String(64))
    flow: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    order: Mapped[dict[str, Any] | None]
    settled_at: Mapped[datetime | None]
    settled_seq: Mapped[int | None] = mapped_column(BigInteger)
    network_result: Mapped[str | None] = mapped_column(String(32))
    sip_code: Mapped[int | None]
    answered: Mapped[bool | None]
    answered_by: Mapped[str | None] = mapped_column(String(32))
    disposition: Mapped[str | None] = mapped_column(String(32), index=True)
    refusal_kind: Mapped[str | None] = mapped_column(String(32))
    record: Mapped[dict[str, Any] | None]


class OptOutRow(Table):
    """An opt-out, in force until it is lifted; never deleted."""

    __tablename__ = "optouts"

    optout_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), index=True)
    scope: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text)
    confidence: Mapped[float | None]
    refusal_kind: Mapped[str | None] = mapped_column(String(32))
    attempt_id: Mapped[str | None] = mapped_column(String(64))
    campaign_id: Mapped[str | None] = mapped_column(String(64))
    purpose: Mapped[str | None] = mapped_column(String(32))
    evidence: Mapped[str | None] = mapped_column(Text)
    journal_seq: Mapped[int | None] = mapped_column(BigInteger)
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str | None] = mapped_column(Text)


class SuppressionRow(Table):
    """A standing reason to leave a number alone; `until` NULL is for good."""

    __tablename__ = "suppressions"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), index=True)
    reason: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text)
    attempt_id: Mapped[str | None] = mapped_column(String(64))
    journal_seq: Mapped[int | None] = mapped_column(BigInteger)


class JournalRow(Table):
    """One record of the hash chain; `body` is canonical JSON."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32), index=True)
    body: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class JournalHeadRow(Table):
    """The chain's last record, one row; writers hold its lock, so that there is one chain."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
