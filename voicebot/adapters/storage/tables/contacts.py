"""Contacts as lists had them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import RowId, Table


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
    """A contact as one list had it; the newest row of a number is the one in use.

    `relation` is CUSTOMER, ENDED or UNCONFIRMED. What the numbering plan says of the number is
    worked out when it comes in: `number_zones` are IANA zones with commas between.
    """

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("list_id", "number", name="uq_contacts_list_number"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("contact_lists.id", ondelete="CASCADE"))
    row: Mapped[int]
    number: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date | None]
    external_id: Mapped[str] = mapped_column(Text)
    attributes: Mapped[dict[str, Any]]
    relation: Mapped[str] = mapped_column(String(16), default="CUSTOMER")
    relation_since: Mapped[datetime | None]
    number_valid: Mapped[bool] = mapped_column(default=True)
    number_country: Mapped[str] = mapped_column(String(2), default="")
    number_zones: Mapped[str] = mapped_column(Text, default="")
