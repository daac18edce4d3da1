"""Supervisors: who they are, how they get in, what they keep for themselves and each other."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import RowId, Table

_USER = "users.user_id"


class UserRow(Table):
    """A supervisor. `password` is an Argon2 hash; empty: none was set yet.

    `totp_secret` is empty while no second step is asked; `totp_step` is the last one used, so that
    no code works twice. An empty language or zone is the browser's or the installation's.
    """

    __tablename__ = "users"

    user_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(String(255))
    totp_secret: Mapped[str] = mapped_column(String(64))
    totp_step: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(64))
    theme: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]


class UserLinkRow(Table):
    """A link that opens once, to set a password; of its secret only the hash."""

    __tablename__ = "user_links"

    link_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(64), ForeignKey(_USER), index=True)
    expires_at: Mapped[datetime]


class SessionRow(Table):
    """A supervisor's way through the pages from login to logout; of its secret only the hash."""

    __tablename__ = "sessions"

    session_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(64), ForeignKey(_USER), index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class LoginFailureRow(Table):
    """A login that failed: the name as a hash, since people type passwords there."""

    __tablename__ = "login_failures"
    __table_args__ = (
        Index("ix_login_failures_who", "who_sha256", "at"),
        Index("ix_login_failures_address", "address", "at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    who_sha256: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class SavedViewRow(Table):
    """A page's filters under a name; everybody's where `shared`."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_page", "page", "user_id"),)

    view_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(64), ForeignKey(_USER))
    page: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool]
    created_at: Mapped[datetime]


class NoteRow(Table):
    """What a supervisor wrote about a call or a person; `number` is whom it concerns, or empty."""

    __tablename__ = "notes"
    __table_args__ = (
        Index("ix_notes_about", "kind", "about"),
        Index("ix_notes_number", "number"),
    )

    note_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    about: Mapped[str] = mapped_column(String(128))
    number: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(String(64), ForeignKey(_USER))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class AskedOfTwoRow(Table):
    """Something that two people answer for: one asks, another agrees or declines."""

    __tablename__ = "asked_of_two"
    __table_args__ = (Index("ix_asked_of_two_about", "kind", "about"),)

    request_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    about: Mapped[str] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(64), ForeignKey(_USER))
    asked_at: Mapped[datetime]
    answered_by: Mapped[str | None] = mapped_column(String(64), ForeignKey(_USER))
    answered_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
