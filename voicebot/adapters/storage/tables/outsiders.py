"""Persons who look up what is kept of them, and other systems that are told what happens."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import Table


class VisitorCodeRow(Table):
    """A code asked for and spoken to a number, and the visit it opened once it was entered.

    `state` is a `RequestState` (request_states.py). `code_sha256` is keyed, empty until a
    code was made; `session_sha256` is that of the browser that asked, and after the code another.
    """

    __tablename__ = "visitor_codes"
    __table_args__ = (
        Index("ix_visitor_codes_address", "address", "asked_at"),
        Index("ix_visitor_codes_state", "state", "asked_at"),
        Index("ix_visitor_codes_session_sha256", "session_sha256"),
    )

    code_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    code_sha256: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(Integer)
    proved_at: Mapped[datetime | None]
    session_sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), server_default="OVER")
    language: Mapped[str] = mapped_column(String(8), server_default="en")
    attempt_id: Mapped[str | None] = mapped_column(String(64))


class WebhookRow(Table):
    """An address that is told of events; `secret` signs what is sent there.

    One that a program made (`token_id`) is told as long as that token is valid. `personal`: whether
    it is told numbers.
    """

    __tablename__ = "webhooks"

    webhook_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    secret: Mapped[str] = mapped_column(String(128))
    events: Mapped[list[str]]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    made_by: Mapped[str] = mapped_column(String(200), server_default="")
    token_id: Mapped[str | None] = mapped_column(String(64))
    personal: Mapped[bool] = mapped_column(server_default=false())


class WebhookDeliveryRow(Table):
    """An event on its way to a webhook; `due_at` None: delivered, or given up."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(
            "ix_webhook_deliveries_given_up",
            "made_at",
            sqlite_where=text("due_at IS NULL AND delivered_at IS NULL"),
            postgresql_where=text("due_at IS NULL AND delivered_at IS NULL"),
        ),
    )

    delivery_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(
        String(64), ForeignKey("webhooks.webhook_id"), index=True
    )
    event: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(64), index=True)
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(Integer)
    last_status: Mapped[int | None] = mapped_column(Integer)
    delivered_at: Mapped[datetime | None]
