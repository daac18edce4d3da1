"""Opt-outs, standing suppressions, and the do-not-call registries at hand."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import RowId, Table


class OptOutRow(Table):
    """An opt-out, in force until it is lifted; never deleted."""

    __tablename__ = "optouts"
    __table_args__ = (Index("ix_optouts_at", "at", "optout_id"),)

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


class LeftAloneRow(Table):
    """A number that a model leaves alone for one purpose, with the reasons it gave.

    In force from `since` until `until`, or until it was lifted; then, up to `until`, no score
    leaves the person alone for this purpose. `score` is what the call was worth, in calls.
    """

    __tablename__ = "left_alone"
    __table_args__ = (
        Index("ix_left_alone_number", "number", "until"),
        Index("ix_left_alone_since", "since", "left_alone_id"),
        Index("ix_left_alone_counted", "since", "reason", "harm_chance", "lifted_at"),
    )

    left_alone_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime]
    until: Mapped[datetime]
    score: Mapped[float]
    harm_chance: Mapped[float]
    reach_chance: Mapped[float]
    because: Mapped[list[str]]
    because_ru: Mapped[list[str]]
    model: Mapped[str] = mapped_column(String(32))
    decision_id: Mapped[str | None] = mapped_column(String(64))
    journal_seq: Mapped[int | None] = mapped_column(BigInteger)
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(200))
    lift_reason: Mapped[str | None] = mapped_column(Text)


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
