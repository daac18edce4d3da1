"""Codes that are asked for are told apart by how far they are; calls for them count for nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

PAST = sa.text("state = 'SETTLED' AND direction = 'outbound' AND request_id IS NULL")
OF_PAST = (
    *("number", "at", "purpose", "channel", "campaign_id"),
    *("answered", "disposition", "network_result"),
)


def upgrade() -> None:
    """To this revision."""
    for column in (
        sa.Column("state", sa.String(16), nullable=False, server_default="OVER"),
        sa.Column("language", sa.String(8), nullable=False, server_default="en"),
        sa.Column("attempt_id", sa.String(64), nullable=True),
    ):
        op.add_column("visitor_codes", column)
    op.create_index("ix_visitor_codes_state", "visitor_codes", ["state", "asked_at"])
    op.create_index("ix_visitor_codes_session_sha256", "visitor_codes", ["session_sha256"])
    op.add_column("attempts", sa.Column("request_id", sa.String(64), nullable=True))
    op.drop_index("ix_attempts_past", "attempts")
    op.create_index(
        "ix_attempts_past", "attempts", list(OF_PAST), sqlite_where=PAST, postgresql_where=PAST
    )
