"""Opt-outs, standing suppressions, and the do-not-call registries at hand."""

from datetime import datetime

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import RowId, Table


class OptOutRow(Table):
    """An opt-out, in force until it is lifted; never deleted."""

    __tablename__ = "optouts"

    optout_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
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
    number: Mapped[str] = mapped_column(String(64), index=True)
    reason: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text)
    attempt_id: Mapped[str | None] = mapped_column(String(64))
    journal_seq: Mapped[int | None] = mapped_column(BigInteger)


class RegistryRow(Table):
    """A do-not-call registry as it was last imported; its numbers are in a file of their own.

    `kind` is NATIONAL, OPERATOR, CAMPAIGN or INTERNAL.
    """

    __tablename__ = "registries"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    country: Mapped[str] = mapped_column(String(2))
    campaign_id: Mapped[str | None] = mapped_column(String(64))
    listed_at: Mapped[datetime]
    max_age_days: Mapped[int]
    imported_at: Mapped[datetime]
    numbers: Mapped[int] = mapped_column(BigInteger)
    file: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class ErasedRow(Table):
    """A number whose person was erased, as a keyed hash: it is still never called."""

    __tablename__ = "erased"

    keyed_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    erased_at: Mapped[datetime]
