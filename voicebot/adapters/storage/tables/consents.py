"""The consent ledger, and complaints."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import RowId, Table


class ConsentRow(Table):
    """What a person was asked and how; never changed once written.

    `how` holds the method, place, proof of control and evidence of its capture.
    """

    __tablename__ = "consents"

    consent_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    controller: Mapped[str] = mapped_column(Text)
    purposes: Mapped[list[str]]
    channels: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(String(32))
    jurisdiction: Mapped[str] = mapped_column(String(16))
    wording: Mapped[str] = mapped_column(Text)
    wording_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    how: Mapped[dict[str, Any]]
    captured_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    journal_seq: Mapped[int | None] = mapped_column(BigInteger)


class ConsentEventRow(Table):
    """Something that happened to a consent for one purpose on one channel, in order of `id`."""

    __tablename__ = "consent_events"
    __table_args__ = (Index("ix_consent_events_consent", "consent_id", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consents.consent_id"))
    purpose: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    attempt_id: Mapped[str | None] = mapped_column(String(64))
    journal_seq: Mapped[int | None] = mapped_column(BigInteger)


class ConsentStateRow(Table):
    """Where each consent stands now for each purpose and channel: the events, folded."""

    __tablename__ = "consent_states"
    __table_args__ = (Index("ix_consent_states_number", "number"),)

    consent_id: Mapped[str] = mapped_column(ForeignKey("consents.consent_id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class ConsentUseRow(Table):
    """A call that rested on a consent."""

    __tablename__ = "consent_uses"

    attempt_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consents.consent_id"), index=True)
    at: Mapped[datetime]


class ComplaintRow(Table):
    """A complaint or other written word of a person, until somebody resolved it.

    `kind` and the `state` it begins in: COMPLAINT OPEN, ERASURE WAITING, FEEDBACK RESOLVED. What is
    OPEN freezes advertising and holds evidence.
    """

    __tablename__ = "complaints"

    complaint_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    answer_due_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None] = mapped_column(Text)
    optout_id: Mapped[str | None] = mapped_column(String(64))
