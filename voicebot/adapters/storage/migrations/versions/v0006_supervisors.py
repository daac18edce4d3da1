"""Supervisors: who they are, how they get in, their views and notes; webhooks; visitors' codes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.String(64)
HASH = sa.String(64)


def upgrade() -> None:
    """To this revision."""
    _users()
    _login_failures()
    _views_and_notes()
    _asked_of_two()
    _visitor_codes()
    _webhooks()
    _journal_newest_first()


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", ID, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.String(255), nullable=False),
        sa.Column("totp_secret", sa.String(64), nullable=False),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("theme", sa.String(8), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME),
        sa.Column("seen_at", TIME),
    )
    op.create_table(
        "user_links",
        sa.Column("link_sha256", HASH, primary_key=True),
        sa.Column("user_id", ID, sa.ForeignKey("users.user_id"), nullable=False, index=True),
        sa.Column("expires_at", TIME, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("session_sha256", HASH, primary_key=True),
        sa.Column("user_id", ID, sa.ForeignKey("users.user_id"), nullable=False, index=True),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
    )


def _login_failures() -> None:
    op.create_table(
        "login_failures",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("who_sha256", HASH, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", TIME, nullable=False),
    )
    op.create_index("ix_login_failures_who", "login_failures", ["who_sha256", "at"])
    op.create_index("ix_login_failures_address", "login_failures", ["address", "at"])


def _views_and_notes() -> None:
    op.create_table(
        "saved_views",
        sa.Column("view_id", ID, primary_key=True),
        sa.Column("user_id", ID, sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("page", sa.String(32), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_index("ix_saved_views_page", "saved_views", ["page", "user_id"])
    op.create_table(
        "notes",
        sa.Column("note_id", ID, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("about", sa.String(128), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("user_id", ID, sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
    )
    op.create_index("ix_notes_about", "notes", ["kind", "about"])
    op.create_index("ix_notes_number", "notes", ["number"])


def _asked_of_two() -> None:
    op.create_table(
        "asked_of_two",
        sa.Column("request_id", ID, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("about", sa.String(128), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", ID, sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("answered_by", ID, sa.ForeignKey("users.user_id")),
        sa.Column("answered_at", TIME),
        sa.Column("agreed", sa.Boolean()),
    )
    op.create_index("ix_asked_of_two_about", "asked_of_two", ["kind", "about"])


def _visitor_codes() -> None:
    op.create_table(
        "visitor_codes",
        sa.Column("code_id", ID, primary_key=True),
        sa.Column("number", sa.String(64), nullable=False, index=True),
        sa.Column("code_sha256", HASH, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("proved_at", TIME),
        sa.Column("session_sha256", HASH),
    )
    op.create_index("ix_visitor_codes_address", "visitor_codes", ["address", "asked_at"])


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", ID, primary_key=True),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("secret", sa.String(128), nullable=False),
        sa.Column("events", JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("delivery_id", ID, primary_key=True),
        sa.Column(
            "webhook_id", ID, sa.ForeignKey("webhooks.webhook_id"), nullable=False, index=True
        ),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("number", sa.String(64), nullable=False, index=True),
        sa.Column("body", JSON, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("due_at", TIME),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer()),
        sa.Column("delivered_at", TIME),
    )
    op.create_index("ix_webhook_deliveries_due_at", "webhook_deliveries", ["due_at"])


def _journal_newest_first() -> None:
    op.drop_index("ix_journal_kind", "journal")
    op.create_index("ix_journal_kind_seq", "journal", ["kind", "seq"])
    op.create_index("ix_journal_at", "journal", ["at"])
