"""Webhooks say who made them and whether they name persons; what was given up is found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

GIVEN_UP = sa.text("due_at IS NULL AND delivered_at IS NULL")


def upgrade() -> None:
    """To this revision."""
    for column in (
        sa.Column("made_by", sa.String(200), nullable=False, server_default=""),
        sa.Column("token_id", sa.String(64), nullable=True),
        sa.Column("personal", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("webhooks", column)
    op.create_index(
        "ix_webhook_deliveries_given_up",
        "webhook_deliveries",
        ["made_at"],
        sqlite_where=GIVEN_UP,
        postgresql_where=GIVEN_UP,
    )
